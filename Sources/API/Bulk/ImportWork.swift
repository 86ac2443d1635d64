import Dispatch
import Glibc
import HTTP
import Schema
import Store
import Synchronization

/// One import, from its file to its end.
struct ImportWork {
    let application: Application
    let id: RecordID

    /// Rows that are read ahead of the writer, and bytes of their text.
    private static let ahead = 2 * ImportFeed.claimedAtOnce
    private static let bytesAhead = 8 << 20
    private static let rowsAtOnce = 256
    /// Jobs that wait for the writer: while one is committed the next is at hand.
    private static let jobs = 2

    init(_ application: Application, _ id: RecordID) {
        self.application = application
        self.id = id
    }

    /// Goes on as far as it can; false when the server stops, or the database does not take anything.
    func run() -> Bool {
        do {
            let record = try application.database.read { tx in
                tx.attach(application)
                return try tx.find(Imports.self, ID(id))
            }
            if record.status == .reverting { return try ImportReverting(self).run() }
            return try take(record)
        } catch let failure as BulkFailure {
            return end(.failed, failure.sentence)
        } catch let problem as Problem {
            return end(.failed, problem.detail)
        } catch {
            application.log(.error, "import \(id.text): \(error)")
            return false
        }
    }

    private func take(_ record: Record<Imports>) throws -> Bool {
        let registry = application.registry
        let terms = try ImportTerms(record, registry)
        let file = application.bulk.folder.imported(id)
        guard access(file, F_OK) == 0 else {
            throw BulkFailure(
                "The file is not here, as after a restore: backups hold no such files. Send it again."
            )
        }
        let source = try RowSource(file, terms.format, delimiter: terms.delimiter)
        try source.resume(at: record.bytesRead)
        let (custom, now) = try application.database.read { tx in
            tx.attach(application)
            return (try application.identity.customFields(tx), tx.now)
        }
        let reader = try RowReader(terms, columns: source.columns, custom, now: now)
        if record.status == .queued { try begin() }
        let feed = ImportFeed(
            application, id, terms, custom, columns: source.columns, from: record.rowsRead)
        guard try pass(source, reader, feed) else { return false }
        return feed.isStopped ? end(nil, nil) : end(.completed, nil)
    }

    /// Hands all rows to the writer; false when the server stops.
    ///
    /// Of a file that cannot be read to its end, the rows before that place are taken all the same.
    private func pass(
        _ source: RowSource, _ reader: RowReader, _ feed: ImportFeed
    ) throws -> Bool {
        var isAtEnd = false
        var broken: BulkFailure?
        while true {
            let state = feed.state
            if application.bulk.isStopping || state.isStopped || state.failure != nil {
                feed.waitForAll()
                if let failure = feed.state.failure { throw failure }
                return state.isStopped
            }
            let isFull = state.rows >= Self.ahead || state.bytes >= Self.bytesAhead
            if state.unclaimed > 0, state.jobs < Self.jobs {
                try feed.submit()
            } else if !isFull, !isAtEnd {
                do {
                    isAtEnd = try !read(source, reader, into: feed)
                } catch let failure as BulkFailure {
                    broken = failure
                    isAtEnd = true
                }
            } else if state.rows == 0, state.jobs == 0 {
                if let broken { throw broken }
                return true
            } else {
                feed.wait()
            }
        }
    }

    /// Reads some rows; false at the end.
    private func read(
        _ source: RowSource, _ reader: RowReader, into feed: ImportFeed
    ) throws -> Bool {
        var rows: [ImportRow] = []
        var number = feed.nextNumber
        defer { feed.add(rows) }
        while rows.count < Self.rowsAtOnce {
            let raw: RawRow?
            do {
                raw = try source.next()
            } catch let failure as BulkFailure {
                throw BulkFailure("At row \(number): \(failure.sentence)")
            }
            guard let raw else { return false }
            rows.append(
                ImportRow(
                    number: number, end: source.offset, raw: raw, content: reader.read(raw)))
            number += 1
        }
        return true
    }

    private func begin() throws {
        let id = id
        try write { tx in
            let record = try tx.find(Imports.self, ID(id))
            guard record.status == .queued else { return }
            try tx.update(record) {
                $0.status = .running
                $0.startedAt = tx.now
            }
        }
    }

    /// Says how it ended, unless somebody has said so before, and lets go of the file.
    func end(_ status: Imports.Status?, _ error: String?) -> Bool {
        let id = id
        do {
            try write { tx in
                let record = try tx.find(Imports.self, ID(id))
                guard let status, [.queued, .running].contains(record.status) else { return }
                try tx.update(record) {
                    $0.status = status
                    $0.error = error
                    $0.finishedAt = tx.now
                }
            }
        } catch {
            application.log(.error, "import \(id.text) ended, which could not be noted: \(error)")
            return false
        }
        application.bulk.folder.remove(application.bulk.folder.imported(id))
        return true
    }

    func write<R: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> R
    ) throws -> R {
        let application = application
        return try application.database.write(givesWay: true) { tx in
            tx.attach(application)
            return try body(tx)
        }
    }
}
