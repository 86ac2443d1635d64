import JSON
import Schema
import Store

/// Files of records that somebody asked for.
package struct Exports: Resource {
    package static let name = "exports"
    package static let singular = "export"
    package static let traits: ResourceTraits = [.owned, .readOnly, .noCreate, .permanent]
    package static let table = TypedTable(Self())

    let resource = Field.text("resource", max: 100, .readOnly).about("Whose records they are.")
    let format = Field.choice("format", of: BulkFormat.allCases.map(\.rawValue), .readOnly)
    let status = Field.status("status", Status.self, .indexed)
    let filter = Field.object("filter", .readOnly).optional.about("As in a search.")
    let columns = Field.labels("columns", max: 500, .readOnly).default([])
        .about("Only these members; all when there are none.")
    let delimiter = Field.choice("delimiter", of: ExportTerms.delimiters.map(\.name), .readOnly)
        .default("comma")
    let escapesFormulas = Field.boolean("escapes_formulas", .readOnly).default(true)
    let rowsWritten = Field.integer("rows_written", 0...Int64.max, .readOnly).default(0)
    let bytesWritten = Field.integer("bytes_written", 0...Int64.max, .readOnly).default(0)
    let error = Field.longText("error", max: 4_000, .readOnly).optional
        .about("Why it could not go on.")
    let startedAt = Field.instant("started_at", .readOnly).optional
    let finishedAt = Field.instant("finished_at", .readOnly).optional
    let credential = Field.actor("credential_id", [.readOnly, .hidden]).optional

    package init() {}

    package enum Status: String, State {
        case queued, running, completed, failed, cancelled, expired

        package static let initial = queued
        package static let automatic: Set<String> = ["start", "complete", "fail", "expire"]

        package var verbs: [String: Status] {
            switch self {
            case .queued: ["start": .running, "fail": .failed, "cancel": .cancelled]
            case .running: ["complete": .completed, "fail": .failed, "cancel": .cancelled]
            case .completed: ["expire": .expired]
            case .failed, .cancelled, .expired: [:]
            }
        }

        package var event: String { self == .running ? "started" : rawValue }
    }

    /// How long a file can be fetched.
    private static let keptSeconds: Int64 = 7 * 86_400

    /// Lets go of files whose time is over.
    @Sendable package static func expire(_ tx: Transaction) throws {
        let old = try tx.select(
            Exports.self, where: "status = 'completed' AND finished_at < ?",
            [tx.now.adding(seconds: -keptSeconds).cell], limit: 100)
        for export in old { try tx.update(export) { $0.status = .expired } }
    }
}

/// What an export says about its file, checked against its resource.
struct ExportTerms {
    static let delimiters: [(name: String, byte: UInt8)] = [
        ("comma", UInt8(ascii: ",")), ("semicolon", UInt8(ascii: ";")), ("tab", 0x09),
        ("pipe", UInt8(ascii: "|")),
    ]

    let table: Table
    let query: ListQuery
    /// Of CSV, in order.
    let columns: [String]

    init(
        _ resource: String, filter: String?, fields: [String], _ access: Access,
        _ custom: CustomFields, _ registry: Registry, now: Instant
    ) throws {
        guard let table = registry.resource(resource) else {
            throw Problem.invalid(
                "/resource", .unknownValue, "There is no resource \(resource).")
        }
        guard access.sight("read", on: table.name) != nil else {
            throw Problem(.forbidden, "Your role may not read \(table.name).")
        }
        self.table = table
        let known = table.fields.filter(\.isShown).map(\.name) + table.owned.map(\.name)
        let unknown = fields.enumerated().filter { !known.contains($0.element) }
        guard unknown.isEmpty else {
            throw Problem.invalid(
                unknown.map {
                    Fault(
                        pointer: "/columns/\($0.offset)", code: .unknownField,
                        message: "\(table.name) has no field \($0.element).")
                })
        }
        columns = fields.isEmpty ? known : fields
        var query = try ListQuery(table)
        query.limit = ListQuery.maximumLimit
        query.sort = try Sort("created_at", table)
        query.hasSort = true
        query.selection = try Selection(
            fields: fields.isEmpty ? nil : fields.joined(separator: ","),
            include: fields.isEmpty && !table.owned.isEmpty
                ? table.owned.map(\.name).joined(separator: ",") : nil)
        if let filter {
            let parser = FilterParser(table, access, custom, now: now)
            query.predicate = try parser.tree(try JSONDocument(Array(filter.utf8)).root)
        }
        self.query = query
    }
}

/// Asks for a file of all records that a filter selects and the caller sees.
struct CreateExport: Action {
    static let route = Route(
        .post, "/v1/exports", "Write records to a file", on: Exports.table, right: "create",
        returns: .record(Exports.table), status: 201)

    let resource = Field.text("resource", max: 100)
    let format = Field.choice("format", of: BulkFormat.allCases.map(\.rawValue))
        .default(BulkFormat.ndjson.rawValue)
    let filter = Field.object("filter").optional.about("As in a search.")
    let columns = Field.labels("columns", max: 500).default([])
        .about("Only these members; all when there are none.")
    let delimiter = Field.choice("delimiter", of: ExportTerms.delimiters.map(\.name))
        .default("comma").about("Of CSV.")
    let escapesFormulas = Field.boolean("escapes_formulas").default(true)
        .about("Whether text that a spreadsheet would run as a formula gets an apostrophe in CSV.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let tx = call.tx
        do {
            _ = try ExportTerms(
                call.resource, filter: call.filter, fields: call.columns, tx.access,
                tx.attached.customFields, tx.attached.registry, now: tx.now)
        } catch var problem as Problem where problem.code == .badParameter {
            // A filter stands in the body here.
            problem = Problem.invalid("/filter", .malformed, problem.detail)
            throw problem
        }
        var record = Record<Exports>()
        record.resource = call.resource
        record.format = call.format
        record.filter = call.filter
        record.columns = call.columns
        record.delimiter = call.delimiter
        record.escapesFormulas = call.escapesFormulas
        record.credential = tx.access.credentialID
        let made = try tx.create(record)
        tx.attached.hasBackgroundWork = true
        return .created(made.id)
    }
}

/// Stops an export.
struct CancelExport: Action {
    static let route = Route(
        .post, "/v1/exports/{id}/cancel", "Stop one export", on: Exports.table, right: "cancel",
        returns: .record(Exports.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let tx = call.tx
        let record = try tx.find(Exports.self, call.id(Exports.self))
        if record.status.verbs["cancel"] == nil, let machine = Exports.table.machine {
            throw Problem.cannot(
                "cancel", Exports.table, machine, from: record.status.rawValue)
        }
        try tx.update(record) {
            $0.status = .cancelled
            $0.finishedAt = tx.now
        }
        return .record(record.id)
    }
}
