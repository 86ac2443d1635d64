import API
import Schema
import Store

/// Everything that ever happened with a party, newest first: the single view of the customer.
struct PartyTimeline: Action {
    static let route = Route(
        .get, "/v1/parties/{id}/timeline", "Everything that happened with one party",
        on: Parties.table,
        right: "read",
        returns: .object([
            (
                "data",
                .array(
                    .object([
                        ("seq", .scalar(.integer(min: 1, max: .max))), ("at", .scalar(.instant)),
                        ("type", .scalar(.text(max: 100))), ("resource", .scalar(.text(max: 100))),
                        ("id", .scalar(.id)), ("title", .optional(.scalar(.text(max: 300)))),
                        ("actor_id", .optional(.scalar(.actor))), ("changes", .any),
                    ]))
            ),
            ("next_cursor", .scalar(.text(max: 100))),
        ]))

    let limit = Field.integer("limit", 1...500).default(50)
    let cursor = Field.text("cursor", max: 40).optional
    let resource = Field.text("resource", max: 100).optional.about("Only events of these records.")

    private static let page = SQL(
        """
        SELECT a.seq, a.at, a.type, a.resource, a.record_id, a.actor_id, a.changes
        FROM party_events e JOIN audit_entries a ON a.seq = e.seq
        WHERE e.party_id = ? AND e.seq < ? ORDER BY e.seq DESC LIMIT ?
        """)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        var before = Int64.max
        if let cursor = call.cursor {
            guard let seq = Int64(cursor) else {
                throw Problem(.badCursor, "The cursor belongs to another list.")
            }
            before = seq
        }
        let id = call.id(Parties.self).rawValue
        var entries: [Entry] = []
        var more = true
        // Events of records outside the caller's sight are left out, so a page may take several looks.
        while entries.count < Int(call.limit), more {
            var found: [Entry] = []
            try call.tx.query(Self.page, [id.cell, .integer(before), .integer(200)]) {
                found.append(Entry($0))
            }
            more = found.count == 200
            before = found.last?.seq ?? before
            entries += try Entry.visible(found.filter { $0.matches(call.resource) }, call.tx)
        }
        let isCut = entries.count > Int(call.limit)
        let shown = entries.prefix(Int(call.limit))
        let next = isCut ? shown.last?.seq : (more ? before : nil)
        return .value(
            .object([
                ("data", .array(shown.map(\.value))),
                ("next_cursor", next.map { .text("\($0)") } ?? .null),
            ]))
    }
}

/// One event of a timeline.
private struct Entry {
    let seq: Int64
    let at: Instant
    let type: String
    let link: Link
    let actor: RecordID?
    let changes: String
    var title: String?

    init(_ row: Statement) {
        seq = row.integer(0)
        at = Instant(milliseconds: row.integer(1))
        type = row.text(2)
        link = Link(resource: row.text(3), id: RecordID(row.uuid(4)))
        actor = row.isNull(5) ? nil : RecordID(row.uuid(5))
        changes = row.text(6)
    }

    func matches(_ resource: String?) -> Bool { resource == nil || resource == link.resource }

    /// Those whose record the caller may see, with the record's title; one statement a resource.
    static func visible(_ entries: [Entry], _ tx: Transaction) throws -> [Entry] {
        let titles = try tx.titles(of: Set(entries.map(\.link)))
        return entries.compactMap { entry in
            guard let title = titles[entry.link] else { return nil }
            var entry = entry
            entry.title = title
            return entry
        }
    }

    var value: Value {
        .object([
            ("seq", .integer(seq)), ("at", .instant(at)), ("type", .text(type)),
            ("resource", .text(link.resource)), ("id", .id(link.id)),
            ("title", title.map { .text($0) } ?? .null),
            ("actor_id", actor.map { .id($0) } ?? .null),
            ("changes", .encoded(Array(changes.utf8))),
        ])
    }
}
