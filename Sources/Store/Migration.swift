/// One step of the schema, applied once, in order, in a transaction of its own.
package struct Migration: Sendable {
    /// 1, 2, 3, … without gaps.
    package let version: Int
    package let name: String
    package let sql: String
    /// What the text calls beyond SQLite's own functions, by name; the checksum does not see them.
    private let functions: [String: TextFunction]

    package init(
        version: Int, name: String, sql: String, functions: [String: TextFunction] = [:]
    ) {
        self.version = version
        self.name = name
        self.sql = sql
        self.functions = functions
    }

    fileprivate func run(_ connection: Connection) throws {
        for (name, body) in functions { try connection.define(name, body) }
        try connection.run(sql)
    }

    /// FNV-1a of the text: enough to notice an edited migration, which is all it is for.
    package var checksum: Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in sql.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int64(bitPattern: hash)
    }
}

extension Connection {
    /// Brings the database to the newest version and returns the migrations that were applied.
    ///
    /// Throws `foreign`, `newer` and `changedMigration` before anything is touched.
    func migrate(_ migrations: [Migration], clock: Clock, path: String) throws -> [Migration] {
        try claim(path)
        try run(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum INTEGER NOT NULL,
                applied_at INTEGER NOT NULL) STRICT
            """)
        let applied = try appliedChecksums()
        if let newest = applied.keys.max(), newest > (migrations.last?.version ?? 0) {
            throw StoreError.newer(found: newest, known: migrations.last?.version ?? 0)
        }
        for migration in migrations {
            if let checksum = applied[migration.version], checksum != migration.checksum {
                throw StoreError.changedMigration(migration.version)
            }
        }
        let missing = migrations.filter { applied[$0.version] == nil }
        for migration in missing { try apply(migration, clock) }
        return missing
    }

    /// Writes our mark into a new file, and refuses one that another program has made.
    private func claim(_ path: String) throws {
        guard try isOurs() || isEmpty() else { throw StoreError.foreign(path: path) }
        try run("PRAGMA application_id=\(Self.applicationID)")
    }

    private func appliedChecksums() throws -> [Int: Int64] {
        var found: [Int: Int64] = [:]
        try use(text: "SELECT version, checksum FROM schema_migrations") { statement in
            while try statement.step() { found[Int(statement.integer(0))] = statement.integer(1) }
        }
        return found
    }

    private func apply(_ migration: Migration, _ clock: Clock) throws {
        try run("BEGIN IMMEDIATE")
        do {
            try migration.run(self)
            try use(text: "INSERT INTO schema_migrations VALUES (?, ?, ?, ?)") { statement in
                try statement.bind([
                    .integer(Int64(migration.version)), .text(migration.name),
                    .integer(migration.checksum), .integer(clock.milliseconds()),
                ])
                _ = try statement.step()
            }
            try run("COMMIT")
        } catch {
            if isInTransaction { try run("ROLLBACK") }
            throw error
        }
    }
}
