import JSON
import Schema
import Store

/// One export, page by page, each page a short read of its own, so that nothing is held up by it.
///
/// A record that is there all the while is written exactly once; what comes or goes meanwhile may be or not.
struct ExportWork {
    private let application: Application
    private let id: RecordID

    /// Pages between two notes of how far it has come.
    private static let pagesBetweenNotes = 20

    init(_ application: Application, _ id: RecordID) {
        self.application = application
        self.id = id
    }

    /// Goes on as far as it can; false when the server stops, or the database does not take anything.
    func run() -> Bool {
        do {
            guard try begin() else { return true }
            return try write()
        } catch let failure as BulkFailure {
            return end(.failed, failure.sentence)
        } catch let problem as Problem {
            return end(.failed, problem.detail)
        } catch StoreError.full {
            return end(.failed, "The disk is full.")
        } catch {
            application.log(.error, "export \(id.text): \(error)")
            return false
        }
    }

    private func begin() throws -> Bool {
        try note { record, tx in
            guard record.status == .queued else { return record.status == .running }
            try tx.update(record) {
                $0.status = .running
                $0.startedAt = tx.now
            }
            return true
        }
    }

    private func write() throws -> Bool {
        let folder = application.bulk.folder
        try folder.prepare()
        let path = folder.exported(id)
        let file = try ExportFile(path)
        let reader = try application.database.reader()
        defer { reader.end() }
        var cursor: String?
        var rows: Int64 = 0
        var pages = 0
        repeat {
            guard !application.bulk.isStopping else { return false }
            let (count, next) = try page(cursor, reader, file)
            rows += count
            cursor = next
            pages += 1
            if pages % Self.pagesBetweenNotes == 0, try !progress(rows, file.count) {
                folder.remove(path)
                return true
            }
        } while cursor != nil
        try file.finish()
        try folder.sync()
        guard try progress(rows, file.count) else {
            folder.remove(path)
            return true
        }
        return end(.completed, nil)
    }

    /// Writes a page; returns its rows, and where the next one begins.
    private func page(
        _ cursor: String?, _ reader: Reader, _ file: ExportFile
    ) throws -> (Int64, String?) {
        reader.end()
        let tx = try reader.transaction()
        tx.attach(application)
        let record = try tx.find(Exports.self, ID(id))
        let access = try application.holder(of: record.credential, tx)
        let custom = try application.identity.customFields(tx)
        tx.context = Context(
            access: access, registry: application.registry, settings: application.settings,
            requestID: "export-" + id.text, customFields: custom)
        let terms = try ExportTerms(
            record.resource, filter: record.filter, fields: record.columns, access, custom,
            application.registry, now: tx.now)
        var query = terms.query
        query.cursor = cursor
        var json = JSONWriter(capacity: 256 * 1024)
        let result = try query.run(tx, to: &json)
        reader.end()
        let page = try JSONDocument(json.finish()).root
        try file.write(page, terms, record, isFirst: cursor == nil)
        return (Int64(page.count), result.nextCursor)
    }

    /// Notes how far it has come; false when it was cancelled.
    private func progress(_ rows: Int64, _ bytes: Int64) throws -> Bool {
        let id = id
        return try note { record, tx in
            guard record.status == .running else { return false }
            try tx.execute(
                Self.counted, [.integer(rows), .integer(bytes), tx.now.cell, id.cell])
            return true
        }
    }

    private static let counted = SQL(
        """
        UPDATE exports SET rows_written = ?, bytes_written = ?, version = version + 1, updated_at = ?
        WHERE id = ?
        """)

    private func end(_ status: Exports.Status, _ error: String?) -> Bool {
        do {
            try note { record, tx in
                guard record.status == .running || record.status == .queued else { return false }
                // What was refused before it began has begun with that.
                try tx.update(record) {
                    $0.status = status
                    $0.error = error
                    $0.finishedAt = tx.now
                }
                return true
            }
        } catch {
            application.log(.error, "export \(id.text) ended, which could not be noted: \(error)")
            return false
        }
        return true
    }

    @discardableResult
    private func note(
        _ body: @escaping @Sendable (Record<Exports>, Transaction) throws -> Bool
    ) throws -> Bool {
        let (application, id) = (application, id)
        return try application.database.write { tx in
            tx.attach(application)
            return try body(try tx.find(Exports.self, ID(id)), tx)
        }
    }
}
