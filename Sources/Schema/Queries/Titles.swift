import Store

extension Transaction {
    /// What people call some records, for those of them that the caller may see; deleted ones included.
    package func titles(of links: Set<Link>) throws -> [Link: String] {
        var found: [Link: String] = [:]
        for (name, group) in Dictionary(grouping: links, by: \.resource) {
            guard let table = attached.registry.resource(name),
                let sight = access.sight("read", on: name)
            else { continue }
            let title = (table.title ?? table.field("number"))?.name ?? "''"
            var (condition, cells) = IDList.condition("id", group.map(\.id))
            if let clause = SightClause(table, sight, access) {
                condition += " AND " + clause.sql
                cells += clause.cells
            }
            let sql = "SELECT id, COALESCE(\(title), '') FROM \(table.sqlName) WHERE \(condition)"
            try query(text: sql, cells) { row in
                found[Link(resource: name, id: RecordID(row.uuid(0)))] = row.text(1)
            }
        }
        return found
    }
}
