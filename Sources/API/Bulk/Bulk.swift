import Dispatch
import HTTP
import Schema
import Store
import Synchronization

// Imports and exports are files that are worked off beside the requests, on two threads of their own.
//
// What is to be done stands in the database, so a restart goes on with it. An import goes on behind the last row whose
// effect was committed, because that place is written in the same transaction; an export begins anew. Rows reach the
// writer in steps of some milliseconds, between which the requests that wait have their turn (`StepPace`).

/// What works off imports and exports.
package final class Bulk: Sendable {
    let folder: BulkFolder
    private let slots = UploadSlots()
    // As patient as the writer: requests wait for that, so these may not get ahead of it.
    private let imports = DispatchQueue(label: "trato.imports", qos: .background)
    private let exports = DispatchQueue(label: "trato.exports", qos: .background)
    /// Makes the pieces of files that clients fetch.
    let downloads = DispatchQueue(
        label: "trato.downloads", qos: .utility, attributes: .concurrent)
    private let stopping = Atomic(false)
    private let hasBegun = Atomic(false)

    init(beside database: String) { folder = BulkFolder(beside: database) }

    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    /// Removes what a process that was killed left, and goes on with its work.
    package func begin(_ application: Application) {
        folder.removeUploads()
        do {
            let count = try application.database.write { tx in
                tx.attach(application)
                return try application.endAbandonedImports(tx)
            }
            if count > 0 {
                application.log(
                    .warning, "Imports of commands that were stopped do not go on: \(count).")
            }
        } catch {
            application.log(.error, "Imports and exports wait for the next start: \(error)")
            return
        }
        hasBegun.store(true, ordering: .relaxed)
        start(application)
    }

    /// Looks for work, once it has begun.
    package func start(_ application: Application) {
        guard hasBegun.load(ordering: .relaxed) else { return }
        imports.async { self.workOffImports(application) }
        exports.async { self.workOffExports(application) }
    }

    /// Stops behind what is being committed and waits for that; the rest is for the next start.
    package func stop() {
        stopping.store(true, ordering: .relaxed)
        imports.sync {}
        exports.sync {}
    }

    /// Works off what there is, and waits for it: for tests and the command line.
    package func finish(_ application: Application) {
        imports.sync { workOffImports(application) }
        exports.sync { workOffExports(application) }
    }

    private func workOffImports(_ application: Application) {
        let statuses = "'queued', 'running', 'reverting'"
        workOff(application, Imports.table, statuses) { id in
            ImportWork(application, id).run()
        }
    }

    private func workOffExports(_ application: Application) {
        workOff(application, Exports.table, "'queued', 'running'") { id in
            ExportWork(application, id).run()
        }
    }

    /// Takes the oldest that is to be done until there is none; one that cannot even be begun stays for the next time.
    private func workOff(
        _ application: Application, _ table: Table, _ statuses: String,
        _ work: (RecordID) -> Bool
    ) {
        do {
            var ids: [RecordID] = []
            repeat {
                ids = try application.database.read { tx in
                    var found: [RecordID] = []
                    let sql = """
                        SELECT id FROM \(table.sqlName) WHERE status IN (\(statuses)) \
                        ORDER BY id LIMIT 100
                        """
                    try tx.query(text: sql) { found.append(RecordID($0.uuid(0))) }
                    return found
                }
                for id in ids {
                    guard !isStopping, work(id) else { return }
                }
            } while !ids.isEmpty
            try folder.removeUnused(application.database)
        } catch {
            application.log(.error, "Work on \(table.name) stopped: \(error)")
        }
    }

    // MARK: Files that come

    func terms(
        _ query: [(name: String, value: String)], _ request: Request, _ access: Access,
        _ registry: Registry
    ) throws -> ImportTerms {
        let terms = try ImportTerms(query, try Negotiation.format(of: request), registry)
        for right in terms.rights where access.sight(right, on: terms.table.name) == nil {
            throw Problem(.forbidden, "Your role may not \(right) \(terms.table.name).")
        }
        return terms
    }

    func upload(expecting bytes: Int) throws -> Upload {
        try folder.prepare()
        try folder.require(bytes)
        var random = SystemRandomNumberGenerator()
        let name = String(random.next(), radix: 36) + String(random.next(), radix: 36)
        return try Upload("\(folder.path)/\(name).upload", in: folder, slots)
    }
}

/// A file on its way to become an import.
struct UploadedFile: Sendable {
    let upload: Upload
    let count: Int
    let terms: ImportTerms
}

extension Executor {
    /// Stores an import whose file has come.
    func createImport(_ call: Call, _ tx: Transaction) throws -> Answer {
        guard let file = call.upload else { preconditionFailure("an import has no file") }
        var record = file.terms.record(size: file.count)
        record.credential = tx.access.credentialID
        let made = try tx.create(record)
        // Before the commit: of an import that is not committed, the file goes with the next that is done.
        try application.bulk.folder.take(file.upload, as: made.id.rawValue)
        tx.attached.hasBackgroundWork = true
        return .created(made.id)
    }
}
