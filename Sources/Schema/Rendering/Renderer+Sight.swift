import Store

extension Renderer {
    /// Those of some records, deleted ones included, that the caller may see.
    package func visible(_ table: Table, ids: [RecordID]) throws -> Set<RecordID> {
        var found: Set<RecordID> = []
        var rest = ids[...]
        while !rest.isEmpty {
            let chunk = Array(rest.prefix(500))
            rest = rest.dropFirst(500)
            guard let (condition, cells) = sighted(table, chunk) else { continue }
            let sql = "SELECT id FROM \(table.sqlName) WHERE \(condition)"
            try tx.query(text: sql, cells) { found.insert(RecordID($0.uuid(0))) }
        }
        return found
    }

    /// The condition on ids and sight; nil when the caller sees nothing of the table.
    func sighted(_ table: Table, _ ids: [RecordID]) -> (sql: String, cells: [Cell])? {
        var (condition, cells) = IDList.condition("id", ids)
        guard table.hasSight else { return (condition, cells) }
        guard let sight = tx.access.sight("read", on: table.name) else { return nil }
        if let clause = SightClause(table, sight, tx.access) {
            condition += " AND " + clause.sql
            cells += clause.cells
        }
        return (condition, cells)
    }
}
