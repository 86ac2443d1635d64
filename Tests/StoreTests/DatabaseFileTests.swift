import CSQLite
import Dispatch
import Glibc
import Testing

@testable import Store

/// Files that are not what they seem, and names that lead to the same one.
struct DatabaseFileTests {
    private let scratch = Scratch()

    @Test(arguments: [
        "CREATE TABLE theirs (a)", "PRAGMA application_id=7",
        "CREATE TABLE schema_migrations (version VARCHAR PRIMARY KEY)",
    ])
    func `not a byte of another program's database changes`(statement: String) throws {
        var theirs: OpaquePointer?
        #expect(sqlite3_open(scratch.file(), &theirs) == SQLITE_OK)
        #expect(sqlite3_exec(theirs, statement, nil, nil, nil) == SQLITE_OK)
        sqlite3_close(theirs)
        let before = try bytes(of: scratch.file())
        do {
            _ = try scratch.open()
            Issue.record("it was opened")
        } catch StoreError.foreign {}
        #expect(try bytes(of: scratch.file()) == before)
        for log in ["test.db-wal", "test.db-shm"] {
            #expect(access(scratch.file(log), F_OK) != 0, "\(log)")
        }
        do {
            try Backup.copy(from: scratch.file(), to: scratch.file("backup.db"))
            Issue.record("it was copied")
        } catch StoreError.foreign {}
        #expect(access(scratch.file("backup.db"), F_OK) != 0)
    }

    @Test func `text is no database, and stays as it is`() throws {
        let text = Array(String(repeating: "no database. ", count: 1_000).utf8)
        let descriptor = open(scratch.file(), O_WRONLY | O_CREAT, 0o600)
        #expect(write(descriptor, text, text.count) == text.count)
        close(descriptor)
        do {
            _ = try scratch.open()
            Issue.record("it was opened")
        } catch StoreError.foreign {}
        #expect(try bytes(of: scratch.file()) == text)
    }

    @Test func `what a power cut in the first start has left is begun anew`() throws {
        // A page that was never whole, and the journal that knows of a file without pages.
        for (name, content) in [
            ("test.db", [UInt8](repeating: 0, count: 4_096)), ("test.db-journal", journal),
        ] {
            let descriptor = open(scratch.file(name), O_WRONLY | O_CREAT, 0o600)
            #expect(write(descriptor, content, content.count) == content.count)
            close(descriptor)
        }
        let database = try scratch.open()
        try database.add("a")
        #expect(try database.count() == 1)
    }

    /// The header of a journal that has no pages, of a database that had none.
    /// <https://www.sqlite.org/fileformat2.html#the_rollback_journal>
    private var journal: [UInt8] {
        var header: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
        // Pages, nonce, pages of the database before, bytes of a sector, bytes of a page.
        for number: UInt32 in [0, 1, 0, 512, 4_096] {
            header += withUnsafeBytes(of: number.bigEndian) { Array($0) }
        }
        return header + [UInt8](repeating: 0, count: 512 - header.count)
    }

    @Test func `a database whose mark is in the log still is ours`() throws {
        let first = scratch.file("first.db")
        do {
            let connection = try Connection(path: first, role: .writer, cachePages: -100)
            try connection.run(
                """
                PRAGMA application_id=\(Connection.applicationID);
                CREATE TABLE left_over (a)
                """)
            // As a crash would leave it: all that was done is in the log.
            for (end, name) in [("", "test.db"), ("-wal", "test.db-wal")] {
                let content = try bytes(of: first + end)
                #expect(end == "-wal" || DatabaseFile.mark(in: content[...]) == 0)
                let descriptor = open(scratch.file(name), O_WRONLY | O_CREAT, 0o600)
                #expect(write(descriptor, content, content.count) == content.count)
                close(descriptor)
            }
        }
        let database = try scratch.open()
        try database.add("a")
        #expect(try database.count() == 1)
    }

    @Test func `whatever name a second process comes by, it finds the lock`() throws {
        let database = try scratch.open()
        #expect(symlink("test.db", scratch.file("link.db")) == 0)
        #expect(symlink(scratch.file("link.db"), scratch.file("other.db")) == 0)
        for name in ["link.db", "other.db"] {
            do {
                _ = try Database(path: scratch.file(name), migrations: [Scratch.things])
                Issue.record("\(name) was opened")
            } catch StoreError.locked {}
            do {
                _ = try Restoration.restore(
                    scratch.file("none.db"), to: scratch.file(name), replacing: true,
                    verify: { _ in })
                Issue.record("\(name) was replaced")
            } catch StoreError.locked {}
        }
        try database.add("a")
    }

    @Test func `a link leads to where the file is, or will be`() throws {
        #expect(symlink("made.db", scratch.file("link.db")) == 0)
        do {
            let database = try Database(path: scratch.file("link.db"), migrations: [Scratch.things])
            #expect(database.path == scratch.file("made.db"))
            try database.add("a")
            #expect(database.size.log > 0)
            #expect(access(scratch.file("made.db-lock"), F_OK) == 0)
        }
        try Backup.copy(from: scratch.file("link.db"), to: scratch.file("backup.db"))
        let kept = try Restoration.restore(
            scratch.file("backup.db"), to: scratch.file("link.db"), replacing: true,
            verify: { _ in })
        #expect(kept == scratch.file("made.db.replaced"))
        var status = stat()
        #expect(lstat(scratch.file("link.db"), &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
        #expect(symlink("loop.db", scratch.file("loop.db")) == 0)
        #expect(throws: StoreError.self) {
            _ = try Database(path: scratch.file("loop.db"), migrations: [Scratch.things])
        }
    }

    @Test func `of backups to one name at once one is made, and it is whole`() throws {
        let database = try scratch.open()
        for index in 0..<200 { try database.add("\(index)") }
        let target = scratch.file("backup.db")
        let left = target + ".partial"
        close(open(left, O_WRONLY | O_CREAT, 0o600))
        let (made, refused) = (Tally(), Tally())
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            do {
                try Backup.copy(from: database.path, to: target)
                made.add()
            } catch {
                refused.add()
            }
        }
        #expect(made.value == 1)
        #expect(refused.value == 3)
        #expect(access(left, F_OK) == 0, "what another one has left is not its own")
        #expect(try Database(path: target, migrations: [Scratch.things]).count() == 200)
        #expect(try names(in: scratch.file("")).allSatisfy { !$0.contains("partial-") })
    }

    @Test func `what is damaged beyond looking is a finding`() throws {
        do {
            let database = try scratch.open()
            for index in 0..<2_000 { try database.add("\(index)") }
            try database.settle()
        }
        let size = try bytes(of: scratch.file()).count
        for page in 1..<size / 4_096 {
            let copy = scratch.file("damaged-\(page).db")
            var content = try bytes(of: scratch.file())
            for index in page * 4_096..<(page + 1) * 4_096 {
                content[index] = UInt8(truncatingIfNeeded: index &* 167 &+ page)
            }
            let descriptor = open(copy, O_WRONLY | O_CREAT, 0o600)
            #expect(write(descriptor, content, content.count) == content.count)
            close(descriptor)
            let reader = try Database.reader(at: copy)
            #expect(try !reader.transaction().damage().isEmpty, "page \(page)")
            reader.end()
        }
    }

    private func bytes(of path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &piece, piece.count)
            try #require(count >= 0)
            if count == 0 { return content }
            content += piece.prefix(count)
        }
    }

    private func names(in folder: String) throws -> [String] {
        let stream = try #require(opendir(folder))
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }

    @Test func `one database has one writer by whatever name, and without the lock beside it`()
        throws
    {
        let first = try scratch.open()
        try first.add("a")
        #expect(link(scratch.file(), scratch.file("other.db")) == 0)
        #expect(unlink(scratch.file("test.db-lock")) == 0)
        for name in ["test.db", "other.db"] {
            do {
                _ = try Database(path: scratch.file(name), migrations: [Scratch.things])
                Issue.record("\(name) was opened")
            } catch StoreError.locked {}
        }
        // Another descriptor of the file that is closed ends no lock.
        close(open(scratch.file(), O_RDWR))
        do {
            _ = try scratch.open()
            Issue.record("it was opened")
        } catch StoreError.locked {}
        try first.add("b")
        #expect(try first.count() == 2)
    }

    @Test func `a database knows when its file is not where it was`() throws {
        let database = try scratch.open()
        #expect(database.isInItsPlace)
        #expect(rename(scratch.file(), scratch.file("away.db")) == 0)
        #expect(!database.isInItsPlace)
        close(open(scratch.file(), O_WRONLY | O_CREAT, 0o600))
        #expect(!database.isInItsPlace)
        #expect(rename(scratch.file("away.db"), scratch.file()) == 0)
        #expect(database.isInItsPlace)
    }
}
