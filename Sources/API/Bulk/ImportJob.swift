import Schema
import Store

/// Some rows of an import, applied in one transaction with the note of how far it has come.
struct ImportJob: Sendable {
    let application: Application
    let id: RecordID
    let terms: ImportTerms
    let custom: CustomFields
    let columns: [String]
    let pace: StepPace

    /// Errors that are kept for the client.
    private static let keptErrors: Int64 = 100_000

    /// One row failed half done, and nothing but all of them can be taken back.
    private struct Undo: Error {}

    /// What can be taken back of a step by itself.
    enum Savepoints {
        /// Nothing but with its transaction, which then runs again: a savepoint keeps a copy of each page that changes.
        case none
        /// All rows together, and each once one of them has failed half done.
        case one
        case each
    }

    private struct Tally {
        var created: Int64 = 0
        var updated: Int64 = 0
        var unchanged: Int64 = 0
        var ignored: Int64 = 0
        var failures: [(row: ImportRow, problem: Problem)] = []
        var last: ImportRow?

        var counted: Int { Int(created + updated + unchanged + ignored) + failures.count }

        mutating func count(_ effect: RowEffect) {
            switch effect {
            case .created: created += 1
            case .updated: updated += 1
            case .unchanged: unchanged += 1
            case .ignored: ignored += 1
            }
        }
    }

    /// What one job came to.
    struct Effect: Sendable {
        /// Rows that need not be looked at again.
        var done = 0
        /// The import was cancelled.
        var isStopped = false
        var hasChangedAccess = false
    }

    func run(
        _ rows: [ImportRow], _ tx: Transaction, _ savepoints: Savepoints
    ) throws -> Effect {
        tx.attach(application)
        let record = try tx.find(Imports.self, ID(id))
        guard record.status == .running, !rows.isEmpty else {
            return Effect(isStopped: record.status != .running)
        }
        let access = try application.holder(of: record.credential, tx)
        let first = try newest(tx)
        let step = pace.begin()
        let tally = try apply(rows, tx, access, step, savepoints)
        let effect = Effect(
            done: tally.counted, hasChangedAccess: tx.attached.hasChangedAccess)
        tx.context = nil
        tx.attach(application)
        try note(tally, record, tx, since: first)
        let rowsEnd = pace.now()
        // Behind the full text of the rows, which is written then.
        tx.beforeCommit { [pace] _ in pace.end(step, rowsEnd: rowsEnd) }
        return effect
    }

    private func renew(_ tx: Transaction, _ access: Access) {
        tx.context = Context(
            access: access, registry: application.registry, settings: application.settings,
            requestID: "import-" + id.text, customFields: custom, ids: application.writerIDs.source)
    }

    private func apply(
        _ rows: [ImportRow], _ tx: Transaction, _ access: Access, _ step: StepPace.Step,
        _ savepoints: Savepoints
    ) throws -> Tally {
        if case .none = savepoints, !terms.isDryRun {
            return try together(rows, tx, access, step)
        }
        if case .each = savepoints { return try apart(rows, tx, access, step) }
        do {
            return try undoable(tx) { try together(rows, tx, access, step) }
        } catch is Undo {
            return try apart(rows, tx, access, step)
        }
    }

    /// All rows, as long as none fails half done: then it throws `Undo`.
    private func together(
        _ rows: [ImportRow], _ tx: Transaction, _ access: Access, _ step: StepPace.Step
    ) throws -> Tally {
        renew(tx, access)
        var tally = Tally()
        for row in rows {
            let before = tx.connection.writes
            do {
                tally.count(try apply(row, tx))
            } catch {
                let problem = try problem(error, row)
                guard tx.connection.writes == before else { throw Undo() }
                tally.failures.append((row, problem))
            }
            tally.last = row
            if pace.isOver(step) { break }
        }
        return tally
    }

    /// Each row in a savepoint of its own, so that only one that fails is undone.
    private func apart(
        _ rows: [ImportRow], _ tx: Transaction, _ access: Access, _ step: StepPace.Step
    ) throws -> Tally {
        renew(tx, access)
        return try undoable(tx) {
            var tally = Tally()
            for row in rows {
                do {
                    tally.count(try tx.savepoint { try apply(row, tx) })
                } catch {
                    tally.failures.append((row, try problem(error, row)))
                }
                tally.last = row
                if pace.isOver(step) { break }
            }
            return tally
        }
    }

    /// In a savepoint, which a dry run takes back although nothing failed.
    private func undoable(_ tx: Transaction, _ body: () throws -> Tally) throws -> Tally {
        var tally = Tally()
        do {
            try tx.savepoint {
                tally = try body()
                if terms.isDryRun { throw DryRunEnd() }
            }
        } catch is DryRunEnd {}
        return tally
    }

    private struct DryRunEnd: Error {}

    private func apply(_ row: ImportRow, _ tx: Transaction) throws -> RowEffect {
        tx.attached.source = nil
        return try Executor(application: application).apply(row, terms, tx)
    }

    /// What a row did wrong; what the disk did is thrown on.
    private func problem(_ error: any Error, _ row: ImportRow) throws -> Problem {
        if let failure = error as? StoreError {
            if case .duplicate = failure {
            } else {
                throw failure
            }
        }
        if let failure = error as? RowFailure { return failure.problem }
        return Problem.from(error, application.log, "import \(id.text) row \(row.number)")
    }

    private func newest(_ tx: Transaction) throws -> Int64 {
        try tx.first(Statements.newest) { $0.integer(0) } ?? 0
    }

    /// Writes down how far the import has come, and which entries of the feed are its own.
    private func note(
        _ tally: Tally, _ record: Record<Imports>, _ tx: Transaction, since first: Int64
    ) throws {
        guard let last = tally.last else { return }
        for (row, problem) in tally.failures
        where record.rowsFailed + Int64(tally.failures.count) <= Self.keptErrors {
            try tx.execute(
                Statements.error,
                [
                    id.cell, .integer(row.number), .text(row.report(problem, columns: columns)),
                ])
        }
        try tx.execute(
            Statements.progress,
            [
                .integer(last.end), .integer(last.number), .integer(tally.created),
                .integer(tally.updated), .integer(tally.unchanged), .integer(tally.ignored),
                .integer(Int64(tally.failures.count)), tx.now.cell, id.cell,
            ])
        let newest = try newest(tx)
        guard newest > first else { return }
        try tx.execute(Statements.chunk, [id.cell, .integer(first + 1), .integer(newest)])
    }

    private enum Statements {
        static let newest = SQL("SELECT MAX(seq) FROM audit_entries")
        static let error = SQL(
            """
            INSERT OR REPLACE INTO import_errors (import_id, kind, number, content)
            VALUES (?, 'row', ?, ?)
            """)
        static let progress = SQL(
            """
            UPDATE imports SET bytes_read = ?, rows_read = ?, rows_created = rows_created + ?,
                rows_updated = rows_updated + ?, rows_unchanged = rows_unchanged + ?,
                rows_ignored = rows_ignored + ?, rows_failed = rows_failed + ?,
                version = version + 1, updated_at = ?
            WHERE id = ?
            """)
        static let chunk = SQL(
            "INSERT INTO import_chunks (import_id, first_seq, last_seq) VALUES (?, ?, ?)")
    }
}
