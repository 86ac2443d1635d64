import CFaultVFS
import Glibc
import Testing

@testable import Store

/// What the file system of the writer gathers of the log, against SQLite itself: other connections, which have the default
/// one, and a copy of the files, as a crash would leave them, find exactly what is committed.
struct LogFileTests {
    private typealias Rows = [Int64: String]

    /// The writers of one file, each with a cache so small that it writes pages before the end of a transaction.
    private struct Site {
        let scratch = Scratch()
        let folder: OpaquePointer
        let writers: [Connection]
        let reader: Connection

        init(synchronous: String = "FULL", cachePages: Int = 6) throws {
            folder = fault_watch(scratch.path)
            let file = scratch.file()
            writers = try (0..<2).map { _ in
                let writer = try Connection(path: file, role: .writer, cachePages: cachePages)
                try writer.run("PRAGMA synchronous=\(synchronous)")
                return writer
            }
            try writers[0].run("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
            try writers[0].run("CREATE INDEX things_name ON things (name)")
            reader = try Connection(path: file, role: .reader, cachePages: 6)
        }

        /// What a connection of its own sees.
        func seen() throws -> Rows { try Self.rows(reader) }

        /// What a start after a crash at this moment would find.
        func left() throws -> Rows {
            let copy = Scratch()
            for end in ["", "-wal"] {
                let size = PrivateFile.size(of: scratch.file("test.db\(end)")) ?? 0
                try Self.copy(size, scratch.file("test.db\(end)"), copy.file("test.db\(end)"))
            }
            let connection = try Connection(path: copy.file(), role: .reader, cachePages: 100)
            var damage: [String] = []
            try connection.use(text: "PRAGMA integrity_check") { statement in
                while try statement.step() { damage.append(statement.text(0)) }
            }
            #expect(damage == ["ok"])
            return try Self.rows(connection)
        }

        private static func copy(_ size: Int, _ source: String, _ target: String) throws {
            let (from, to) = (try PrivateFile.open(source), try PrivateFile.open(target))
            defer {
                close(from)
                close(to)
            }
            var bytes = [UInt8](repeating: 0, count: size)
            try #require(pread(from, &bytes, size, 0) == size)
            try #require(pwrite(to, bytes, size, 0) == size)
        }

        static func rows(_ connection: Connection) throws -> Rows {
            var rows: Rows = [:]
            try connection.use(text: "SELECT id, name FROM things") { statement in
                while try statement.step() { rows[statement.integer(0)] = statement.text(1) }
            }
            return rows
        }
    }

    /// One statement and what it does to the rows, by chance.
    private static func change(
        _ connection: Connection, _ rows: inout Rows, _ random: inout some RandomNumberGenerator
    ) throws {
        let id = Int64.random(in: 1...60, using: &random)
        if Int.random(in: 0..<5, using: &random) == 0 {
            try connection.use(text: "DELETE FROM things WHERE id = ?") {
                try $0.bind([.integer(id)])
                _ = try $0.step()
            }
            rows[id] = nil
            return
        }
        let letter = String(Unicode.Scalar(UInt8.random(in: 97...122, using: &random)))
        let count = Int.random(in: 1...5_000, using: &random)
        let name = String(repeating: letter, count: count)
        try connection.use(
            text: "INSERT INTO things VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name"
        ) {
            try $0.bind([.integer(id), .text(name)])
            _ = try $0.step()
        }
        rows[id] = name
    }

    /// A transaction with a savepoint and reads of its own, by chance undone; returns whether it was committed.
    private static func transaction(
        _ connection: Connection, _ rows: inout Rows, _ random: inout some RandomNumberGenerator
    ) throws -> Bool {
        let before = rows
        try connection.run("BEGIN IMMEDIATE")
        for _ in 0..<Int.random(in: 1...30, using: &random) {
            try change(connection, &rows, &random)
        }
        if Bool.random(using: &random) {
            let kept = rows
            try connection.run("SAVEPOINT s")
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                try change(connection, &rows, &random)
            }
            if Bool.random(using: &random) {
                try connection.run("ROLLBACK TO s")
                rows = kept
            }
            try connection.run("RELEASE s")
            try change(connection, &rows, &random)
        }
        #expect(try Site.rows(connection) == rows, "its own reads")
        guard Int.random(in: 0..<3, using: &random) > 0 else {
            try connection.run("ROLLBACK")
            rows = before
            return false
        }
        try connection.run("COMMIT")
        return true
    }

    @Test(arguments: ["OFF", "NORMAL", "FULL"])
    func `others see what is committed, and so does a start after a crash`(
        synchronous: String
    ) throws {
        var random = Seeded(11)
        let site = try Site(synchronous: synchronous)
        var rows: Rows = [:]
        for turn in 0..<120 {
            let writer = try #require(site.writers.randomElement(using: &random))
            let isCommitted = try Self.transaction(writer, &rows, &random)
            #expect(try site.seen() == rows, "turn \(turn), committed: \(isCommitted)")
            #expect(try site.left() == rows, "turn \(turn), committed: \(isCommitted)")
            if Int.random(in: 0..<6, using: &random) == 0 {
                let mode = ["PASSIVE", "RESTART", "TRUNCATE"].randomElement(using: &random) ?? ""
                try writer.run("PRAGMA wal_checkpoint(\(mode))")
                #expect(try site.left() == rows, "turn \(turn), \(mode)")
            }
        }
    }

    @Test func `a reader keeps its snapshot while the writer writes and checkpoints`() throws {
        var random = Seeded(12)
        let site = try Site()
        var rows: Rows = [:]
        for _ in 0..<10 {
            try site.reader.run("BEGIN")
            let snapshot = try site.seen()
            #expect(snapshot == rows)
            for _ in 0..<3 { _ = try Self.transaction(site.writers[0], &rows, &random) }
            try site.writers[0].run("PRAGMA wal_checkpoint(PASSIVE)")
            #expect(try site.seen() == snapshot)
            try site.reader.run("COMMIT")
        }
    }

    @Test func `frames that follow one another are one write`() throws {
        let site = try Site(cachePages: 10_000)
        let writer = site.writers[0]
        _ = fault_log_writes(site.folder)
        try writer.run("INSERT INTO things VALUES (1, 'a')")
        // The pages of the table and of the index: what is before the end of the transaction, and its last page.
        #expect(fault_log_writes(site.folder) <= 2)
        try writer.run("BEGIN")
        for id in 2..<200 {
            try writer.run("INSERT INTO things VALUES (\(id), hex(zeroblob(2000)))")
        }
        #expect(fault_log_writes(site.folder) == 0)
        try writer.run("COMMIT")
        let pages = try #require(PrivateFile.size(of: site.scratch.file("test.db-wal"))) / 4_120
        #expect(pages > 300)
        // 31 frames find room in 128 KiB.
        #expect(Int(fault_log_writes(site.folder)) <= 2 + pages / 30)
        #expect(try site.left().count == 199)
    }

    @Test func `what was rolled back is never written behind the back of the next writer`() throws {
        let site = try Site()
        let (first, second) = (site.writers[0], site.writers[1])
        try first.run("BEGIN IMMEDIATE")
        for id in 1..<40 { try first.run("INSERT INTO things VALUES (\(id), hex(zeroblob(2000)))") }
        try first.run("ROLLBACK")
        try second.run("INSERT INTO things VALUES (1, 'second')")
        _ = fault_log_writes(site.folder)
        // Asks its file for pages and for the size, and may write nothing for that.
        #expect(try Site.rows(first) == [1: "second"])
        #expect(fault_log_writes(site.folder) == 0)
        #expect(try site.left() == [1: "second"])
        try first.run("INSERT INTO things VALUES (2, 'first')")
        #expect(try site.left() == [1: "second", 2: "first"])
    }

    @Test func `without a lock that can be seen nothing is gathered`() throws {
        let site = try Site()
        let alone = Scratch()
        let folder = fault_watch(alone.path)
        let writer = try Connection(path: alone.file(), role: .writer, cachePages: 6)
        try writer.run(
            "PRAGMA locking_mode=EXCLUSIVE; CREATE TABLE things (id INTEGER PRIMARY KEY, name)")
        _ = fault_log_writes(folder)
        try writer.run("INSERT INTO things VALUES (1, hex(zeroblob(20000)))")
        #expect(fault_log_writes(folder) > 10)
        withExtendedLifetime(site) {}
    }

    @Test(arguments: [FAULT_IO, FAULT_FULL].map(\.rawValue), [1, 2, 0] as [Int32])
    func `a write that fails undoes what it belongs to, and nothing else`(
        kind: UInt32, run: Int32
    ) throws {
        var number: Int32 = 1
        var refused = 0
        while true {
            var random = Seeded(UInt64(number % 7))
            let site = try Site()
            var rows: Rows = [:]
            while try !Self.transaction(site.writers[0], &rows, &random) {}
            let before = rows
            fault_arm(site.folder, fault_kind(kind), number, run)
            let isCommitted = try disturbed(site.writers[0], &rows, &random)
            let failed = fault_disarm(site.folder)
            if !isCommitted { rows = before }
            #expect(try site.seen() == rows, "call \(number)")
            let left = try site.left()
            // After a sync that failed a start may find the transaction whole.
            #expect(left == rows || (!isCommitted && kind == FAULT_IO.rawValue), "call \(number)")
            // The disk is well again.
            for _ in 0..<3 { _ = try Self.transaction(site.writers[0], &rows, &random) }
            let isLast = try Self.transaction(site.writers[1], &rows, &random)
            #expect(try site.seen() == rows, "after call \(number), \(isLast)")
            #expect(try site.left() == rows, "after call \(number), \(isLast)")
            if failed == 0 { break }
            refused += isCommitted ? 0 : 1
            number += 1
        }
        #expect(number > 20 && refused > 3, "\(number) calls, \(refused) transactions refused")
    }

    /// A transaction that goes on after a statement has failed, as long as SQLite lets it; returns whether it was committed.
    private func disturbed(
        _ connection: Connection, _ rows: inout Rows, _ random: inout some RandomNumberGenerator
    ) throws -> Bool {
        do {
            try connection.run("BEGIN IMMEDIATE")
            for _ in 0..<40 {
                let before = rows
                do { try Self.change(connection, &rows, &random) } catch {
                    guard connection.isInTransaction else { return false }
                    rows = before
                }
            }
            try connection.run("COMMIT")
            return true
        } catch {
            if connection.isInTransaction { try? connection.run("ROLLBACK") }
            return false
        }
    }
}

/// A generator that gives the same numbers each time (SplitMix64).
private struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
