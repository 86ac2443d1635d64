import HTTP
import Store
import Synchronization

/// What the writer has done since the start.
///
/// The writer reports once for each batch, so the lock is taken once for all requests that shared it.
final class WriteTally: Sendable {
    struct Counts: Sendable {
        var batchSizes = Histogram([1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
        var commits = Histogram(Histogram.durations)
        var checkpoints = Histogram(Histogram.durations)
        var checkpointResults: [Writer.Checkpoint.Result: Int] = [:]
        var committedBatches = 0
        var failedBatches = 0
        /// Jobs that were stored, that were undone by themselves, and that went down with their batch.
        var committed = 0
        var undone = 0
        var failed = 0
        /// Microseconds in which the writer worked or waited for the disk.
        var busy = 0
        var logPages = 0
        var cache = PageCache()
    }

    private let kept = Mutex(Counts())

    var counts: Counts { kept.withLock { $0 } }

    func note(_ event: Writer.Event) {
        kept.withLock { counts in
            switch event {
            case .batch(let batch): counts.note(batch)
            case .checkpoint(let checkpoint): counts.note(checkpoint)
            }
        }
    }
}

extension WriteTally.Counts {
    fileprivate mutating func note(_ batch: Writer.Batch) {
        busy += batch.microseconds
        logPages = batch.logPages
        cache.add(batch.cache)
        guard batch.isCommitted else {
            failedBatches += 1
            failed += batch.jobs
            return
        }
        committedBatches += 1
        batchSizes.add(batch.jobs)
        commits.add(batch.commitMicroseconds)
        undone += batch.undone
        committed += batch.jobs - batch.undone
    }

    fileprivate mutating func note(_ checkpoint: Writer.Checkpoint) {
        busy += checkpoint.microseconds
        checkpoints.add(checkpoint.microseconds)
        checkpointResults[checkpoint.result, default: 0] += 1
        logPages = checkpoint.pages - checkpoint.copied
    }
}
