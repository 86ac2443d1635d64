import HTTP
import JSON
import Schema
import Store

/// Filters as a query or as a JSON tree, the first byte says of which resource: refused as the
/// caller's mistake, or a condition that the engine takes and that holds no text of the input.
enum FilterTarget {
    private static let custom = CustomFields([
        CustomField(
            resource: "parties", key: "shade", kind: .number, label: "Shade", options: [],
            isRequired: false),
        CustomField(
            resource: "parties", key: "colour", kind: .choice, label: "Colour",
            options: ["red", "blue"], isRequired: false),
    ])

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard let first = input.first else { return }
        let resources = Subject.resources
        let table = resources[Int(first) % resources.count]
        let rest = Array(input.dropFirst())
        let parser = FilterParser(
            table, .system, custom, now: Instant(milliseconds: 1_795_342_530_250))
        do {
            guard let predicate = try predicate(rest, parser) else { return }
            try judge(predicate.clause(alias: "t", table, .system), table)
        } catch is Problem {
            return
        } catch {
            finding("\(error)")
        }
    }

    private static func predicate(_ bytes: [UInt8], _ parser: FilterParser) throws -> Predicate? {
        if bytes.first == UInt8(ascii: "{") {
            guard let document = try? JSONDocument(bytes) else { return nil }
            return try parser.tree(document.root)
        }
        guard let query = QueryItems(bytes[...]) else { return nil }
        return .and(
            try query.items.prefix(50).map { try parser.condition($0.name, [$0.value]) })
    }

    private static func judge(_ clause: Clause, _ table: Table) throws {
        var plain = clause.sql
        for quoted in ["'\\'", "'[]'", "'$.shade'", "'$.colour'"] {
            plain = plain.split(separator: quoted, omittingEmptySubsequences: false).joined()
        }
        expect(
            plain.utf8.allSatisfy { isWord($0) || " ().,=<>?".utf8.contains($0) },
            "foreign text: \(clause.sql)")
        expect(plain.utf8.count { $0 == UInt8(ascii: "?") } == clause.cells.count, clause.sql)
        try Subject.server.read { tx in
            let text = "SELECT count(*) FROM \(table.sqlName) t WHERE \(clause.sql)"
            try tx.query(text: text, clause.cells) { _ in }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
