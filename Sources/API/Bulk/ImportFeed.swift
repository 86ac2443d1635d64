import Dispatch
import Schema
import Store
import Synchronization

/// The rows between the thread that reads them and the writer that applies them.
///
/// A step claims rows from the front as long as its time lasts. Rows stay here until their commit, so that those of a
/// commit that fails are claimed again, in order. After it they go back to the thread that has read them, which gives
/// their memory back while the writer goes on.
final class ImportFeed: Sendable {
    struct State {
        var rows = 0
        var unclaimed = 0
        var bytes = 0
        var jobs = 0
        /// The import was cancelled.
        var isStopped = false
        var failure: (any Error)?
    }

    private struct Held {
        var rows: [ImportRow] = []
        var claimed = 0
        /// Rows that are committed.
        var spent: [ImportRow] = []
        /// Steps that will have a savepoint because one had to run again.
        var cautious = 0
        var bytes = 0
        var jobs = 0
        var next: Int64
        var isStopped = false
        var failure: (any Error)?
    }

    /// Rows that a step claims at most, so that there are some left for the next one that waits already.
    static let claimedAtOnce = 2_048
    private static let caution = 16

    private let held: Mutex<Held>
    private let signal = DispatchSemaphore(value: 0)
    private let job: ImportJob
    private let application: Application

    init(
        _ application: Application, _ id: RecordID, _ terms: ImportTerms, _ custom: CustomFields,
        columns: [String], from rowsRead: Int64
    ) {
        self.application = application
        held = Mutex(Held(next: rowsRead + 1))
        job = ImportJob(
            application: application, id: id, terms: terms, custom: custom, columns: columns,
            pace: StepPace(beside: application.database.writer))
    }

    var state: State {
        held.withLock { held in
            State(
                rows: held.rows.count, unclaimed: held.rows.count - held.claimed,
                bytes: held.bytes, jobs: held.jobs, isStopped: held.isStopped,
                failure: held.failure)
        }
    }

    var isStopped: Bool { held.withLock { $0.isStopped } }

    var nextNumber: Int64 { held.withLock { $0.next } }

    func add(_ rows: [ImportRow]) {
        held.withLock { held in
            held.rows += rows
            held.next += Int64(rows.count)
            held.bytes += rows.reduce(0) { $0 + $1.size }
        }
    }

    func wait() {
        signal.wait()
        let spent = held.withLock { held in
            defer { held.spent = [] }
            return held.spent
        }
        // Here ends what they hold, on this thread.
        _ = consume spent
    }

    func waitForAll() {
        while state.jobs > 0 { wait() }
    }

    /// Gives the writer a job; waits a moment when it takes none.
    func submit() throws {
        held.withLock { $0.jobs += 1 }
        let step = ImportStep()
        let work = Writer.Job(
            isolation: .own, mayRunAgain: true, givesWay: true,
            run: { [self] tx in try run(step, tx) },
            done: { [self] error in finish(step, error) })
        do {
            try application.database.writer.submit(work)
        } catch {
            held.withLock { $0.jobs -= 1 }
            guard application.database.writer.isHealthy else { throw error }
            _ = signal.wait(timeout: .now() + .milliseconds(20))
        }
    }

    /// Runs a step, once more with savepoints when one of its rows has failed half done without them.
    private func run(_ step: ImportStep, _ tx: Transaction) throws {
        let (rows, savepoints) = begin(step)
        let effect = try job.run(rows, tx, savepoints)
        step.end(effect)
        // For these there was no time.
        held.withLock { $0.claimed -= rows.count - effect.done }
    }

    private func begin(_ step: ImportStep) -> ([ImportRow], ImportJob.Savepoints) {
        held.withLock { held in
            if let rows = step.rows {
                held.cautious = Self.caution
                return (rows, .each)
            }
            let rows = Array(held.rows[held.claimed...].prefix(Self.claimedAtOnce))
            held.claimed += rows.count
            step.begin(rows)
            guard held.cautious > 0 else { return (rows, .none) }
            held.cautious -= 1
            return (rows, .one)
        }
    }

    private func finish(_ step: ImportStep, _ error: (any Error)?) {
        let effect = step.leave()
        held.withLock { held in
            held.jobs -= 1
            if let error {
                // What is claimed is claimed again, from the first row that has no commit.
                held.claimed = 0
                if !Self.isPassing(error) { held.failure = error }
            } else {
                let done = held.rows.prefix(effect.done)
                held.bytes -= done.reduce(0) { $0 + $1.size }
                held.spent += done
                held.rows.removeFirst(effect.done)
                held.claimed -= effect.done
                if effect.isStopped { held.isStopped = true }
            }
        }
        if effect.hasChangedAccess, error == nil {
            application.generation.add(1, ordering: .releasing)
        }
        if let error {
            application.log(.warning, "An import waits: \(error)")
            // A full disk is tried again, but not at once.
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(1)) { [signal] in
                signal.signal()
            }
        } else {
            signal.signal()
        }
    }

    private static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case StoreError.full, StoreError.busy: true
        default: false
        }
    }
}

/// The rows that a job has claimed and what it has done with them, for its second run and for after its commit.
private final class ImportStep: Sendable {
    private struct State {
        var rows: [ImportRow]?
        var effect = ImportJob.Effect()
    }

    private let state = Mutex(State())

    /// Nil until it has begun.
    var rows: [ImportRow]? { state.withLock { $0.rows } }

    func begin(_ rows: [ImportRow]) { state.withLock { $0.rows = rows } }

    func end(_ effect: ImportJob.Effect) { state.withLock { $0.effect = effect } }

    /// Lets go of the rows.
    func leave() -> ImportJob.Effect {
        state.withLock { state in
            state.rows = nil
            return state.effect
        }
    }
}

extension ImportRow {
    /// About what it holds in memory.
    var size: Int {
        switch raw {
        case .json(let bytes): bytes.count
        case .csv(let row): row.bytes.count
        }
    }
}
