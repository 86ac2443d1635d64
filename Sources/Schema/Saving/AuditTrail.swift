import JSON
import Store

/// The audit trail and the feed of changes are one table: who did what to which record when, with the values before and after.
extension Transaction {
    func record(_ row: Row, before: Row?, _ event: String) throws {
        let table = row.table
        let context = attached
        if table.traits.contains(.affectsAccess) { context.hasChangedAccess = true }
        guard !table.traits.contains(.silent) else { return }
        let type = context.events.removeValue(forKey: row.id) ?? "\(table.singular).\(event)"
        try execute(
            AuditStatements.insert,
            [
                .text(table.name), row.id.cell, .text(type), now.cell, access.actorID.cell,
                access.credentialID.cell, .text(context.requestID), .text(context.address),
                .integer(row.version), .text(AuditTrail.changes(row, before)),
            ])
        context.lastChange = connection.lastRowID
        for party in AuditTrail.parties(of: row) {
            try execute(AuditStatements.party, [party.cell, .integer(context.lastChange)])
        }
    }

    /// Names the event of the record's next save, where the usual name would say too little.
    package func name(_ event: String, for id: RecordID) { attached.events[id] = event }
}

private enum AuditStatements {
    static let insert = SQL(
        """
        INSERT INTO audit_entries (resource, record_id, type, at, actor_id, credential_id, request_id,
            address, record_version, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    static let party = SQL("INSERT OR IGNORE INTO party_events (party_id, seq) VALUES (?, ?)")
}

private enum AuditTrail {
    /// Bookkeeping that would say in every entry what the entry says already.
    static let left: Set<String> = [
        "id", "version", "created_at", "updated_at", "created_by", "updated_by",
    ]

    /// `{"field": [before, after]}` for each field that changed.
    static func changes(_ row: Row, _ before: Row?) -> String {
        var json = JSONWriter()
        let digits = row.currency?.digits ?? 2
        let old = CellSource(cells: before?.cells ?? row.table.fields.map { _ in .null })
        let new = CellSource(cells: row.cells)
        json.beginObject()
        for field in row.table.fields where !left.contains(field.name) {
            guard new.cells[field.ordinal] != old.cells[field.ordinal] else { continue }
            if field.traits.contains(.hidden), field.name != "deleted_at" { continue }
            if before == nil, field.defaultCell == new.cells[field.ordinal] { continue }
            json.key(field.name)
            json.beginArray()
            if field.traits.contains(.secret) {
                json.null()
                json.null()
            } else {
                field.kind.write(old, field.ordinal, digits: digits, to: &json)
                field.kind.write(new, field.ordinal, digits: digits, to: &json)
            }
            json.endArray()
        }
        for collection in row.table.owned {
            let rows = row.children[collection.ordinal]
            let previous = before?.children[collection.ordinal] ?? []
            guard rows != previous else { continue }
            json.key(collection.name)
            json.beginArray()
            write(previous, digits, to: &json)
            write(rows, digits, to: &json)
            json.endArray()
        }
        json.endObject()
        return String(decoding: json.finish(), as: UTF8.self)
    }

    private static func write(_ rows: [Row], _ digits: Int, to json: inout JSONWriter) {
        json.beginArray()
        for row in rows {
            let source = CellSource(cells: row.cells)
            json.beginObject()
            for field in row.table.fields where field.isShown && !row[field].isNull {
                json.key(field.name)
                field.kind.write(source, field.ordinal, digits: digits, to: &json)
            }
            json.endObject()
        }
        json.endArray()
    }

    /// The parties that an event concerns: those the record refers to, or itself.
    static func parties(of row: Row) -> Set<RecordID> {
        var found: Set<RecordID> = []
        if row.table.name == "parties" { found.insert(row.id) }
        for field in row.table.fields {
            guard case .reference(to: "parties") = field.kind, !row[field].isNull else { continue }
            found.insert(RecordID(cell: row[field]))
        }
        return found
    }
}
