import CLogVFS
import CSQLite

/// One SQLite connection with its prepared statements; belongs to one thread at a time.
package final class Connection {
    let handle: OpaquePointer
    private var slots: [Statement?] = []
    private var dynamic: [String: Statement] = [:]
    private var keepsakes: [ObjectIdentifier: AnyObject] = [:]
    private var tokenizer: Tokenizer?

    /// Statements whose text depends on a request (filters) and are kept prepared, at most.
    private static let dynamicLimit = 256

    /// How long a lock of another connection is waited for.
    static let busyMilliseconds: Int32 = 5_000

    enum Role { case writer, reader }

    /// Statements so far that changed something, those included that were undone since.
    package private(set) var writes = 0

    init(path: String, role: Role, cachePages: Int) throws(StoreError) {
        Library.prepare()
        var opened: OpaquePointer?
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (role == .writer ? SQLITE_OPEN_CREATE : 0)
        let code = sqlite3_open_v2(path, &opened, flags, role == .writer ? log_vfs() : nil)
        guard code == SQLITE_OK, let opened else {
            defer { sqlite3_close_v2(opened) }
            throw StoreError.inputOutput("\(path): \(String(cString: sqlite3_errstr(code)))")
        }
        handle = opened
        sqlite3_extended_result_codes(opened, 1)
        sqlite3_busy_timeout(opened, Self.busyMilliseconds)
        _ = trato_db_defensive(opened)
        try configure(role, cachePages: cachePages)
    }

    deinit { sqlite3_close_v2(handle) }

    private func configure(_ role: Role, cachePages: Int) throws(StoreError) {
        switch role {
        case .writer:
            // FULL: an acknowledged write is on the disk. <https://www.sqlite.org/pragma.html#pragma_synchronous>
            try run("PRAGMA journal_mode=WAL")
            try run("PRAGMA synchronous=FULL")
            // A log that grew behind a long reader gives its room back when it begins anew.
            try run("PRAGMA journal_size_limit=67108864")
        case .reader: try run("PRAGMA query_only=ON")
        }
        // Only the writer checkpoints, when it decides to (see Writer).
        try run("PRAGMA wal_autocheckpoint=0")
        try run("PRAGMA foreign_keys=ON")
        try run("PRAGMA mmap_size=0")
        try run("PRAGMA temp_store=MEMORY")
        try run("PRAGMA cache_size=\(cachePages)")
    }

    /// Runs one or more statements that take no parameters.
    package func run(_ sql: String) throws(StoreError) {
        writes += 1
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw StoreError.last(of: handle, sql: sql)
        }
    }

    // MARK: Prepared statements

    /// Hands out the prepared statement for the length of the closure and resets it afterwards.
    package func use<R>(_ sql: SQL, _ body: (Statement) throws -> R) throws -> R {
        try lend(try prepared(sql), body)
    }

    /// Runs a statement without parameters and rows that is run often.
    func step(_ sql: SQL) throws { _ = try use(sql) { try $0.step() } }

    /// As `use(_: SQL)`, for text put together from a request; the most recent ones stay prepared.
    package func use<R>(text: String, _ body: (Statement) throws -> R) throws -> R {
        try lend(try prepared(text), body)
    }

    private func lend<R>(_ statement: Statement, _ body: (Statement) throws -> R) rethrows -> R {
        statement.isInUse = true
        defer {
            if statement.hasWritten { writes += 1 }
            statement.reset()
            statement.isInUse = false
        }
        return try body(statement)
    }

    private func prepared(_ sql: SQL) throws(StoreError) -> Statement {
        if sql.slot >= slots.count {
            slots += Array(repeating: nil, count: sql.slot + 64 - slots.count)
        }
        if let ready = slots[sql.slot], !ready.isInUse { return ready }
        let made = try prepare(sql.text)
        // A statement that is still stepping further up the stack keeps its place.
        if slots[sql.slot] == nil { slots[sql.slot] = made }
        return made
    }

    private func prepared(_ text: String) throws(StoreError) -> Statement {
        if let ready = dynamic[text], !ready.isInUse { return ready }
        let made = try prepare(text)
        if dynamic.count >= Self.dynamicLimit { dynamic = dynamic.filter { $0.value.isInUse } }
        if dynamic[text] == nil { dynamic[text] = made }
        return made
    }

    private func prepare(_ text: String) throws(StoreError) -> Statement {
        var made: OpaquePointer?
        let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
        guard sqlite3_prepare_v3(handle, text, -1, flags, &made, nil) == SQLITE_OK, let made else {
            throw StoreError.last(of: handle, sql: text)
        }
        return Statement(made, owner: handle)
    }

    // MARK: Words

    /// A text as the full-text indices cut it.
    package func words(of text: String) throws(StoreError) -> Words {
        if let tokenizer { return try tokenizer.cut(text) }
        let made = try Tokenizer(handle)
        tokenizer = made
        return try made.cut(text)
    }

    // MARK: Keepsakes

    /// What an upper room has worked out from the database and keeps with the connection, one of each type.
    ///
    /// It is as old as it is: whoever keeps it asks whether it still holds.
    package func kept<Keepsake: AnyObject>(_ make: () -> Keepsake) -> Keepsake {
        if let known = keepsakes[ObjectIdentifier(Keepsake.self)] as? Keepsake { return known }
        let made = make()
        keepsakes[ObjectIdentifier(Keepsake.self)] = made
        return made
    }

    // MARK: State

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
    package var lastRowID: Int64 { sqlite3_last_insert_rowid(handle) }
    package var changes: Int { Int(sqlite3_changes(handle)) }
}
