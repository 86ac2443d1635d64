import CRM
import Schema
import Store
import Testing
import TratoTesting

/// What FTS5 is asked for: frequent words must not make it gather all their places.
@Suite struct SearchQueryTests {
    private let folder = TestFolder()

    private func queries(_ text: String, titles: [String], bodies: [String] = []) throws -> [String]
    {
        let database = try Database(path: folder.file("q.db"), migrations: Trato.migrations)
        let parties = try #require(Trato.registry.resource("parties"))
        return try database.write { tx in
            for (index, title) in titles.enumerated() {
                try tx.execute(
                    text: "INSERT INTO parties_search (rowid, title, body) VALUES (?, ?, ?)",
                    [
                        .integer(Int64(index)),
                        .text(try SearchTerms.indexed(title, tx.connection)),
                        .text(index < bodies.count ? bodies[index] : ""),
                    ])
            }
            let query = SearchQuery(try #require(try SearchTerms(text, tx)), parties, tx)
            return try SearchQuery.ranks.map(query.ranked).map {
                $0.replacing("\u{E000}", with: "^").replacing("\u{E001}", with: "~")
            }
        }
    }

    @Test func `an unfinished word is spelled out when few words begin so`() throws {
        let asked = try queries(
            "Acme SÓL", titles: ["Acme Sólido", "Acme Solar"], bodies: ["solar@x", "info@soluble"])
        #expect(
            asked[0] == #""^acme" AND ("~acme" + "~solar" OR "~acme" + "~solido")"#)
        #expect(
            asked[1] == #"("~acme" AND ("~solar" OR "~solido")) NOT (\#(asked[0]))"#)
        #expect(
            asked[2]
                == #"(("~acme" OR "acme") AND ("~solar" OR "~solido" OR "sol"*)) NOT ("~acme" AND ("~solar" OR "~solido"))"#
        )
    }

    @Test func `a finished word is asked for as it is`() throws {
        let asked = try queries("works ", titles: ["Works"])
        #expect(
            asked == [
                #""^works""#, #"("~works") NOT ("^works")"#,
                #"(("~works" OR "works")) NOT ("~works")"#,
            ])
    }

    @Test func `short beginnings use their index, and one letter only that of titles`() throws {
        #expect(
            try queries("w", titles: ["Works"])
                == [#""^w"*"#, #"("~w"*) NOT ("^w"*)"#, #"(("~w"* OR "w")) NOT ("~w"*)"#])
    }

    @Test func `more words than are spelled out are asked for by their beginning`() throws {
        let asked = try queries("part", titles: (10..<43).map { "Part\($0)" })
        #expect(asked[0] == #""^part"*"#)
        let fewer = try queries("part1", titles: [])
        #expect(fewer[0].hasPrefix(#"("^part10" OR "^part11""#), "\(fewer[0])")
    }

    @Test func `what nothing begins with finds nothing`() throws {
        #expect(try queries("walrus", titles: ["Works"])[0] == #""^walrus""#)
    }
}
