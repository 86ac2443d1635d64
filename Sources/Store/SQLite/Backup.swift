import CSQLite
import Glibc

package enum Backup {
    /// Copies a consistent snapshot of a database, which may be in use, to a new file.
    ///
    /// The copy is made in one step of SQLite's backup interface on a connection that only reads and never checkpoints,
    /// so writers go on meanwhile. It appears under its name complete and synced, or not at all.
    /// <https://www.sqlite.org/backup.html>
    package static func copy(from source: String, to target: String) throws {
        guard access(source, R_OK) == 0 else {
            throw StoreError.inputOutput("cannot read \(source)")
        }
        guard access(target, F_OK) != 0 else {
            throw StoreError.inputOutput("\(target) exists already")
        }
        let partial = target + ".partial"
        unlink(partial)
        do {
            close(try PrivateFile.open(partial, flags: O_EXCL))
            try copyPages(source, partial)
            try sync(partial)
        } catch {
            unlink(partial)
            throw error
        }
        guard rename(partial, target) == 0 else {
            throw StoreError.inputOutput("cannot rename \(partial)")
        }
    }

    private static func copyPages(_ source: String, _ partial: String) throws {
        let from = try Connection(path: source, role: .reader, cachePages: -2_000)
        try from.keepLogOnClose()
        var to: OpaquePointer?
        defer { sqlite3_close_v2(to) }
        guard
            sqlite3_open_v2(partial, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
                == SQLITE_OK,
            let backup = sqlite3_backup_init(to, "main", from.handle, "main")
        else { throw StoreError.last(of: to) }
        let step = sqlite3_backup_step(backup, -1)
        let finish = sqlite3_backup_finish(backup)
        guard step == SQLITE_DONE, finish == SQLITE_OK else { throw StoreError.last(of: to) }
    }

    private static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError.inputOutput("cannot open \(path)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StoreError.inputOutput("cannot sync \(path)") }
    }
}

extension Connection {
    /// Leaves the log to the process that serves the database, should this connection be the last to close.
    func keepLogOnClose() throws {
        guard trato_db_keep_log(handle) == SQLITE_OK else { throw StoreError.last(of: handle) }
    }
}
