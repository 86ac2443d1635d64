import Schema
import Store

/// Files of records that were sent to be taken in, and what has become of them.
package struct Imports: Resource {
    package static let name = "imports"
    package static let singular = "import"
    package static let traits: ResourceTraits = [.owned, .readOnly, .noCreate, .permanent]
    package static let table = TypedTable(Self())

    let resource = Field.text("resource", max: 100, .readOnly).about("Whose records the rows are.")
    let format = Field.choice("format", of: BulkFormat.allCases.map(\.rawValue), .readOnly)
    let status = Field.status("status", Status.self, .indexed)
    let isDryRun = Field.boolean("is_dry_run", .readOnly).default(false)
        .about("Whether rows are only tried.")
    let matchOn = Field.text("match_on", max: 100, .readOnly)
        .about("By what a row finds its record: none, id, external_id or a unique field.")
    let mode = Field.choice("mode", of: ImportMode.allCases.map(\.rawValue), .readOnly)
    let system = Field.text("system", max: 255, .readOnly).optional
        .about("Whose external ids the rows have.")
    let options = Field.object("options", .readOnly).default("{}")
        .about("Mapping and the other parameters, as they were given.")
    let bytesTotal = Field.integer("bytes_total", 0...Int64.max, .readOnly).default(0)
        .about("Of the file as it was sent.")
    let bytesRead = Field.integer("bytes_read", 0...Int64.max, .readOnly).default(0)
        .about("Of the content, unpacked.")
    let rowsRead = Field.integer("rows_read", 0...Int64.max, .readOnly).default(0)
    let rowsCreated = Field.integer("rows_created", 0...Int64.max, .readOnly).default(0)
    let rowsUpdated = Field.integer("rows_updated", 0...Int64.max, .readOnly).default(0)
    let rowsUnchanged = Field.integer("rows_unchanged", 0...Int64.max, .readOnly).default(0)
    let rowsIgnored = Field.integer("rows_ignored", 0...Int64.max, .readOnly).default(0)
        .about("Older than what was taken already.")
    let rowsFailed = Field.integer("rows_failed", 0...Int64.max, .readOnly).default(0)
    let recordsReverted = Field.integer("records_reverted", 0...Int64.max, .readOnly).default(0)
    let recordsKept = Field.integer("records_kept", 0...Int64.max, .readOnly).default(0)
        .about("Not reverted: they were changed since, or others need them.")
    let error = Field.longText("error", max: 4_000, .readOnly).optional
        .about("Why it could not go on.")
    let startedAt = Field.instant("started_at", .readOnly).optional
    let finishedAt = Field.instant("finished_at", .readOnly).optional
    let credential = Field.actor("credential_id", [.readOnly, .hidden]).optional
    let revertBefore = Field.integer("revert_before", 0...Int64.max, [.readOnly, .hidden]).optional

    package init() {}

    package enum Status: String, State {
        case queued, running, completed, failed, cancelled, reverting, reverted

        package static let initial = queued
        package static let automatic: Set<String> = ["start", "complete", "fail", "finish"]

        package var verbs: [String: Status] {
            switch self {
            case .queued: ["start": .running, "fail": .failed, "cancel": .cancelled]
            case .running: ["complete": .completed, "fail": .failed, "cancel": .cancelled]
            case .completed, .failed, .cancelled: ["revert": .reverting]
            case .reverting: ["finish": .reverted]
            case .reverted: [:]
            }
        }

        package var event: String {
            switch self {
            case .running: "started"
            case .reverting: "revert_started"
            default: rawValue
            }
        }
    }
}

/// What a row may do.
package enum ImportMode: String, Sendable, CaseIterable {
    /// Create a record or change the one that is there.
    case upsert
    /// Create only: a row whose record is there fails.
    case create
    /// Change only: a row without a record fails.
    case update
}

/// Stops an import; what was taken stays.
struct CancelImport: Action {
    static let route = Route(
        .post, "/v1/imports/{id}/cancel", "Stop one import", on: Imports.table, right: "cancel",
        returns: .record(Imports.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let record = try call.tx.find(Imports.self, call.id(Imports.self))
        try record.require("cancel")
        try call.tx.update(record) {
            $0.status = .cancelled
            $0.finishedAt = call.tx.now
        }
        return .record(record.id)
    }
}

/// Takes an import back: deletes what it made and puts back what it changed, unless that was changed since.
struct RevertImport: Action {
    static let route = Route(
        .post, "/v1/imports/{id}/revert", "Take one import back", on: Imports.table,
        right: "revert", returns: .record(Imports.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let tx = call.tx
        let record = try tx.find(Imports.self, call.id(Imports.self))
        try record.require("revert")
        guard !record.isDryRun else {
            throw Problem(.notEditable, "A dry run has changed nothing.")
        }
        try tx.update(record) {
            $0.status = .reverting
            $0.credential = tx.access.credentialID
            $0.revertBefore = .max
            $0.finishedAt = nil
        }
        tx.attached.hasBackgroundWork = true
        return .record(record.id)
    }
}

extension Record<Imports> {
    fileprivate func require(_ verb: String) throws {
        guard self.status.verbs[verb] == nil, let machine = Imports.table.machine else { return }
        throw Problem.cannot(verb, Imports.table, machine, from: self.status.rawValue)
    }
}

extension Area {
    /// What the platform offers for files.
    package static let fileResources: [Table] = [Imports.table, Exports.table]
    package static let fileActions: [AnyAction] = [
        AnyAction(CancelImport.self), AnyAction(RevertImport.self), AnyAction(CreateExport.self),
        AnyAction(CancelExport.self),
    ]
}
