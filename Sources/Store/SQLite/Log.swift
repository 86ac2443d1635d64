import CLinux
import CSQLite

/// The write-ahead log of the one connection that writes: how much is in it, and when that is copied into the database.
///
/// What counts is what has come since the last time: while readers keep the log from beginning anew it only grows, and a
/// checkpoint after each commit would cost a sync each time. Under steady reading it would hardly ever begin anew by itself,
/// so from some length on a checkpoint waits a moment for the readers that still use it. Those who come meanwhile find
/// everything in the database and need no log. For one that stays, such as a backup, the log grows until it ends, and it is
/// waited for ever more rarely.
final class Log {
    private let connection: Connection
    private let limits: Writer.Limits
    /// Pages in the log after the last commit; SQLite sets them.
    private let pages: UnsafeMutablePointer<Int32>
    /// Pages that were in the log at the last checkpoint.
    private var seen = 0
    /// Pages of the log that were in the database after it.
    private var copied: Int32 = 0
    /// Pages from which on readers are waited for.
    private var tooLong: Int

    init(of connection: Connection, limits: Writer.Limits) {
        self.connection = connection
        self.limits = limits
        tooLong = 4 * limits.busyCheckpoint
        pages = .allocate(capacity: 1)
        pages.initialize(to: 0)
        _ = sqlite3_wal_hook(
            connection.handle,
            { counter, _, _, pages in
                counter?.assumingMemoryBound(to: Int32.self).pointee = pages
                return SQLITE_OK
            }, pages)
    }

    deinit { pages.deallocate() }

    /// Pages that no checkpoint has copied.
    var waiting: Int { pages.pointee < copied ? Int(pages.pointee) : Int(pages.pointee - copied) }

    /// Whether enough has gathered to copy; for the time after a commit.
    func isDue(isIdle: Bool) -> Bool {
        let count = Int(pages.pointee)
        if count < seen { (seen, tooLong) = (0, 4 * limits.busyCheckpoint) }
        return count - seen > (isIdle ? limits.idleCheckpoint : limits.busyCheckpoint)
    }

    /// Copies what readers allow; `failure` is what the engine says when it could not.
    ///
    /// PASSIVE waits for nobody. RESTART waits for readers, here for 20 ms at most.
    func checkpoint() -> (Writer.Checkpoint, failure: StoreError?) {
        let begin = trato_microseconds()
        let mode =
            Int(pages.pointee) > tooLong ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE
        seen = Int(pages.pointee)
        sqlite3_busy_timeout(connection.handle, 20)
        let code = sqlite3_wal_checkpoint_v2(connection.handle, nil, mode, nil, &copied)
        let failure =
            code == SQLITE_OK || code == SQLITE_BUSY ? nil : StoreError.last(of: connection.handle)
        sqlite3_busy_timeout(connection.handle, Connection.busyMilliseconds)
        if code == SQLITE_BUSY { tooLong = seen + seen / 2 }
        copied = max(0, copied)
        let done = Writer.Checkpoint(
            result: Writer.Checkpoint.Result(code: code, isWhole: Int(copied) == seen),
            microseconds: Int(trato_microseconds() - begin), pages: seen, copied: Int(copied))
        return (done, failure)
    }
}
