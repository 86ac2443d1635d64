import API
import Schema
import Store

/// What another system knows of one record: whether it has the record as it is now, and what it said when it was sent.
///
/// There is one for each record and system as soon as the system follows the resource or has reported about the
/// record. A change by anybody else makes it pending; the system's own word makes it acknowledged.
package struct SyncStates: Resource {
    package static let name = "sync-states"
    package static let singular = "sync_state"
    package static let traits: ResourceTraits = [.readOnly, .noCreate, .permanent, .silent]
    package static let indexes = [["system", "state", "changed_at"]]
    package static let uniques = [Unique("subject", "system")]
    package static let sightByResource: String? = "resource"
    package static let table = TypedTable(Self())

    let subject = Field.link("subject", .readOnly).about("The record.")
    let resource = Field.text("resource", max: 100, [.readOnly, .indexed])
        .about("Of the record, to filter by.")
    let system = Field.text("system", max: 255, .readOnly)
    let state = Field.choice("state", State.self, .readOnly)
    let changedAt = Field.instant("changed_at", [.readOnly, .sortable])
        .about("When the record changed last, as far as the system is concerned.")
    let isDeleted = Field.boolean("is_deleted", .readOnly).default(false)
        .about("Whether the record was deleted.")
    let attempts = Field.integer("attempts", 0...Int64.max, .readOnly).default(0)
        .about("To send what is now pending.")
    let lastError = Field.longText("last_error", max: 4_000, .readOnly).optional
        .about("What the system said when it rejected the record; null once it took it.")
    let recordVersion = Field.integer("record_version", 1...Int64.max, .readOnly).optional
        .about("The newest version of the record that the system has acknowledged.")
    let remoteVersion = Field.text("remote_version", max: 255, .readOnly).optional
        .about("What the system calls that state.")
    let sentAt = Field.instant("sent_at", .readOnly).optional
    let acknowledgedAt = Field.instant("acknowledged_at", .readOnly).optional

    package init() {}

    package enum State: String, Word { case pending, sent, acknowledged, rejected }

    /// Notes a change of a record for those who are told of it.
    @Sendable static func follow(_ row: Row, _ before: Row?, _ tx: Transaction) throws {
        let followers = try ExternalSystems.following(row.table.name, tx)
        // A new record has no states, and most records never have one.
        guard before != nil || !followers.isEmpty else { return }
        let subject = Link(resource: row.table.name, id: row.id)
        let known = before == nil ? [] : try all(of: subject, tx)
        guard !followers.isEmpty || !known.isEmpty else { return }
        for state in known { try tx.update(state) { $0.take(row, tx) } }
        for system in followers where !known.contains(where: { $0.system == system }) {
            var state = blank(subject, system)
            state.take(row, tx)
            _ = try tx.create(state)
        }
    }

    static func all(of subject: Link, _ tx: Transaction) throws -> [Record<SyncStates>] {
        try tx.select(SyncStates.self, where: "subject = ?", [subject.cell])
    }

    static func blank(_ subject: Link, _ system: String) -> Record<SyncStates> {
        var state = Record<SyncStates>()
        state.subject = subject
        state.resource = subject.resource
        state.system = system
        state.state = .pending
        return state
    }
}

extension Record<SyncStates> {
    /// Takes note of how the record is now.
    fileprivate mutating func take(_ row: Row, _ tx: Transaction) {
        self.isDeleted = row.isDeleted
        self.changedAt = tx.now
        self.attempts = 0
        self.lastError = nil
        guard let source = tx.attached.source, source.system == self.system,
            source.resource == row.table.name
        else {
            self.state = .pending
            return
        }
        acknowledge(row.version, source.version, tx)
    }

    /// The system has the record at a version.
    mutating func acknowledge(_ version: Int64, _ remote: String?, _ tx: Transaction) {
        self.state = .acknowledged
        self.recordVersion = version
        if let remote { self.remoteVersion = remote }
        self.acknowledgedAt = tx.now
        self.lastError = nil
    }
}
