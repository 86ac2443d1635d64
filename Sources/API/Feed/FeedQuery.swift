import JSON
import Schema
import Store

/// One request for entries of the feed.
struct FeedQuery: Sendable {
    /// The last entry that the client has seen.
    var after: Int64
    let resources: Set<String>
    let types: [EventPattern]
    let limit: Int

    /// Entries looked at for one answer, however many filters leave out: about 3 ms of work.
    private static let scanned = 2_000
    /// Bytes of an answer after which no more records are read for it.
    private static let enough = 256 * 1024

    /// What one answer came to.
    struct Look {
        var written = 0
        /// Whether there are entries that were not looked at.
        var hasMore = false

        /// Whether there is nothing to tell, not even that the cursor has moved and there is more.
        var isIdle: Bool { written == 0 && !hasMore }
    }

    /// Writes entries as a JSON array, and moves `after` past all that were looked at.
    mutating func run(_ tx: Transaction, to json: inout JSONWriter) throws -> Look {
        var look = Look()
        json.beginArray()
        defer { json.endArray() }
        let page: Int64 = 1_000
        for _ in 0..<(Self.scanned / Int(page)) {
            let entries = try FeedEntry.load(after: after, limit: page, tx)
            var rest = entries[...]
            while !rest.isEmpty {
                guard look.written < limit, json.count < Self.enough else {
                    look.hasMore = true
                    return look
                }
                // Few at a time, as their records are read at once and each may be large.
                let few = rest.prefix(max(20, min(100, limit - look.written)))
                rest = rest.dropFirst(few.count)
                try write(few, tx, to: &json, &look)
            }
            if entries.count < page { return look }
        }
        look.hasMore = true
        return look
    }

    private mutating func write(
        _ entries: ArraySlice<FeedEntry>, _ tx: Transaction, to json: inout JSONWriter,
        _ look: inout Look
    ) throws {
        let wanted = entries.filter(matches)
        let records = try FeedEntry.records(of: wanted, tx)
        for entry in wanted {
            guard look.written < limit else { return }
            after = entry.seq
            guard let record = records[entry.key] else { continue }
            entry.write(record, to: &json)
            look.written += 1
        }
        after = entries.last?.seq ?? after
    }

    private func matches(_ entry: FeedEntry) -> Bool {
        (resources.isEmpty || resources.contains(entry.resource))
            && (types.isEmpty || types.contains { $0.matches(entry.type) })
    }
}

/// One entry of the feed or the audit trail.
package struct FeedEntry: Sendable {
    struct Key: Hashable {
        let resource: String
        let id: RecordID
    }

    package let seq: Int64
    package let resource: String
    package let id: RecordID
    package let type: String
    package let at: Instant
    let actor: RecordID?
    let version: Int64
    /// `{"field": [before, after]}`.
    let changes: String

    var key: Key { Key(resource: resource, id: id) }

    private static let page = SQL(
        """
        SELECT seq, resource, record_id, type, at, actor_id, record_version, changes
        FROM audit_entries WHERE seq > ? ORDER BY seq LIMIT ?
        """)

    static func load(after: Int64, limit: Int64, _ tx: Transaction) throws -> [FeedEntry] {
        var entries: [FeedEntry] = []
        try tx.query(page, [.integer(after), .integer(limit)]) { entries.append(FeedEntry($0)) }
        return entries
    }

    private static let headPage = SQL(
        """
        SELECT seq, resource, record_id, type, at, actor_id, record_version, '{}'
        FROM audit_entries WHERE seq > ? ORDER BY seq LIMIT ?
        """)

    /// Entries without what has changed, which may be long.
    package static func heads(
        after: Int64, limit: Int64, _ tx: Transaction
    ) throws -> [FeedEntry] {
        var entries: [FeedEntry] = []
        try tx.query(headPage, [.integer(after), .integer(limit)]) {
            entries.append(FeedEntry($0))
        }
        return entries
    }

    private static let one = SQL(
        """
        SELECT seq, resource, record_id, type, at, actor_id, record_version, changes
        FROM audit_entries WHERE seq = ?
        """)

    /// The entries with these numbers, in their order; what is not there is left out.
    static func load(_ seqs: [Int64], _ tx: Transaction) throws -> [FeedEntry] {
        try seqs.compactMap { try tx.first(one, [.integer($0)]) { FeedEntry($0) } }
    }

    /// Those of some entries whose records the transaction's caller sees.
    package static func visible(
        _ entries: [FeedEntry], _ tx: Transaction
    ) throws -> [FeedEntry] {
        var ids: [String: Set<RecordID>] = [:]
        for entry in entries { ids[entry.resource, default: []].insert(entry.id) }
        var seen: Set<Key> = []
        for (name, wanted) in ids {
            guard let table = tx.attached.registry.resource(name),
                tx.access.sight("read", on: name) != nil
            else { continue }
            for id in try Renderer(tx).visible(table, ids: Array(wanted)) {
                seen.insert(Key(resource: name, id: id))
            }
        }
        return entries.filter { seen.contains($0.key) }
    }

    init(_ row: Statement) {
        seq = row.integer(0)
        resource = row.text(1)
        id = RecordID(row.uuid(2))
        type = row.text(3)
        at = Instant(milliseconds: row.integer(4))
        actor = row.isNull(5) ? nil : RecordID(row.uuid(5))
        version = row.integer(6)
        changes = row.text(7)
    }

    /// The records as they are now, one statement a resource; entries without one are outside the caller's sight.
    static func records(of entries: [FeedEntry], _ tx: Transaction) throws -> [Key: [UInt8]] {
        var ids: [String: Set<RecordID>] = [:]
        for entry in entries { ids[entry.resource, default: []].insert(entry.id) }
        var found: [Key: [UInt8]] = [:]
        for (name, wanted) in ids {
            guard let table = tx.attached.registry.resource(name),
                tx.access.sight("read", on: name) != nil
            else { continue }
            for (id, bytes) in try Renderer(tx).objects(
                table.recordPlan, ids: Array(wanted), deleted: true)
            {
                found[Key(resource: name, id: id)] = bytes
            }
        }
        return found
    }

    func write(_ record: [UInt8]?, to json: inout JSONWriter) {
        json.beginObject()
        writeSubject(to: &json)
        json.key("type")
        json.string(type)
        json.key("at")
        json.string(at.text)
        writeRecord(record, to: &json)
        json.endObject()
    }

    /// The same without what a webhook says outside its data.
    func writeData(_ record: [UInt8]?, to json: inout JSONWriter) {
        json.beginObject()
        writeSubject(to: &json)
        writeRecord(record, to: &json)
        json.endObject()
    }

    private func writeSubject(to json: inout JSONWriter) {
        json.key("seq")
        json.integer(seq)
        json.key("resource")
        json.string(resource)
        json.key("id")
        json.string(id.text)
    }

    private func writeRecord(_ record: [UInt8]?, to json: inout JSONWriter) {
        json.key("actor")
        if let actor { json.string(actor.text) } else { json.null() }
        json.key("version")
        json.integer(version)
        json.key("changed")
        json.beginArray()
        for name in changedFields { json.string(name) }
        json.endArray()
        json.key("record")
        if let record, !type.hasSuffix(".deleted") { json.raw(record) } else { json.null() }
    }

    private var changedFields: [String] {
        guard let document = try? JSONDocument(Array(changes.utf8)) else {
            preconditionFailure("an audit entry is not JSON")
        }
        return document.root.members.map(\.name)
    }
}
