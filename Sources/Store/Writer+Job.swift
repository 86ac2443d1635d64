extension Writer {
    /// A request's work inside the transaction, and what to tell it after the commit.
    package struct Job: Sendable {
        /// What it holds in memory while it waits, about.
        let bytes: Int
        let run: @Sendable (Transaction) throws -> Void
        let done: @Sendable ((any Error)?) -> Void
        let isolation: Isolation
        let mayRunAgain: Bool
        let givesWay: Bool

        /// What undoes a job that fails after it has changed something.
        package enum Isolation: Sendable {
            /// A savepoint around it. With `mayRunAgain` only when the batch has to run again.
            case savepoint
            /// A savepoint always: for what is known to end in an error, such as a trial.
            case always
            /// Savepoints of its own, for each thing that it tries.
            ///
            /// For long batches: the end of an inner savepoint costs SQLite a walk over all pages that the outer one has
            /// kept, which made a batch quadratic in its length. A job that throws after it has changed something
            /// makes all that share its commit run again without it, or fail where one of them may not run again: so it
            /// should throw only before its first change, or when the disk did.
            case own
        }

        /// `mayRunAgain` promises that `run` leaves nothing behind but in its transaction, so that it may be called
        /// twice before `done`; the last call counts.
        ///
        /// A job that `givesWay` waits behind those that do not, and shares no commit with anybody. That it has to run
        /// again gives nobody else savepoints.
        package init(
            bytes: Int = 0, isolation: Isolation = .savepoint, mayRunAgain: Bool = false,
            givesWay: Bool = false,
            run: @escaping @Sendable (Transaction) throws -> Void,
            done: @escaping @Sendable ((any Error)?) -> Void
        ) {
            self.bytes = bytes
            self.isolation = isolation
            self.mayRunAgain = mayRunAgain
            self.givesWay = givesWay
            self.run = run
            self.done = done
        }

        /// Tells the one who asked that the job was never queued.
        package func refuse(_ error: any Error) { done(error) }
    }

    /// Bounds of one batch and of the queue.
    package struct Limits: Sendable {
        package var queue = 10_000
        /// Of the jobs that wait; the one that goes beyond is still taken.
        package var queueBytes = 64 << 20
        package var batch = 512
        package var batchMilliseconds: Int64 = 20
        /// Pages that come into the log before an idle writer checkpoints, and before a busy one does.
        package var idleCheckpoint = 1_000
        package var busyCheckpoint = 4_000

        package init() {}
    }
}
