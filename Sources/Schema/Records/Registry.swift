import Store

/// Is told of a record as it was stored, and as it was before; `before` is nil for a new one.
package typealias Watcher = @Sendable (_ row: Row, _ before: Row?, Transaction) throws -> Void

/// All resources of a server, by name; made once at start-up.
package final class Registry: Sendable {
    /// Resources and owned collections, parents before their collections.
    package let all: [Table]
    /// Resources with an address of their own.
    package let resources: [Table]
    private let byName: [String: Table]
    /// Which fields of which tables refer to a table.
    private let referrers: [String: [(table: Table, field: FieldSpec, parent: Table?)]]
    /// What is told of every change, in the transaction that makes it.
    let watchers: [Watcher]

    package init(_ resources: [Table], watchers: [Watcher] = []) {
        self.resources = resources
        self.watchers = watchers
        var all: [(table: Table, parent: Table?)] = []
        for table in resources {
            all.append((table, nil))
            for collection in table.owned { all.append((collection.table, table)) }
        }
        self.all = all.map(\.table)
        byName = Dictionary(uniqueKeysWithValues: all.map { ($0.table.name, $0.table) })
        var referrers: [String: [(table: Table, field: FieldSpec, parent: Table?)]] = [:]
        for (table, parent) in all {
            for field in table.fields {
                guard case .reference(let name) = field.kind else { continue }
                guard let target = byName[name] else {
                    preconditionFailure("\(table.name).\(field.name) refers to unknown \(name)")
                }
                field.target = target
                referrers[name, default: []].append((table, field, parent))
            }
        }
        self.referrers = referrers
        for table in self.all {
            table.preparePlans()
            if table.sightByResource != nil { table.subjects = resources }
        }
    }

    /// Resolves the references of an action's body, and of the rows in it.
    package func adopt(_ form: Table) {
        for collection in form.owned where byName[collection.table.name] == nil {
            adopt(collection.table)
        }
        for field in form.fields {
            guard case .reference(let name) = field.kind else { continue }
            guard let target = byName[name] else {
                preconditionFailure("\(form.name).\(field.name) refers to unknown \(name)")
            }
            field.target = target
        }
    }

    package func table(_ name: String) -> Table? { byName[name] }

    package func resource(_ name: String) -> Table? {
        guard let table = byName[name], !table.isChild else { return nil }
        return table
    }

    func referrers(of table: Table) -> [(table: Table, field: FieldSpec, parent: Table?)] {
        referrers[table.name] ?? []
    }
}
