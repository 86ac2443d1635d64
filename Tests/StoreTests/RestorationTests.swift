import Glibc
import Testing

@testable import Store

struct RestorationTests {
    private let scratch = Scratch()
    private struct Unsound: Error {}

    /// A backup with one thing, and a database beside it with two, which nobody uses.
    private func prepare() throws {
        let database = try scratch.open()
        try database.add("a")
        try Backup.copy(from: scratch.file(), to: scratch.file("backup.db"))
        try database.add("b")
        try database.settle()
    }

    private func restore(
        _ backup: String = "backup.db", to name: String = "test.db", replacing: Bool = false,
        verify: (String) throws -> Void = { _ in }
    ) throws -> String? {
        while true {
            do {
                return try Restoration.restore(
                    scratch.file(backup), to: scratch.file(name), replacing: replacing,
                    verify: verify)
            } catch StoreError.locked {
                // The writer's thread may hold the old lock a moment longer.
                continue
            }
        }
    }

    private func count(_ name: String) throws -> Int64 {
        let reader = try Database.reader(at: scratch.file(name))
        return try reader.transaction().first(text: "SELECT COUNT(*) FROM things") { $0.integer(0) }
            ?? -1
    }

    private func mode(_ name: String) -> mode_t {
        var status = stat()
        return stat(scratch.file(name), &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test func `a backup takes the place of nothing`() throws {
        try prepare()
        #expect(try restore(to: "new.db") == nil)
        #expect(try count("new.db") == 1)
        #expect(mode("new.db") == 0o600 && mode("backup.db") == 0o600)
        #expect(access(scratch.file("new.db.restoring"), F_OK) != 0)
    }

    @Test func `a database is replaced only on demand, and kept`() throws {
        try prepare()
        #expect(throws: StoreError.self) { try restore() }
        #expect(try count("test.db") == 2)
        #expect(try restore(replacing: true) == scratch.file("test.db.replaced"))
        #expect(try count("test.db") == 1)
        #expect(try count("test.db.replaced") == 2)
        #expect(try restore(replacing: true) == scratch.file("test.db.replaced-2"))
    }

    @Test func `a backup that does not pass changes nothing`() throws {
        try prepare()
        var seen: Int64 = 0
        #expect(throws: Unsound.self) {
            try restore(replacing: true) { copy in
                seen = try Database(path: copy, migrations: [Scratch.things]).count()
                throw Unsound()
            }
        }
        #expect(seen == 1)
        #expect(try count("test.db") == 2)
        #expect(access(scratch.file("test.db.restoring"), F_OK) != 0)
        #expect(access(scratch.file("test.db.replaced"), F_OK) != 0)
    }

    @Test func `a database in use is not replaced`() throws {
        let database = try scratch.open()
        try database.add("a")
        try Backup.copy(from: scratch.file(), to: scratch.file("backup.db"))
        do {
            _ = try Restoration.restore(
                scratch.file("backup.db"), to: scratch.file(), replacing: true, verify: { _ in })
            Issue.record("it was replaced")
        } catch StoreError.locked {}
        try database.add("b")
    }

    @Test func `a file with a log beside it is no backup`() throws {
        let database = try scratch.open()
        try database.add("a")
        #expect(throws: StoreError.self) { try restore("test.db", to: "new.db") }
        #expect(access(scratch.file("new.db"), F_OK) != 0)
        withExtendedLifetime(database) {}
    }

    @Test(arguments: ["", "short", String(repeating: "x", count: 8_192)])
    func `what is not a database of Trato is refused`(text: String) throws {
        let descriptor = open(scratch.file("other"), O_WRONLY | O_CREAT, 0o600)
        #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
        close(descriptor)
        do {
            _ = try restore("other", to: "new.db")
            Issue.record("it was restored")
        } catch StoreError.foreign {}
        #expect(throws: StoreError.self) { try restore("nothing.db", to: "new.db") }
        #expect(access(scratch.file("new.db"), F_OK) != 0)
    }

    @Test func `a damaged database is kept with its log`() throws {
        try prepare()
        for name in ["test.db", "test.db-wal"] {
            let descriptor = open(scratch.file(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            #expect(write(descriptor, "damaged", 7) == 7)
            close(descriptor)
        }
        #expect(try restore(replacing: true) == scratch.file("test.db.replaced"))
        #expect(try count("test.db") == 1)
        #expect(access(scratch.file("test.db.replaced-wal"), F_OK) == 0)
    }

    /// A database with one thing, whose file was moved away as after a crash: what was committed last stands in the log alone.
    private func prepareOrphan() throws {
        try prepare()
        let database = try scratch.open()
        try database.add("last")
        for end in ["", "-wal"] {
            let names = ("test.db\(end)", "moved.db\(end)")
            #expect(link(scratch.file(names.0), scratch.file(names.1)) == 0)
        }
        // The log is not emptied by whoever closes the database.
        withExtendedLifetime(database) {}
        #expect(unlink(scratch.file("test.db")) == 0)
    }

    private func expectOrphan(_ work: () throws -> Void) {
        do {
            try work()
            Issue.record("it was done")
        } catch StoreError.orphan(let log) {
            #expect(log == scratch.file("test.db-wal"))
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func `the log of a database that was moved away is not lost`() throws {
        try prepareOrphan()
        let log = scratch.file("test.db-wal")
        let size = PrivateFile.size(of: log)
        #expect(size ?? 0 > 0)
        expectOrphan { _ = try restore() }
        expectOrphan { _ = try scratch.open() }
        close(open(scratch.file(), O_WRONLY | O_CREAT, 0o600))
        expectOrphan { _ = try scratch.open() }
        #expect(PrivateFile.size(of: log) == size)
        #expect(unlink(scratch.file()) == 0)
        #expect(try restore(replacing: true) == scratch.file("test.db.replaced-wal"))
        #expect(try count("test.db") == 1)
        #expect(PrivateFile.size(of: scratch.file("test.db.replaced-wal")) == size)
        // Put back beside it, it is the whole database again.
        #expect(
            rename(scratch.file("moved.db"), scratch.file("test.db.replaced")) == 0)
        #expect(try count("test.db.replaced") == 3)
    }

    @Test func `a database that is in use is not replaced, whatever became of the lock beside it`()
        throws
    {
        try prepare()
        let database = try scratch.open()
        #expect(unlink(scratch.file("test.db-lock")) == 0)
        #expect(throws: StoreError.self) {
            _ = try Restoration.restore(
                scratch.file("backup.db"), to: scratch.file(), replacing: true
            ) { _ in }
        }
        #expect(try database.count() == 2)
    }
}
