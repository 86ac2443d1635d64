import Glibc
import Testing

@testable import Store

struct LogTailTests {
    private let scratch = Scratch()

    /// A database that is in use, with three commits in its log, and the sizes of the log after each.
    private func threeCommits() throws -> (Database, sizes: [Int]) {
        let database = try scratch.open()
        try database.settle()
        let sizes = try ["a", "b", "c"].map { name in
            try database.add(name)
            return try #require(PrivateFile.size(of: scratch.file("test.db-wal")))
        }
        return (database, sizes)
    }

    private func tail() throws -> Range<Int>? {
        let descriptor = open(scratch.file("test.db-wal"), O_RDONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        return LogTail.lastTransaction(in: descriptor)
    }

    @Test func `the tail is the last transaction`() throws {
        let (database, sizes) = try threeCommits()
        #expect(try tail() == sizes[1]..<sizes[2])
        withExtendedLifetime(database) {}
    }

    @Test func `the only transaction is written again with the header`() throws {
        let database = try scratch.open()
        try database.settle()
        try database.add("a")
        #expect(try tail() == 0..<#require(PrivateFile.size(of: scratch.file("test.db-wal"))))
    }

    @Test func `a torn end is not a transaction`() throws {
        let (database, sizes) = try threeCommits()
        #expect(truncate(scratch.file("test.db-wal"), off_t(sizes[2] - 1)) == 0)
        #expect(try tail() == sizes[0]..<sizes[1])
        #expect(truncate(scratch.file("test.db-wal"), 20) == 0)
        #expect(try tail() == nil)
        #expect(truncate(scratch.file("test.db-wal"), 0) == 0)
        #expect(try tail() == nil)
        withExtendedLifetime(database) {}
    }

    @Test func `what is left of an older log does not count`() throws {
        let database = try scratch.open()
        for index in 0..<20 { try database.add("\(index)") }
        try database.writer.whenIdle { try $0.run("PRAGMA wal_checkpoint(RESTART)") }
        let size = try #require(PrivateFile.size(of: scratch.file("test.db-wal")))
        try database.add("new")
        let tail = try #require(try tail())
        #expect(tail.lowerBound == 0 && tail.upperBound < size)
    }

    @Test func `writing it again changes no byte, and nothing is needed without a log`() throws {
        let (database, _) = try threeCommits()
        let before = try bytes()
        try LogTail.writeAgain(of: scratch.file())
        #expect(try bytes() == before)
        #expect(try database.count() == 3)
        try LogTail.writeAgain(of: scratch.file("nothing.db"))
    }

    private func bytes() throws -> [UInt8] {
        let descriptor = open(scratch.file("test.db-wal"), O_RDONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(descriptor, &bytes, bytes.count)
        return Array(bytes[..<count])
    }
}
