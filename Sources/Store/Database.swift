import CSQLite
import Glibc

/// A database file: one writer, any number of readers, and a lock that keeps a second process from writing.
package final class Database: Sendable {
    package let path: String
    package let writer: Writer
    package let clock: Clock
    /// Migrations that opening has applied.
    package let applied: [Migration]
    private let lock: FileLock
    /// Behind the writer, so that it goes after it.
    private let inner: FileLock
    private let cachePages: Int
    private let answers = Listener<Void>()
    private let events = Listener<Writer.Event>()

    /// 3.38 brought `STRICT`, `RETURNING` and the JSON operators that statements here use.
    private static let oldestLibrary: Int32 = 3_038_000

    /// Opens the file for this process alone, makes it when it is missing, and migrates it.
    ///
    /// Throws `locked`, `foreign`, `newer`, `changedMigration`, `oldLibrary` or what the engine says. `cachePages` as SQLite's
    /// `cache_size`: negative numbers are KiB per connection.
    package init(
        path: String, migrations: [Migration], clock: Clock = .system, cachePages: Int = -16_384,
        limits: Writer.Limits = .init(),
        onFailure: @escaping @Sendable (StoreError) -> Void = { _ in }
    ) throws {
        guard sqlite3_libversion_number() >= Self.oldestLibrary else {
            throw StoreError.oldLibrary(
                found: String(cString: sqlite3_libversion()), needed: "3.38")
        }
        let path = DatabaseFile.resolved(path)
        self.path = path
        self.clock = clock
        self.cachePages = cachePages
        lock = try FileLock(path: path + "-lock", of: path)
        try DatabaseFile.refuseOrphan(path)
        // SQLite makes the log and its index with the permissions that the database has.
        if PrivateFile.size(of: path) == nil { close(try PrivateFile.open(path)) }
        try DatabaseFile.refuseForeign(path)
        inner = try FileLock(inside: path)
        try LogTail.writeAgain(of: path)
        let connection = try Connection(path: path, role: .writer, cachePages: cachePages)
        applied = try connection.migrate(migrations, clock: clock, path: path)
        // A new file, or a new schema, stands on the disk before anybody builds on it.
        if !applied.isEmpty { try connection.run("PRAGMA wal_checkpoint(PASSIVE)") }
        // So do the names. SQLite syncs the folder too, but does not look whether that failed.
        try PrivateFile.syncFolder(of: path)
        writer = Writer(
            connection, limits: limits, clock: clock,
            onEvent: { [events] in events.call($0) },
            onAnswers: { [answers] in answers.call(()) }, onFailure: onFailure)
    }

    /// Whether the file is still where it was opened; when it was moved or removed, what is written is lost to the next
    /// start.
    package var isInItsPlace: Bool { inner.isAt(path) }

    /// Sets what is called on the writer's thread each time the jobs of a batch were told how they ended; it must be
    /// quick.
    package func onAnswers(_ work: @escaping @Sendable () -> Void) { answers.set(work) }

    /// Sets what is told of batches and checkpoints on the writer's thread, before anybody is answered; it must be
    /// quick.
    package func onEvent(_ work: @escaping @Sendable (Writer.Event) -> Void) { events.set(work) }

    package func reader() throws -> Reader {
        let connection = try Connection(path: path, role: .reader, cachePages: cachePages)
        return Reader(connection, clock: clock, writer: writer)
    }

    /// Runs one write and waits for its commit: for the command line, for tests, and for what works beside requests and
    /// gives way to them.
    package func write<R: Sendable>(
        givesWay: Bool = false, _ body: @escaping @Sendable (Transaction) throws -> R
    ) throws -> R {
        let box = ResultBox<R>()
        try writer.submit(
            Writer.Job(
                givesWay: givesWay,
                run: { box.value = try body($0) },
                done: { error in
                    box.error = error
                    box.ready.signal()
                }))
        box.ready.wait()
        if let error = box.error { throw error }
        guard let value = box.value else { preconditionFailure("a job ended without a value") }
        return value
    }

    /// Runs one read on a connection of its own: for the command line and for tests.
    package func read<R>(_ body: (Transaction) throws -> R) throws -> R {
        let reader = try reader()
        defer { reader.end() }
        return try body(reader.transaction())
    }

    /// A reader beside whoever has the file open for writing: it takes no lock and never checkpoints.
    package static func reader(at path: String, clock: Clock = .system) throws -> Reader {
        let connection = try Connection(path: path, role: .reader, cachePages: -16_384)
        try connection.keepLogOnClose()
        return Reader(connection, clock: clock, writer: nil)
    }

    /// Copies the log into the file and empties it, as far as readers allow, so that the file alone is the whole database.
    ///
    /// Throws when the disk fails. Nothing is lost by that, nor on a full disk: the log stays, and the next opening reads it.
    package func settle() throws {
        guard writer.isHealthy else { return }
        do {
            try writer.whenIdle {
                try $0.run("PRAGMA busy_timeout=0; PRAGMA wal_checkpoint(TRUNCATE)")
            }
        } catch StoreError.full {}
    }

    /// Bytes of the file and of its write-ahead log; 0 where there is none.
    package var size: (file: Int, log: Int) {
        func bytes(_ path: String) -> Int {
            var status = stat()
            return stat(path, &status) == 0 ? Int(status.st_size) : 0
        }
        return (bytes(path), bytes(path + "-wal"))
    }

    package static var libraryVersion: String { String(cString: sqlite3_libversion()) }
}
