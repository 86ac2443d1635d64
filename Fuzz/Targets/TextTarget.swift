import Schema
import TratoTesting

@testable import API
@testable import HTTP

/// What stands in a target and in fields: queries, escapes, media types, search words.
enum TextTarget {
    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        let bytes = Array(input)
        if let query = QueryItems(bytes[...]) { comesBack(query) }
        if let decoded = PercentCoding.decode(bytes[...], plusIsSpace: false) {
            let encoded = PercentCoding.encode(decoded)
            expect(
                PercentCoding.decode(encoded, plusIsSpace: true) == decoded, "escaped differently")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        _ = MediaType.isUTF8(text, "application/json")
        WeightedList.read(input) { _, weight in
            expect((0...1000).contains(weight), "a weight of \(weight)")
        }
        _ = HostSyntax.isValid(input)
        search(text)
    }

    private static func comesBack(_ query: QueryItems) {
        let text = query.items.map {
            PercentCoding.encode($0.name) + "=" + PercentCoding.encode($0.value)
        }.joined(separator: "&")
        let again = QueryItems(Array(text.utf8)[...])
        expect(
            again?.items.elementsEqual(query.items, by: ==) == true, "a query does not come back")
    }

    /// Whatever is typed into a search box is a query that the engine understands.
    private static func search(_ text: String) {
        let answer = Subject.server.admin.get("/v1/parties?q=" + PercentCoding.encode(text))
        expect(answer.status == 200 || answer.status == 400, "\(answer)")
    }
}
