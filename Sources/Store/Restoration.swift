import Glibc

/// Puts a backup in the place of a database, of which no process may make use meanwhile.
package enum Restoration {
    /// What SQLite may leave beside a database and would apply to whatever file has its name.
    private static let logs = ["-wal", "-journal"]

    /// Copies the backup, has the copy verified, and gives it the database's name in one step.
    ///
    /// Returns the name under which the database that was there is kept. `verify` is handed the copy under a name of its own,
    /// may write to it, and has closed it when it returns; whatever is thrown, the database is as before. Throws `locked`,
    /// `foreign`, `inputOutput` (also for a database that is there and may not be replaced), `full`, and what `verify` throws.
    package static func restore(
        _ backup: String, to database: String, replacing: Bool, verify: (String) throws -> Void
    ) throws -> String? {
        let database = DatabaseFile.resolved(database)
        let lock = try FileLock(path: database + "-lock", of: database)
        defer { withExtendedLifetime(lock) {} }
        let isThere = PrivateFile.size(of: database) != nil
        guard replacing || !isThere else {
            throw StoreError.inputOutput("\(database) exists already")
        }
        if !replacing { try DatabaseFile.refuseOrphan(database) }
        let inner = isThere ? try FileLock(inside: database) : nil
        defer { withExtendedLifetime(inner) {} }
        for log in logs where PrivateFile.size(of: backup + log) ?? 0 > 0 {
            throw StoreError.inputOutput(
                "\(backup)\(log) holds a part of it, so \(backup) is not a backup but a database")
        }
        let copy = database + ".restoring"
        remove(copy)
        defer { remove(copy) }
        try duplicate(backup, to: copy)
        try verify(copy)
        try settle(copy)
        let hasLog = logs.contains { PrivateFile.size(of: database + $0) ?? 0 > 0 }
        let kept = isThere || hasLog ? try keep(database) : nil
        removeLogs(of: database)
        // Before the file has the name: a log that came back after a power cut would be applied to it.
        try PrivateFile.syncFolder(of: database)
        guard rename(copy, database) == 0 else { throw StoreError.system(database) }
        try PrivateFile.syncFolder(of: database)
        return kept
    }

    // MARK: The copy

    private static func duplicate(_ source: String, to copy: String) throws(StoreError) {
        let from = open(source, O_RDONLY | O_CLOEXEC)
        guard from >= 0 else { throw .system(source) }
        defer { close(from) }
        let to = try PrivateFile.open(copy, flags: O_EXCL)
        defer { close(to) }
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        var isFirst = true
        while true {
            let count = read(from, &chunk, chunk.count)
            guard count >= 0 else { throw .system(source) }
            if isFirst, DatabaseFile.mark(in: chunk[..<count]) != Connection.applicationID {
                throw .foreign(path: source)
            }
            isFirst = false
            if count == 0 { return }
            guard write(to, chunk, count) == count else { throw .system(copy) }
        }
    }

    /// The file alone is the whole copy, and on the disk.
    private static func settle(_ copy: String) throws(StoreError) {
        for log in logs where PrivateFile.size(of: copy + log) ?? 0 > 0 {
            throw .inputOutput("\(copy) is still in use")
        }
        let descriptor = try PrivateFile.open(copy)
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(copy) }
    }

    // MARK: The database that was there

    /// Gives the database a second name, under which it stays; until the copy takes the first one it has both.
    private static func keep(_ database: String) throws -> String {
        // Then there is no log, and nothing is missing at any moment. What is too damaged for that keeps its log.
        if looksSound(database),
            let connection = try? Connection(path: database, role: .writer, cachePages: -2_000)
        {
            try? connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
        }
        let kept = freeName(database)
        for end in [""] + logs {
            // Of a database that was moved away, only the log is there.
            guard let size = PrivateFile.size(of: database + end), size > 0 || end == "" else {
                continue
            }
            guard link(database + end, kept + end) == 0 else { throw StoreError.system(kept + end) }
        }
        try PrivateFile.syncFolder(of: database)
        return PrivateFile.size(of: kept) == nil ? kept + "-wal" : kept
    }

    /// Whether the file begins as databases do (https://www.sqlite.org/fileformat.html#magic_header_string); SQLite
    /// takes the log of anything else for a left-over and empties it.
    private static func looksSound(_ database: String) -> Bool {
        let descriptor = open(database, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var head = [UInt8](repeating: 0, count: 16)
        return read(descriptor, &head, head.count) == head.count
            && head == Array("SQLite format 3\0".utf8)
    }

    private static func freeName(_ database: String) -> String {
        var (name, number) = (database + ".replaced", 1)
        while ([""] + logs).contains(where: { PrivateFile.size(of: name + $0) != nil }) {
            number += 1
            name = "\(database).replaced-\(number)"
        }
        return name
    }

    /// Of what is not there, nothing is removed.
    private static func removeLogs(of database: String) {
        for end in logs + ["-shm"] { unlink(database + end) }
    }

    private static func remove(_ copy: String) {
        removeLogs(of: copy)
        for end in ["", "-lock"] { unlink(copy + end) }
    }
}
