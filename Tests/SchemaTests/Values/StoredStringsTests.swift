import JSON
import Testing

@testable import Schema

/// Strings of a column, read without parsing where there is no escape.
struct StoredStringsTests {
    private static let pieces = [
        "a", "Zoë", "\"", "\\", "\n", "\u{1}", "/", "]", "[", "}", "{", ":", ",", " ", "😀",
        "\u{2028}",
        "system", "id", "",
    ]

    private func text(_ random: inout some RandomNumberGenerator) -> String {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
            Self.pieces.randomElement(using: &random) ?? ""
        }.joined()
    }

    /// What the parser says the text holds.
    private func parsed(_ text: String) throws -> [JSONNode] {
        Array(try JSONDocument(Array(text.utf8)).root.elements)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `labels and external ids come back as they were written, and as a parser reads them`(
        seed: UInt64
    ) throws {
        var random = ValuesRandom(seed: seed)
        let labels = (0..<Int(seed % 5)).map { _ in text(&random) }
        let stored = Labels.encode(labels)
        #expect(Labels.decode(stored) == labels, "\(stored)")
        #expect(try parsed(stored).map(\.string) == labels)
        let ids = (0..<Int(seed % 4)).map { _ in
            ExternalID(system: text(&random), id: text(&random))
        }
        let column = ExternalID.encode(ids)
        #expect(ExternalID.decode(column) == ids, "\(column)")
        #expect(try parsed(column).map { $0["id"]?.string } == ids.map(\.id))
    }

    @Test func `a text with an escape is left to the parser`() {
        #expect(StoredStrings.read(#"["a\"b"]"#) == nil)
        #expect(StoredStrings.read(#"["\u0041"]"#) == nil)
        #expect(StoredStrings.read(#"["a","b, c"]"#) == ["a", "b, c"])
        #expect(StoredStrings.read("[]") == [])
    }

    @Test func `ids whose members stand in another order are found all the same`() {
        let ids = ExternalID.decode(#"[{"id":"7","system":"erp"}]"#)
        #expect(ids == [ExternalID(system: "erp", id: "7")])
    }
}
