import Dispatch
import Schema
import Store
import Synchronization

/// The rows between the thread that reads them and the writer that applies them.
///
/// A job claims rows from the front as long as its time lasts. Rows stay here until their commit, so that those of a
/// commit that fails are claimed again, in order.
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
        var bytes = 0
        var jobs = 0
        var next: Int64
        var isStopped = false
        var failure: (any Error)?
    }

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

    func wait() { signal.wait() }

    func waitForAll() {
        while state.jobs > 0 { signal.wait() }
    }

    /// Gives the writer a job; waits a moment when it takes none.
    func submit() throws {
        held.withLock { $0.jobs += 1 }
        let outcome = ImportOutcome()
        let work = Writer.Job(
            isolation: .own, givesWay: true,
            run: { [self] tx in
                let rows = claim()
                let effect = try job.run(rows, tx)
                outcome.effect.withLock { $0 = effect }
                unclaim(rows.count - effect.done)
            },
            done: { [self] error in finish(outcome, error) })
        do {
            try application.database.writer.submit(work)
        } catch {
            held.withLock { $0.jobs -= 1 }
            guard application.database.writer.isHealthy else { throw error }
            _ = signal.wait(timeout: .now() + .milliseconds(20))
        }
    }

    private func claim() -> [ImportRow] {
        held.withLock { held in
            let rows = Array(held.rows[held.claimed...])
            held.claimed = held.rows.count
            return rows
        }
    }

    /// Rows for which there was no time.
    private func unclaim(_ count: Int) { held.withLock { $0.claimed -= count } }

    private func finish(_ outcome: ImportOutcome, _ error: (any Error)?) {
        let effect = outcome.effect.withLock { $0 }
        held.withLock { held in
            held.jobs -= 1
            if let error {
                // What is claimed is claimed again, from the first row that has no commit.
                held.claimed = 0
                if !Self.isPassing(error) { held.failure = error }
            } else {
                let done = held.rows.prefix(effect.done)
                held.bytes -= done.reduce(0) { $0 + $1.size }
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

/// What a job has done; written in it and read after its commit.
private final class ImportOutcome: Sendable {
    let effect = Mutex(ImportJob.Effect())
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
