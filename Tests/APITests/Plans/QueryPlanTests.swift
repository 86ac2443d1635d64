import Schema
import Store
import Testing
import TratoTesting

/// What every list costs is known before it is slow: the engine must find it through an index.
struct QueryPlanTests {
    private let server: TestServer

    init() throws { server = try TestServer() }

    private func plan(_ query: ListQuery, after cells: [Cell]? = nil) throws -> [String] {
        try server.read { tx in
            try query.statements(after: cells, tx).flatMap { try tx.plan(of: $0) }
        }
    }

    @Test(arguments: Resources.all)
    func `the default list and each sort are read from an index in order`(_ name: String) throws {
        let table = Resources[name]
        let fields = table.fields.filter { $0.traits.contains(.sortable) }.map(\.name)
        for text in [nil, "id"] + fields.flatMap({ [$0, "-" + $0] }) {
            var query = try ListQuery(table)
            if let text { query.sort = try Sort(text, table) }
            let steps = try plan(query)
            #expect(steps.allSatisfy(Self.usesIndex), "\(text ?? "default"): \(steps)")
            #expect(
                !steps.contains { $0.contains("TEMP B-TREE") }, "\(text ?? "default"): \(steps)")
        }
    }

    /// What an index of two columns is declared for: one value of the first, in the order of the second.
    @Test(arguments: Resources.all)
    func `a list that an index is declared for is read from it in order`(_ name: String) throws {
        let table = Resources[name]
        guard !table.isChild else { return }
        for columns in table.indexes where columns.count == 2 {
            guard let first = table.field(columns[0]), let second = table.field(columns[1]),
                second.traits.contains(.sortable)
            else { continue }
            for sign in ["", "-"] {
                var query = try ListQuery(table)
                query.predicate = .compare(first, .eq, [.text("open")])
                query.sort = try Sort(sign + second.name, table)
                let steps = try plan(query)
                let what: Comment = "\(first.name), \(sign)\(second.name): \(steps)"
                #expect(steps.contains { $0.contains("\(first.name)=?") }, what)
                #expect(!steps.contains { $0.contains("TEMP B-TREE") }, what)
            }
        }
    }

    @Test(arguments: Resources.all)
    func `a later page begins where the index says`(_ name: String) throws {
        let table = Resources[name]
        for field in table.fields where field.traits.contains(.sortable) {
            for sign in ["", "-"] {
                for value: Cell in field.isOptional ? [.integer(1), .null] : [.integer(1)] {
                    var query = try ListQuery(table)
                    query.sort = try Sort(sign + field.name, table)
                    let steps = try plan(query, after: [value, .uuid(1, 2)])
                    let what: Comment = "\(sign)\(field.name) after \(value): \(steps)"
                    #expect(!steps.contains { $0.contains("SCAN") }, what)
                    #expect(!steps.contains { $0.contains("TEMP B-TREE") }, what)
                    let ranges = steps.filter { $0.hasPrefix("SEARCH t ") }
                    #expect(!ranges.isEmpty, what)
                    #expect(ranges.allSatisfy { $0.contains(field.name) }, what)
                }
            }
        }
    }

    @Test func `fields that go different ways are read range by range`() throws {
        var query = try ListQuery(Resources["orders"])
        query.sort = try Sort("-ordered_on,number", Resources["orders"])
        let steps = try plan(query, after: [.integer(20_000), .text("O-1"), .uuid(1, 2)])
        #expect(!steps.contains { $0.contains("SCAN") }, "\(steps)")
        #expect(!steps.contains { $0.contains("MULTI-INDEX OR") }, "\(steps)")
    }

    @Test(arguments: Resources.all)
    func `a filter by a reference uses its index`(_ name: String) throws {
        let table = Resources[name]
        for field in table.fields {
            guard case .reference = field.kind, field.isShown else { continue }
            var query = try ListQuery(table)
            query.predicate = .compare(field, .eq, [.uuid(1, 2)])
            let steps = try plan(query)
            #expect(steps.contains { $0.contains("\(field.name)=?") }, "\(field.name): \(steps)")
        }
    }

    @Test(arguments: Resources.all)
    func `sight by owner and team uses an index`(_ name: String) throws {
        let table = Resources[name]
        guard table.isOwned else { return }
        let steps = try server.read { tx in
            try tx.plan(
                of: "SELECT id FROM \(table.sqlName) WHERE owner_id = x'00' AND deleted_at IS NULL")
        }
        #expect(steps.allSatisfy { $0.contains("SEARCH") }, "\(steps)")
    }

    @Test(arguments: Resources.all)
    func `what hangs on a record is found through an index`(_ name: String) throws {
        for collection in Resources[name].owned {
            let table = collection.table
            let sql = "SELECT id FROM \(table.sqlName) WHERE parent_id = x'00' ORDER BY position"
            let steps = try server.read { try $0.plan(of: sql) }
            #expect(steps.allSatisfy(Self.usesIndex), "\(table.name): \(steps)")
            #expect(!steps.contains { $0.contains("TEMP B-TREE") }, "\(table.name): \(steps)")
        }
    }

    private static func usesIndex(_ step: String) -> Bool {
        !step.contains("SCAN") || step.contains("USING INDEX") || step.contains("COVERING INDEX")
    }
}
