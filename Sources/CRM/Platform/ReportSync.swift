import API
import Schema
import Store

/// What another system says about one record that it was to take.
struct SyncReports: Resource {
    static let name = "sync-reports"
    static let singular = "sync_report"
    static let traits: ResourceTraits = .form
    static let table = TypedTable(Self())

    let syncState = Field.reference("sync_state_id", to: SyncStates.self).optional
        .about("Or subject; the only way to speak of a record that was deleted.")
    let subject = Field.link("subject").optional.about("The record.")
    let state = Field.choice("state", of: ["sent", "acknowledged", "rejected"])
    let sentVersion = Field.integer("version", 1...Int64.max).optional
        .about("Of the record as it was sent; the current one when left out.")
    let remoteVersion = Field.text("remote_version", max: 255).optional
    let externalID = Field.text("external_id", max: 255).optional
        .about("What the system calls the record from now on.")
    let error = Field.longText("error", max: 4_000).optional.about("Why it was rejected.")
}

/// Says of up to a thousand records whether another system was sent them, took them, or why not.
///
/// Of a version that is no longer current the record stays pending. Faults of all are told at once, and then none is
/// taken. Who reports must see the records, and be allowed to change those that it names an `external_id` of.
struct ReportSync: Action {
    static let route = Route(
        .post, "/v1/sync-states/report", "Report what another system made of records",
        on: SyncStates.table, right: "report",
        returns: .object([("data", .array(.record(SyncStates.table)))]))

    let system = Field.text("system", max: 255)
    let records = Owned("records", SyncReports.self, max: 1_000)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        var faults: [Fault] = []
        var states: [RecordID] = []
        for (index, report) in call.records.enumerated() {
            let sync = SyncReporting(system: call.system, report: report, tx: call.tx)
            do {
                states.append(try sync.take())
            } catch let problem as Problem where !problem.faults.isEmpty {
                faults += problem.faults.map { $0.under("/records/\(index)") }
            }
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        return .records(SyncStates.table, states)
    }
}

/// One report, taken.
private struct SyncReporting {
    let system: String
    let report: Record<SyncReports>
    let tx: Transaction

    func take() throws -> RecordID {
        let state = try found()
        guard let table = tx.attached.registry.resource(state.subject.resource),
            var row = try tx.row(table, state.subject.id)
        else { throw Problem.notFound("record") }
        // What showed a record may be gone with it.
        if row.isDeleted {
            try tx.requireRight("read", on: table)
        } else {
            try tx.require(report.externalID == nil ? "read" : "update", to: row)
        }
        guard (report.sentVersion ?? 1) <= row.version else {
            throw fault("version", .outOfRange, "The record is at version \(row.version).")
        }
        if report.state == "rejected", report.error == nil {
            throw fault("error", .required, "error is required of what was rejected.")
        }
        let isCurrent = report.sentVersion == nil || report.sentVersion == row.version
        row = try named(row)
        var changed = state
        changed.isDeleted = row.isDeleted
        if changed.state != .sent || report.state == "sent" { changed.attempts += 1 }
        apply(to: &changed, isCurrent ? row.version : report.sentVersion ?? row.version)
        if !isCurrent { changed.state = .pending }
        return try store(changed, state)
    }

    private func apply(to state: inout Record<SyncStates>, _ version: Int64) {
        switch report.state {
        case "acknowledged": state.acknowledge(version, report.remoteVersion, tx)
        case "rejected":
            state.state = .rejected
            state.lastError = report.error
        default:
            state.state = .sent
            state.sentAt = tx.now
        }
    }

    private func store(
        _ changed: Record<SyncStates>, _ state: Record<SyncStates>
    ) throws -> RecordID {
        guard let stored = try current(state.subject) else {
            return try tx.create(changed).id.rawValue
        }
        return try tx.update(stored) { record in
            record.isDeleted = changed.isDeleted
            record.attempts = changed.attempts
            record.state = changed.state
            record.lastError = changed.lastError
            record.recordVersion = changed.recordVersion
            record.remoteVersion = changed.remoteVersion
            record.sentAt = changed.sentAt
            record.acknowledgedAt = changed.acknowledgedAt
        }.id.rawValue
    }

    private func current(_ subject: Link) throws -> Record<SyncStates>? {
        try SyncStates.all(of: subject, tx).first { $0.system == system }
    }

    /// The state that the report is about; a new one of a record that has none yet.
    private func found() throws -> Record<SyncStates> {
        switch (report.syncState, report.subject) {
        case (let id?, nil):
            let state = try tx.find(SyncStates.self, id)
            guard state.system == system else {
                throw fault("sync_state_id", .notFound, "It belongs to \(state.system).")
            }
            return state
        case (nil, let subject?):
            if let known = try current(subject) { return known }
            var state = SyncStates.blank(subject, system)
            state.changedAt = tx.now
            return state
        default:
            throw fault("", .required, "Name the record by sync_state_id or subject.")
        }
    }

    /// Gives the record the key that the system has for it.
    private func named(_ row: Row) throws -> Row {
        guard let name = report.externalID else { return row }
        guard !row.isDeleted else {
            throw fault("external_id", .conflict, "The record was deleted.")
        }
        guard ExternalID.isValid(name) else {
            throw fault("external_id", .malformed, "external_id has 1 to 255 characters.")
        }
        var changed = row
        let cell = row.cells[CommonFields.externalIDs]
        changed.cells[CommonFields.externalIDs] = ExternalID.adding(
            ExternalID(system: system, id: name), to: cell)
        let outer = tx.attached.source
        defer { tx.attached.source = outer }
        tx.attached.source = Source(
            system: system, resource: row.table.name, version: report.remoteVersion)
        return try tx.update(row, to: changed)
    }

    private func fault(_ member: String, _ code: FaultCode, _ message: String) -> Problem {
        Problem.invalid([
            Fault(pointer: member.isEmpty ? "" : "/" + member, code: code, message: message)
        ])
    }
}
