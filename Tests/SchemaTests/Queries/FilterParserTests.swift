import JSON
import Schema
import Store
import Testing

struct FilterParserTests {
    private let parser: FilterParser

    init() throws {
        _ = BoxStore.registry
        let shades = CustomField(
            resource: "boxes", key: "shade", kind: .number, label: "Shade", options: [],
            isRequired: false)
        parser = FilterParser(
            Boxes.table, .system, CustomFields([shades]),
            now: Instant(milliseconds: 1_795_342_530_250))
    }

    private func problem(_ name: String, _ values: [String]) -> ProblemCode? {
        do {
            _ = try parser.condition(name, values)
            return nil
        } catch {
            return (error as? Problem)?.code
        }
    }

    @Test(arguments: [
        ("size", "1"), ("size.gte", "0"), ("size.in", "1,2,3"), ("size.exists", "true"),
        ("label.contains", "%_"), ("label.starts_with", "a"), ("colour", "red"),
        ("colour.nin", "red,blue"),
        ("is_open", "false"), ("weight.lt", "12.50"), ("packed_on", "today"),
        ("packed_on.gte", "-30d"),
        ("packed_on.lt", "start_of_month"), ("sealed_at.gt", "2026-11-22T10:00:00+02:00"),
        ("sealed_at.gte", "+2w"), ("inside_id", "01900000-0000-7000-8000-000000000001"),
        ("inside.size", "3"),
        ("slots.thing", "pen"), ("slots.count.gt", "2"), ("custom.shade.gte", "1.5"),
        ("note.contains", "x"),
        ("tags", "red"), ("created_at.gte", "yesterday"),
    ])
    func `what means something is taken`(_ name: String, _ value: String) {
        #expect(problem(name, [value]) == nil, "\(name)=\(value)")
    }

    @Test(arguments: [
        ("nothing", "1", ProblemCode.unknownField), ("", "1", .unknownField),
        (".", "1", .unknownField),
        ("size.nothing", "1", .unknownField), ("nothing.size", "1", .unknownField),
        ("inside.nothing", "1", .unknownField), ("inside.inside.size", "1", .unknownField),
        ("deleted_at", "1", .unknownField), ("custom.nothing", "1", .unknownField),
        ("custom", "1", .unfilterable), ("external_ids", "1", .unfilterable),
        ("note", "x", .unfilterable),
        ("colour.gt", "red", .unfilterable), ("is_open.in", "true", .unfilterable),
        ("size.contains", "1", .unfilterable), ("custom.shade.contains", "1", .unfilterable),
        ("size", "x", .badParameter), ("size", "1.5", .badParameter), ("size", "", .badParameter),
        ("size.exists", "maybe", .badParameter), ("size.in", "", .badParameter),
        ("colour", "pink", .badParameter), ("is_open", "1", .badParameter),
        ("weight", "1.00001", .badParameter),
        ("packed_on", "2026-02-30", .badParameter), ("packed_on", "-30x", .badParameter),
        ("inside_id", "me", .badParameter), ("inside_id", "1", .badParameter),
        ("custom.shade", "dark", .badParameter),
    ])
    func `what does not is refused for its reason`(
        _ name: String, _ value: String, _ code: ProblemCode
    ) {
        #expect(problem(name, [value]) == code, "\(name)=\(value)")
    }

    @Test func `a list has a limit`() {
        #expect(problem("size.in", (0..<500).map { "\($0)" }) == nil)
        #expect(problem("size.in", (0..<501).map { "\($0)" }) == .badParameter)
        #expect(problem("size", ["1", "2"]) == .badParameter)
    }

    @Test func `no text of a request becomes part of a statement`() throws {
        let hostile = "x' OR 1=1 --"
        for name in ["label", "label.contains", "label.in", "slots.thing", "tags"] {
            let clause = try parser.condition(name, [hostile]).clause(
                alias: "t", Boxes.table, .system)
            #expect(!clause.sql.contains("OR 1=1"))
            #expect(!clause.cells.isEmpty)
        }
    }

    @Test func `a pattern is taken literally`() throws {
        let store = try BoxStore()
        try store.write { tx in
            for label in ["100%", "100 percent", "a_b", "aXb", "back\\slash"] {
                var box = Record<Boxes>()
                box.label = label
                _ = try tx.create(box)
            }
        }
        func found(_ name: String, _ value: String) throws -> [String] {
            let clause = try parser.condition(name, [value]).clause(
                alias: "t", Boxes.table, .system)
            return try store.read { tx in
                var labels: [String] = []
                try tx.query(
                    text: "SELECT label FROM boxes t WHERE \(clause.sql) ORDER BY pk", clause.cells
                ) { labels.append($0.text(0)) }
                return labels
            }
        }
        #expect(try found("label.contains", "%") == ["100%"])
        #expect(try found("label.contains", "_") == ["a_b"])
        #expect(try found("label.starts_with", "100%") == ["100%"])
        #expect(try found("label.contains", "\\") == ["back\\slash"])
        #expect(try found("label", "A_B") == ["a_b"])
    }

    @Test(arguments: [
        ("{\"size\": {}}", "/filter/size"), ("{\"or\": {}}", "/filter/or"),
        ("{\"not\": []}", "/filter/not"),
        ("[]", "/filter"), ("{\"and\": [1]}", "/filter/and/0"),
        ("{\"or\": [{\"size\": null}]}", "/filter/or/0/size"),
        ("{\"size.in\": [1, {}]}", "/filter/size.in/1"),
    ])
    func `a tree that is wrong says where`(_ text: String, _ pointer: String) throws {
        let document = try JSONDocument(Array(text.utf8))
        do {
            _ = try parser.tree(document.root)
            Issue.record("\(text) was taken")
        } catch let problem as Problem {
            #expect(problem.code == .validationFailed)
            #expect(problem.faults.map(\.pointer) == [pointer])
        }
    }

    @Test func `a tree has a limit`() throws {
        let many =
            "{\"or\": [" + Array(repeating: "{\"size\": 1}", count: 120).joined(separator: ",")
            + "]}"
        let document = try JSONDocument(Array(many.utf8))
        #expect(throws: Problem.self) { try parser.tree(document.root) }
    }
}
