import Store

extension Transaction {
    /// Keeps the index of external ids equal to the record's own list.
    ///
    /// One `(resource, system, id)` names one record for ever: an id given up is free only for the same record again.
    func saveExternalIDs(_ row: Row, before: Row?) throws {
        guard let field = row.table.groups.externalIDs else { return }
        let text = String(cell: row[field])
        if before == nil, text == "[]" { return }
        if let before, before[field] == row[field] { return }
        let old = before.map { ExternalID.decode(String(cell: $0[field])) } ?? []
        for id in ExternalID.decode(text) where !old.contains(id) {
            do {
                try execute(
                    ExternalIDStatements.insert,
                    [.text(row.table.name), .text(id.system), .text(id.id), row.id.cell])
            } catch StoreError.duplicate {
                if try recordID(of: row.table, id) == row.id { continue }
                throw Problem(
                    .alreadyExists,
                    "Another \(row.table.singular) has the id \(id.id) in \(id.system).",
                    faults: [
                        Fault(
                            pointer: "/external_ids", code: .duplicate,
                            message: "\(id.system)/\(id.id) is taken.")
                    ])
            }
        }
    }

    /// Keeps the index of tags equal to the record's own; they are found without regard to case.
    func saveTags(_ row: Row, before: Row?) throws {
        guard let field = row.table.groups.tags else { return }
        if before == nil, row[field] == .text("[]") { return }
        if let before, before[field] == row[field] { return }
        let old = before.map { Labels.decode(String(cell: $0[field])) } ?? []
        let new = Labels.decode(String(cell: row[field]))
        for tag in old where !new.contains(tag) {
            try execute(
                TagStatements.delete,
                [.text(row.table.name), .text(PlainText.folded(tag)), row.id.cell])
        }
        for tag in new where !old.contains(tag) {
            try execute(
                TagStatements.insert,
                [.text(row.table.name), .text(PlainText.folded(tag)), row.id.cell, .text(tag)])
        }
    }
}

private enum TagStatements {
    static let insert = SQL(
        "INSERT INTO record_tags (resource, folded, record_id, tag) VALUES (?, ?, ?, ?)")
    static let delete = SQL(
        "DELETE FROM record_tags WHERE resource = ? AND folded = ? AND record_id = ?")
}
