import Dispatch
import Glibc
import Testing

@testable import Store

struct DatabaseTests {
    private let scratch = Scratch()

    private static let more = Migration(
        version: 2, name: "colour", sql: "ALTER TABLE things ADD COLUMN colour TEXT")

    @Test func `migrations run once each, in order`() throws {
        let first = try scratch.open()
        #expect(first.applied.map(\.version) == [1])
        try first.add("a")
        let other = Scratch()
        let both = try Database(path: other.file(), migrations: [Scratch.things, Self.more])
        #expect(both.applied.map(\.version) == [1, 2])
        try both.write { tx in
            _ = try tx.execute(text: "INSERT INTO things (name, colour) VALUES ('a', 'red')")
        }
    }

    @Test func `an older database is brought up to date and keeps its rows`() throws {
        do {
            let database = try scratch.open()
            try database.add("a")
        }
        let database = try reopen([Scratch.things, Self.more])
        #expect(database.applied.map(\.version) == [2])
        #expect(try database.count() == 1)
    }

    @Test func `a migration that fails leaves the database as it was`() throws {
        do { try scratch.open().add("a") }
        let broken = Migration(
            version: 2, name: "broken", sql: "CREATE TABLE halves (a INTEGER) STRICT; NOT SQL;")
        #expect(throws: StoreError.self) { try reopen([Scratch.things, broken]) }
        let database = try reopen([Scratch.things])
        #expect(try database.count() == 1)
        let tables = try database.read { tx in
            try tx.first(text: "SELECT COUNT(*) FROM sqlite_master WHERE name = 'halves'") {
                $0.integer(0)
            }
        }
        #expect(tables == 0)
    }

    @Test func `a migration that reads otherwise than when it ran is refused`() throws {
        do { try scratch.open().add("a") }
        let edited = Migration(version: 1, name: "things", sql: Scratch.things.sql + " ")
        do {
            _ = try reopen([edited])
            Issue.record("it was opened")
        } catch StoreError.changedMigration(let version) {
            #expect(version == 1)
        }
    }

    @Test func `a database of a newer release is refused`() throws {
        do { _ = try scratch.open(migrations: [Scratch.things, Self.more]) }
        do {
            _ = try reopen([Scratch.things])
            Issue.record("it was opened")
        } catch StoreError.newer(let found, let known) {
            #expect(found == 2)
            #expect(known == 1)
        }
    }

    @Test func `the database of another program is refused and left alone`() throws {
        for statement in ["CREATE TABLE theirs (a)", "PRAGMA application_id=7"] {
            try Connection(path: scratch.file(), role: .writer, cachePages: -100).run(statement)
            do {
                _ = try scratch.open()
                Issue.record("it was opened after \(statement)")
            } catch StoreError.foreign(let path) {
                #expect(path == scratch.file())
            }
            unlink(scratch.file())
        }
    }

    @Test func `a new database can be read by its owner alone`() throws {
        let database = try scratch.open()
        var status = stat()
        for name in ["test.db", "test.db-wal"] {
            #expect(stat(scratch.file(name), &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
        try database.add("a")
    }

    @Test func `a second writer of the file is refused`() throws {
        let database = try scratch.open()
        do {
            _ = try scratch.open()
            Issue.record("it was opened twice")
        } catch StoreError.locked(let path) {
            #expect(path == scratch.file())
        }
        try database.add("a")
    }

    @Test func `a copy made under writes is whole`() throws {
        let database = try scratch.open()
        for index in 0..<200 { try database.add("before \(index)") }
        let queue = DispatchQueue(label: "writers", attributes: .concurrent)
        let group = DispatchGroup()
        let failures = Tally()
        for thread in 0..<4 {
            queue.async(group: group) {
                for index in 0..<100 {
                    do { try database.add("\(thread)-\(index)") } catch { failures.add() }
                }
            }
        }
        let target = scratch.file("copy.db")
        try Backup.copy(from: scratch.file(), to: target)
        group.wait()
        #expect(failures.value == 0)
        let copy = try Database(path: target, migrations: [Scratch.things])
        #expect(copy.applied.isEmpty)
        #expect(try copy.read { try $0.damage() } == [])
        let count = try copy.count()
        #expect((200...600).contains(count))
        #expect(try database.count() == 600)
        #expect(try database.read { try $0.damage() } == [])
        #expect(throws: StoreError.self) { try Backup.copy(from: scratch.file(), to: target) }
        #expect(throws: StoreError.self) {
            try Backup.copy(from: scratch.file("nothing.db"), to: scratch.file("other.db"))
        }
    }

    @Test func `what was committed is there after the file is opened again`() throws {
        do {
            let database = try scratch.open()
            for index in 0..<20 { try database.add("\(index)") }
        }
        #expect(try reopen([Scratch.things]).count() == 20)
    }

    /// Opens the file again; the writer's thread may hold the old lock a moment longer.
    private func reopen(_ migrations: [Migration]) throws -> Database {
        while true {
            do {
                return try Database(path: scratch.file(), migrations: migrations)
            } catch StoreError.locked {
                continue
            }
        }
    }
}
