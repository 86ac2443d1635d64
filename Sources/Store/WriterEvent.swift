import CSQLite

extension Writer {
    /// What the writer has just done, for those who count.
    package enum Event: Sendable {
        case batch(Batch)
        case checkpoint(Checkpoint)
    }

    /// Jobs that shared one transaction.
    package struct Batch: Sendable {
        /// Jobs that ran.
        package internal(set) var jobs = 0
        /// Those of them that were undone by themselves.
        package internal(set) var undone = 0
        /// False when nothing of it was stored.
        package internal(set) var isCommitted = false
        /// From the first statement to the end of the commit, in microseconds.
        package internal(set) var microseconds = 0
        /// The commit alone, which waits for the disk; 0 when it was not reached.
        package internal(set) var commitMicroseconds = 0
        /// Pages in the log that no checkpoint has copied.
        package internal(set) var logPages = 0
        /// Of the writer's connection, since the batch before.
        package internal(set) var cache = PageCache()
    }

    /// One copying of the log into the file.
    package struct Checkpoint: Sendable {
        package enum Result: String, Sendable, CaseIterable {
            /// Everything was copied.
            case complete
            /// Readers needed a part of the log.
            case partial
            case failed

            /// That of a code of SQLite; another checkpoint under way is as good as a reader.
            init(code: Int32, isWhole: Bool) {
                switch code & 0xFF {
                case SQLITE_OK: self = isWhole ? .complete : .partial
                case SQLITE_BUSY: self = .partial
                default: self = .failed
                }
            }
        }

        package let result: Result
        package let microseconds: Int
        /// Pages in the log, and how many of them are in the file now.
        package let pages: Int
        package let copied: Int
    }
}
