import CSQLite
import Glibc

package enum Backup {
    /// Copies a consistent snapshot of a database, which may be in use, to a new file that only its owner can read.
    ///
    /// The pages are read on a connection that only reads and never checkpoints, in one read transaction, so writers go on
    /// meanwhile; their log grows until the end. The copy appears under its name complete and synced, or not at all. It is
    /// not in WAL mode, so that whoever looks at it needs no files beside it. <https://www.sqlite.org/backup.html>
    ///
    /// Throws `foreign`, `full`, and `inputOutput`, also for a target that exists.
    package static func copy(from source: String, to target: String) throws {
        guard access(source, R_OK) == 0 else {
            throw StoreError.inputOutput("cannot read \(source)")
        }
        guard access(target, F_OK) != 0 else {
            throw StoreError.inputOutput("\(target) exists already")
        }
        // A name of its own: another backup to the same target must not take this for what a killed one has left.
        let partial = target + ".partial-" + String(UInt32.random(in: 0...UInt32.max), radix: 16)
        defer { unlink(partial) }
        let descriptor = try PrivateFile.open(partial, flags: O_EXCL)
        defer { close(descriptor) }
        try copyPages(source, partial, descriptor)
        try leaveLogMode(descriptor, partial)
        guard fsync(descriptor) == 0 else { throw StoreError.system(partial) }
        // Unlike a new name for a file, a second one never takes the place of a file that is there by now.
        guard link(partial, target) == 0 else {
            throw errno == EEXIST
                ? StoreError.inputOutput("\(target) exists already") : StoreError.system(target)
        }
        unlink(partial)
        try PrivateFile.syncFolder(of: target)
    }

    /// Pages read at a time, and then written to the disk: a server beside this waits for its own syncs behind ours, so
    /// they have to be short.
    private static let step: Int32 = 256

    private static func copyPages(
        _ source: String, _ partial: String, _ descriptor: Int32
    ) throws {
        let from = try Connection(path: source, role: .reader, cachePages: -2_000)
        try from.keepLogOnClose()
        guard try from.isOurs() else { throw StoreError.foreign(path: source) }
        var to: OpaquePointer?
        defer { sqlite3_close_v2(to) }
        guard
            sqlite3_open_v2(partial, &to, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK,
            // Until the copy is complete and synced it has no name that anybody looks for.
            sqlite3_exec(to, "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF", nil, nil, nil)
                == SQLITE_OK
        else { throw StoreError.last(of: to) }
        // Between the steps the snapshot is kept by a transaction of our own.
        try from.run("BEGIN; SELECT COUNT(*) FROM sqlite_schema")
        guard let backup = sqlite3_backup_init(to, "main", from.handle, "main") else {
            throw StoreError.last(of: to)
        }
        var code = SQLITE_OK
        while code == SQLITE_OK {
            code = sqlite3_backup_step(backup, step)
            guard fdatasync(descriptor) == 0 else {
                let failure = StoreError.system(partial)
                sqlite3_backup_finish(backup)
                throw failure
            }
        }
        guard sqlite3_backup_finish(backup) == SQLITE_OK, code == SQLITE_DONE else {
            throw StoreError.last(of: to)
        }
    }

    /// Bytes 18 and 19 say how the file is written and read: 2 for a log, 1 without.
    /// <https://www.sqlite.org/fileformat2.html#file_format_version_numbers>
    private static func leaveLogMode(_ descriptor: Int32, _ path: String) throws(StoreError) {
        guard pwrite(descriptor, [1, 1] as [UInt8], 2, 18) == 2 else { throw .system(path) }
    }
}

extension Connection {
    /// Leaves the log to the process that serves the database, should this connection be the last to close.
    func keepLogOnClose() throws {
        guard trato_db_keep_log(handle) == SQLITE_OK else { throw StoreError.last(of: handle) }
    }
}
