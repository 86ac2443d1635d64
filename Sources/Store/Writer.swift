// Group commit.
//
// One connection does every write. Requests queue their jobs here; the writer takes all that wait, runs them one after
// the other inside one `BEGIN IMMEDIATE … COMMIT`, each in its own savepoint, and tells each of them only after the
// commit has reached the disk. While the disk works, the next batch gathers by itself, so no timer is needed: a lone
// request commits at once, and under load the cost of an fsync is shared by all who wait.
//
// Savepoints are dear: SQLite copies each page that a job is the first to change after the last one, 66,000 instructions
// for the creation of a party. Most jobs succeed, and most that fail do so before they change anything. So when all
// jobs of a batch may be run again, they run without; the first that fails after a change takes the whole transaction
// back, and the batch runs once more with a savepoint around each. The next batches have them too, so that somebody who
// makes requests fail on purpose costs the others little more than before.
//
// A failing job rolls back its savepoint and nothing else. A failing commit fails every job of the batch: none has
// been acknowledged. When the disk reports an error (not: is full), the state of the page cache is unknown and the
// commit is never tried again; the writer stops for good and `onFailure` ends the process, so that a restart replays
// the log. <https://www.sqlite.org/src/doc/trunk/doc/wal-lock.md> and the fsync errata of 2018 are why.
//
// Jobs that give way, the steps of an import, wait apart. One of them has a commit of its own after each batch of the
// others, so that these wait for at most one step, and an import goes on beside requests that never end.
//
// Checkpoints are the writer's too, after a commit when nothing waits but what gives way, or when the log has grown
// far: SQLite before 3.51.3 may corrupt a database in which two connections checkpoint at once. The log is never
// truncated: overwriting it is faster than growing it.
//
// Rejected: a lock around one shared connection (a commit per request), and a thread per writer (SQLite has one).

import CLinux
import Dispatch
import Synchronization

/// Runs all writes of a database, one batch a commit.
package final class Writer: Sendable {
    private let state = Mutex(WriterQueue())
    /// Commits so far: a reader whose snapshot is older than the last one takes a new one, so that whoever was told of
    /// a write also reads it.
    let commits = Atomic<Int>(0)
    /// Dispatch runs the background with a nice value of 10: a loop that has something to read need not wait for a batch.
    private let queue = DispatchQueue(label: "trato.writer", qos: .background)
    private let limits: Limits
    private let clock: Clock
    // Touched only on `queue`.
    private nonisolated(unsafe) let connection: Connection
    private nonisolated(unsafe) let log: Log
    /// Batches that will run with savepoints because one had to run again.
    private nonisolated(unsafe) var cautious = 0
    private static let caution = 16
    private let onEvent: @Sendable (Event) -> Void
    private let onAnswers: @Sendable () -> Void
    private let onFailure: @Sendable (StoreError) -> Void

    init(
        _ connection: sending Connection, limits: Limits, clock: Clock,
        onEvent: @escaping @Sendable (Event) -> Void, onAnswers: @escaping @Sendable () -> Void,
        onFailure: @escaping @Sendable (StoreError) -> Void
    ) {
        self.limits = limits
        self.clock = clock
        self.onEvent = onEvent
        self.onAnswers = onAnswers
        self.onFailure = onFailure
        log = Log(of: connection, limits: limits)
        self.connection = connection
    }

    /// Queues a job.
    ///
    /// Throws `StoreError.busy` when too many wait or the writer has stopped; the job is then never run. With `starts`
    /// false an idle writer stays idle until `start`: a loop queues what one batch of events brought and starts it
    /// once, so that the first request does not get a commit of its own while the others wait for the next.
    package func submit(_ job: Job, starts: Bool = true) throws(StoreError) {
        let isQueued = state.withLock { state in
            guard !state.hasFailed, state.waiting < limits.queue,
                state.bytes < limits.queueBytes
            else {
                state.refused += 1
                return false
            }
            if job.givesWay { state.patient.append(job) } else { state.pending.append(job) }
            state.bytes += job.bytes
            return true
        }
        guard isQueued else { throw .busy }
        if starts { start() }
    }

    /// Runs what waits, unless that is under way.
    package func start() {
        let mustStart = state.withLock { state in
            guard !state.isRunning, state.waiting > 0 else { return false }
            state.isRunning = true
            return true
        }
        if mustStart { queue.async { self.drain() } }
    }

    /// False once the disk has failed.
    package var isHealthy: Bool { state.withLock { !$0.hasFailed } }

    /// Jobs that may wait.
    package var capacity: Int { limits.queue }

    /// Jobs that wait.
    package var backlog: Int { state.withLock { $0.waiting } }

    /// Whether a job waits to which others give way.
    package var isAwaited: Bool { state.withLock { !$0.pending.isEmpty } }

    /// Jobs that `submit` has not taken since the start.
    package var refused: Int { state.withLock { $0.refused } }

    private func drain() {
        while let batch = takeBatch() {
            let left = commit(batch)
            if !left.isEmpty { putBack(left) }
            checkpointIfDue()
        }
    }

    private func takeBatch() -> [Job]? {
        state.withLock { state in
            guard state.waiting > 0, !state.hasFailed else {
                state.isRunning = false
                return nil
            }
            let batch = state.take(limits.batch)
            state.bytes -= batch.reduce(0) { $0 + $1.bytes }
            return batch
        }
    }

    private func putBack(_ left: ArraySlice<Job>) {
        state.withLock { state in
            state.pending.insert(contentsOf: left, at: 0)
            state.bytes += left.reduce(0) { $0 + $1.bytes }
        }
    }

    /// Runs and commits a batch; returns the jobs for which there was no time.
    private func commit(_ batch: [Job]) -> ArraySlice<Job> {
        var results: [(any Error)?] = []
        let begin = trato_microseconds()
        var beforeCommit: Int64?
        do {
            try connection.step(Statements.begin)
            try runAll(batch, &results)
            beforeCommit = trato_microseconds()
            try connection.step(Statements.commit)
        } catch {
            if connection.isInTransaction { try? connection.step(Statements.rollBack) }
            report(results, isCommitted: false, begin, beforeCommit)
            let failure = error as? StoreError ?? .engine(code: 0, message: "\(error)")
            let begun = batch.prefix(max(results.count, 1))
            let rest = batch.dropFirst(begun.count)
            if Self.isFailedDisk(failure) {
                stop(failure, begun, rest)
                return []
            }
            for job in begun { job.done(failure) }
            onAnswers()
            return rest
        }
        commits.add(1, ordering: .releasing)
        report(results, isCommitted: true, begin, beforeCommit)
        for (job, result) in zip(batch, results) { job.done(result) }
        onAnswers()
        return batch.dropFirst(results.count)
    }

    /// Tells those who count, before anybody is answered.
    private func report(
        _ results: [(any Error)?], isCommitted: Bool, _ begin: Int64, _ beforeCommit: Int64?
    ) {
        let end = trato_microseconds()
        var batch = Batch()
        batch.jobs = results.count
        batch.undone = results.count { $0 != nil }
        batch.isCommitted = isCommitted
        batch.microseconds = Int(end - begin)
        batch.commitMicroseconds = beforeCommit.map { Int(end - $0) } ?? 0
        batch.logPages = log.waiting
        batch.cache.take(from: connection)
        onEvent(.batch(batch))
    }

    /// Runs the jobs of a batch for which there is time: without savepoints, and once more with them when one fails
    /// that cannot be undone alone.
    private func runAll(_ batch: [Job], _ results: inout [(any Error)?]) throws {
        let mayRunAgain = batch.allSatisfy(\.mayRunAgain)
        // A job that gives way is alone and knows by itself when it had to run again.
        let isShared = !batch.contains(where: \.givesWay)
        var isTrusting = (cautious == 0 || !isShared) && mayRunAgain
        if isShared, cautious > 0 { cautious -= 1 }
        var spoilt: [Int: any Error] = [:]
        while true {
            do {
                return try runAll(batch, &results, isTrusting: isTrusting, without: spoilt)
            } catch is Undone {
                if isShared { cautious = Self.caution }
                isTrusting = false
            } catch let failure as Spoilt {
                guard mayRunAgain else { throw failure.cause }
                spoilt[results.count - 1] = failure.cause
                isTrusting = false
            }
            results = []
            try connection.step(Statements.rollBack)
            try connection.step(Statements.begin)
        }
    }

    /// `spoilt` are jobs that are not run again, with what they failed of.
    private func runAll(
        _ batch: [Job], _ results: inout [(any Error)?], isTrusting: Bool,
        without spoilt: [Int: any Error]
    ) throws {
        let start = clock.milliseconds()
        var deferred: [(Transaction) throws -> Void] = []
        for job in batch {
            let now = clock.milliseconds()
            if !results.isEmpty, now - start > limits.batchMilliseconds { break }
            let transaction = Transaction(connection, isWriting: true, milliseconds: now)
            defer { transaction.close() }
            results.append(spoilt[results.count])
            guard spoilt[results.count - 1] == nil else { continue }
            do {
                try run(job, transaction, isTrusting: isTrusting)
                deferred += transaction.deferred
            } catch let again where again is Undone || again is Spoilt {
                throw again
            } catch {
                results[results.count - 1] = error
                // SQLite has undone the whole batch, or the disk has failed: nothing of it may be acknowledged.
                if !connection.isInTransaction || Self.isFailedDisk(error) { throw error }
            }
        }
        let end = Transaction(connection, isWriting: true, milliseconds: clock.milliseconds())
        defer { end.close() }
        for work in deferred { try work(end) }
    }

    /// A job failed after it had changed something, and nothing but the whole transaction can be taken back.
    private struct Undone: Error {}

    /// A job that has savepoints of its own failed outside them, after it had changed something.
    private struct Spoilt: Error { let cause: any Error }

    private func run(_ job: Job, _ transaction: Transaction, isTrusting: Bool) throws {
        let hasSavepoint = job.isolation == .always || (job.isolation == .savepoint && !isTrusting)
        if hasSavepoint { return try transaction.savepoint { try job.run(transaction) } }
        let before = connection.writes
        do {
            try job.run(transaction)
        } catch  where connection.writes != before && connection.isInTransaction {
            guard !Self.isFailedDisk(error) else { throw error }
            if isTrusting { throw Undone() }
            throw Spoilt(cause: error)
        }
    }

    private enum Statements {
        static let begin = SQL("BEGIN IMMEDIATE")
        static let commit = SQL("COMMIT")
        static let rollBack = SQL("ROLLBACK")
    }

    private static func isFailedDisk(_ error: any Error) -> Bool {
        (error as? StoreError)?.isFinal ?? false
    }

    /// For good, and before anybody is told: whoever knows of the failure finds the server no longer ready.
    private func stop(
        _ failure: StoreError, _ begun: ArraySlice<Job> = [], _ rest: ArraySlice<Job> = []
    ) {
        let waiting = state.withLock { state in
            state.hasFailed = true
            defer { (state.pending, state.patient) = ([], []) }
            return state.pending + state.patient
        }
        for job in begun { job.done(failure) }
        for job in rest + waiting { job.done(StoreError.busy) }
        onAnswers()
        onFailure(failure)
    }

    private func checkpointIfDue() {
        guard isHealthy, log.isDue(isIdle: !isAwaited) else { return }
        let (checkpoint, failure) = log.checkpoint()
        onEvent(.checkpoint(checkpoint))
        // After a full disk what was committed stands in the log, and the next time may find room.
        if let failure, Self.isFailedDisk(failure) { stop(failure) }
    }

    /// Runs work on the writer's thread outside any transaction, and waits for it.
    package func whenIdle<R: Sendable>(_ work: @Sendable (Connection) throws -> R) rethrows -> R {
        try queue.sync { try work(connection) }
    }
}
