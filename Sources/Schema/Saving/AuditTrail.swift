import JSON
import Store

/// The audit trail and the feed of changes are one table: who did what to which record when, with the values before and after.
extension Transaction {
    func record(_ row: Row, before: Row?, _ event: String) throws {
        let table = row.table
        let context = attached
        if table.traits.contains(.affectsAccess) { context.hasChangedAccess = true }
        if table.traits.contains(.cached) { try renewGeneration(of: table) }
        guard !table.traits.contains(.silent) else { return }
        let type = context.takeEvent(of: row.id) ?? table.event(event)
        try execute(
            AuditStatements.insert,
            [
                .text(table.name), row.id.cell, .text(type), now.cell, access.actorID.cell,
                access.credentialID.cell, .text(context.requestID), .text(context.address),
                .integer(row.version), .text(AuditTrail.changes(row, before)),
            ])
        context.lastChange = connection.lastRowID
        for party in AuditTrail.parties(of: row) {
            try execute(AuditStatements.party, [party, .integer(context.lastChange)])
        }
        for watch in context.registry.watchers { try watch(row, before, self) }
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
    /// `{"field": [before, after]}` for each field that changed.
    static func changes(_ row: Row, _ before: Row?) -> String {
        // About as much as a record and each of its rows take.
        let rows = row.children.reduce(1) { $0 + $1.count }
        var json = JSONWriter(capacity: 512 * rows)
        let digits = row.currency?.digits ?? 2
        let new = CellSource(cells: row.cells)
        let old = before.map { CellSource(cells: $0.cells) }
        json.beginObject()
        for named in row.table.groups.audited where hasChanged(named.field, row, before) {
            let field = named.field
            json.key(encoded: named.key)
            json.beginArray()
            if field.traits.contains(.secret) {
                json.null()
                json.null()
            } else {
                write(field, old, digits, to: &json)
                write(field, new, digits, to: &json)
            }
            json.endArray()
        }
        for collection in row.table.owned {
            let rows = row.children[collection.ordinal]
            let previous = before?.children[collection.ordinal] ?? []
            if rows.isEmpty, previous.isEmpty { continue }
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

    /// In a new record, what differs from what it would be by itself.
    private static func hasChanged(_ field: FieldSpec, _ row: Row, _ before: Row?) -> Bool {
        let cell = row.cells[field.ordinal]
        if let before { return cell != before.cells[field.ordinal] }
        if cell.isNull { return false }
        guard let usual = field.defaultCell else { return true }
        return cell != usual
    }

    private static func write(
        _ field: FieldSpec, _ source: CellSource?, _ digits: Int, to json: inout JSONWriter
    ) {
        guard let source else { return json.null() }
        field.form.write(source, field.ordinal, digits: digits, to: &json)
    }

    private static func write(_ rows: [Row], _ digits: Int, to json: inout JSONWriter) {
        json.beginArray()
        for row in rows {
            let source = CellSource(cells: row.cells)
            json.beginObject()
            for named in row.table.groups.shown where !row.cells[named.field.ordinal].isNull {
                json.key(encoded: named.key)
                named.field.form.write(source, named.field.ordinal, digits: digits, to: &json)
            }
            json.endObject()
        }
        json.endArray()
    }

    /// The parties that an event concerns, each once: those the record refers to, or itself.
    static func parties(of row: Row) -> [Cell] {
        var found: [Cell] = row.table.name == "parties" ? [row.id.cell] : []
        for field in row.table.groups.parties {
            let cell = row.cells[field.ordinal]
            if !cell.isNull, !found.contains(cell) { found.append(cell) }
        }
        return found
    }
}
