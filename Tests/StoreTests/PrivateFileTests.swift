import Glibc
import Store
import Testing

struct PrivateFileTests {
    @Test func `the database, what lies beside it and its backups are their owner's alone`() throws
    {
        let scratch = Scratch()
        let database = try scratch.open()
        try database.add("one")
        _ = try database.count()
        try Backup.copy(from: scratch.file(), to: scratch.file("backup.db"))
        for name in ["test.db", "test.db-wal", "test.db-shm", "test.db-lock", "backup.db"] {
            #expect(try mode(of: scratch.file(name)) == 0o600, "\(name)")
        }
    }

    @Test func `a database that somebody made readable stays so`() throws {
        let scratch = Scratch()
        try scratch.open().add("one")
        chmod(scratch.file(), 0o640)
        try scratch.open().add("two")
        #expect(try mode(of: scratch.file()) == 0o640)
    }

    private func mode(of path: String) throws -> mode_t {
        var status = stat()
        try #require(stat(path, &status) == 0, "\(path)")
        return status.st_mode & 0o777
    }
}
