import Schema
import Testing
import TratoTesting

/// What a search finds and in which order, against a model that looks at every record.
struct SearchModelTests {
    private struct Party {
        let id: String
        var title: [String]
        var body: [String]
    }

    /// As typed, and as it is compared.
    private static let words =
        [
            ("Acme", "acme"), ("ACMEVILLE", "acmeville"), ("Ac", "ac"), ("a", "a"), ("A", "a"),
            ("São", "sao"), ("sapo", "sapo"), ("Ägir", "agir"), ("Über", "uber"), ("3M", "3m"),
            ("Works", "works"), ("Workshop", "workshop"), ("info", "info"), ("INFO", "info"),
            ("東京", "東京"), ("東京都", "東京都"), ("Łódź", "łodz"), ("and", "and"), ("NOT", "not"),
        ] + (10..<46).map { ("Part\($0)", "part\($0)") }
    private static let between = [" ", " & ", "-", ", ", "'", " – ", "  (", "\"", " * "]

    private static func text(_ random: inout SeededRandom, upTo count: Int) -> (String, [String]) {
        var typed = ""
        var meant: [String] = []
        for index in 0..<Int.random(in: 1...count, using: &random) {
            let last = Self.words.count - 1
            // Half of them from the few that are at the front.
            let bound = Bool.random(using: &random) ? last : 7
            let word = Self.words[Int.random(in: 0...bound, using: &random)]
            if index > 0 {
                typed += Self.between[Int.random(in: 0..<Self.between.count, using: &random)]
            }
            typed += word.0
            meant.append(word.1)
        }
        return (typed, meant)
    }

    /// 0 to 2, or nil when the party is not found.
    private static func rank(_ party: Party, _ words: [String], unfinished: Bool) -> Int? {
        func has(_ word: String, _ index: Int) -> Bool {
            unfinished && index == words.count - 1
                ? word.hasPrefix(words[index]) : word == words[index]
        }
        func elsewhere(_ word: String, _ index: Int) -> Bool {
            words[index].count == 1 ? word == words[index] : has(word, index)
        }
        let title = party.title
        let inTitle = words.indices.allSatisfy { index in title.contains { has($0, index) } }
        if inTitle {
            let inOrder = title.indices.contains { start in
                start + words.count <= title.count
                    && words.indices.allSatisfy { has(title[start + $0], $0) }
            }
            return has(title[0], 0) && inOrder ? 0 : 1
        }
        let found = words.indices.allSatisfy { index in
            title.contains { has($0, index) } || party.body.contains { elsewhere($0, index) }
        }
        return found ? 2 : nil
    }

    private static func expected(
        _ parties: [Party], _ words: [String], unfinished: Bool
    ) -> [String] {
        let ranked = parties.map { ($0.id, rank($0, words, unfinished: unfinished)) }
        return (0..<3).flatMap { wanted in
            ranked.reversed().filter { $0.1 == wanted }.map(\.0)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a search finds, ranks and pages as its words say`(_ seed: UInt64) throws {
        var random = SeededRandom(seed)
        let subject = try Subject("parties")
        var parties: [Party] = []
        for _ in 0..<150 {
            let (name, title) = Self.text(&random, upTo: 4)
            let (legal, body) = Self.text(&random, upTo: 3)
            let made = subject.admin.post(
                subject.path,
                [
                    "kind": "organization", "display_name": .string(name),
                    "legal_name": .string(legal),
                ])
            let id = try #require(made.json["id"].string, "\(made)")
            parties.append(Party(id: id, title: title, body: body))
        }
        for index in parties.indices where Int.random(in: 0..<8, using: &random) == 0 {
            let (name, title) = Self.text(&random, upTo: 4)
            let answer = subject.patch(
                ["id": .string(parties[index].id)], ["display_name": .string(name)])
            #expect(answer.status == 200)
            parties[index].title = title
        }
        for _ in 0..<60 {
            var (typed, words) = Self.text(&random, upTo: 3)
            let unfinished = Bool.random(using: &random)
            if unfinished {
                let cut = Int.random(in: 0..<min(4, words[words.count - 1].count), using: &random)
                typed.removeLast(cut)
                words[words.count - 1].removeLast(cut)
            } else {
                typed += " "
            }
            let found = Self.expected(parties, words, unfinished: unfinished)
            let query = "q=\(encoded(typed))"
            let walked = subject.admin.all("\(subject.path)?\(query)", limit: 7)
                .compactMap { $0["id"].string }
            #expect(walked == found, "\(typed)")
            let sorted = subject.ids("\(query)&sort=id")
            #expect(sorted.sorted() == found.sorted(), "\(typed)")
            let counted = subject.admin.get("\(subject.path)?\(query)&count=exact&limit=1")
            #expect(counted.json["count"].integer == Int64(found.count), "\(typed)")
        }
    }

    @Test func `marks that are typed are words like others`() throws {
        let subject = try Subject("parties")
        let made = try subject.make(["display_name": "Walrus"])
        for q in ["\u{E000}walrus", "\u{E001}walrus", "wal\u{E001}rus", "\u{E001}", "\u{E000}*"] {
            let answer = subject.admin.get("\(subject.path)?q=\(encoded(q))")
            #expect(answer.status == 200)
            #expect(answer.data.allSatisfy { $0["id"] == made["id"] })
        }
    }
}
