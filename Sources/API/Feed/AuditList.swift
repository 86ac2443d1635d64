import JSON
import Schema
import Store

/// `GET /v1/audit-entries`: newest first, with the values before and after, for who may read them.
enum AuditList {
    static func read(_ call: Call, _ tx: Transaction) throws -> Value {
        guard tx.access.sight("read", on: "audit-entries") != nil else {
            throw Problem(.forbidden, "Your role may not read audit-entries.")
        }
        var conditions: [String] = []
        var cells: [Cell] = []
        var limit = 50
        for (name, value) in call.query {
            switch name {
            case "limit": limit = try ListParameters.limit(value)
            case "cursor":
                guard let seq = Int64(value) else {
                    throw Problem(.badCursor, "The cursor belongs to another list.")
                }
                conditions.append("seq < ?")
                cells.append(.integer(seq))
            case "resource", "type", "request_id":
                conditions.append("\(name) = ?")
                cells.append(.text(value))
            case "record_id", "actor_id":
                guard let id = value == "me" ? tx.access.userID : RecordID(value) else {
                    throw ListParameters.bad(name, "\(name) takes a UUID.")
                }
                conditions.append("\(name) = ?")
                cells.append(id.cell)
            case "at.gte", "at.lt":
                guard let instant = Instant(value) else {
                    throw ListParameters.bad(name, "\(name) takes an RFC 3339 instant.")
                }
                conditions.append(name == "at.gte" ? "at >= ?" : "at < ?")
                cells.append(instant.cell)
            default: throw ListParameters.bad(name, "There is no parameter \(name).")
            }
        }
        return try page(conditions, cells, limit, tx)
    }

    private static func page(
        _ conditions: [String], _ cells: [Cell], _ limit: Int, _ tx: Transaction
    ) throws -> Value {
        let filter = conditions.isEmpty ? "1" : conditions.joined(separator: " AND ")
        var entries: [Value] = []
        var last: Int64 = 0
        var more = false
        let sql = """
            SELECT seq, resource, record_id, type, at, actor_id, credential_id, request_id, address,
            record_version, changes FROM audit_entries WHERE \(filter) ORDER BY seq DESC LIMIT \(limit + 1)
            """
        try tx.query(text: sql, cells) { row in
            guard entries.count < limit else {
                more = true
                return
            }
            last = row.integer(0)
            entries.append(entry(row))
        }
        return .object([
            ("data", .array(entries)), ("next_cursor", more ? .text("\(last)") : .null),
        ])
    }

    private static func entry(_ row: Statement) -> Value {
        func id(_ column: Int) -> Value {
            row.isNull(column) ? .null : .id(RecordID(row.uuid(column)))
        }
        return .object([
            ("seq", .integer(row.integer(0))), ("resource", .text(row.text(1))),
            ("record_id", id(2)),
            ("type", .text(row.text(3))), ("at", .instant(Instant(milliseconds: row.integer(4)))),
            ("actor_id", id(5)), ("credential_id", id(6)), ("request_id", .text(row.text(7))),
            ("address", .text(row.text(8))), ("record_version", .integer(row.integer(9))),
            ("changes", .encoded(Array(row.text(10).utf8))),
        ])
    }
}
