import CLinux
import Glibc
import Testing

@testable import HTTP

/// What several loops log comes out in whole lines, whatever the reader does.
struct LogFileTests {
    /// A batch of lines of one loop, each with its length in front of it.
    private static func lines(_ loop: Int, _ batch: Int) -> [UInt8] {
        (0..<40).flatMap { number -> [UInt8] in
            let text = String(repeating: "\(loop)", count: 20 + (batch * 7 + number * 13) % 400)
            return Array("\(text.utf8.count) \(text)\n".utf8)
        }
    }

    /// Lines that are not as they were written.
    private static func torn(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init).filter {
            let parts = $0.split(separator: " ")
            return parts.count != 2 || Int(parts[0]) != parts[1].utf8.count
                || Set(parts[1]).count != 1
        }
    }

    private static func take(_ descriptor: Int32, _ count: Int) -> [UInt8] {
        var piece = [UInt8](repeating: 0, count: count)
        let got = read(descriptor, &piece, count)
        return Array(piece.prefix(max(0, got)))
    }

    @Test(arguments: [1, 100, 1_000, 5_000, 9_999])
    func `a line that a slow reader cuts is ended before another begins`(pace: Int) throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        // F_SETPIPE_SZ
        #expect(fcntl(ends[1], 1031, 4_096) >= 4_096)
        let file = LogFile(descriptor: ends[1])
        var waiting: [[UInt8]] = [[], []]
        var read: [UInt8] = []
        var taken = 0
        for batch in 0..<200 {
            let loop = batch % 2
            if waiting[loop].count < 50_000 { waiting[loop] += Self.lines(loop, batch) }
            guard case .taken(let count) = file.write(waiting[loop]) else {
                Issue.record("the pipe is open")
                return
            }
            taken += count
            waiting[loop].removeFirst(count)
            #expect(waiting[loop].isEmpty || count == 0 || waiting[loop][0] != 0x0A)
            read += Self.take(ends[0], pace)
        }
        #expect(taken > 0)
        // What was begun is ended by the next batches.
        for _ in 0..<100 where read.last != 0x0A || read.count < taken {
            _ = file.write([])
            if read.count < taken { read += Self.take(ends[0], 4_096) }
        }
        signal(SIGPIPE, SIG_IGN)
        #expect(read.count == taken)
        #expect(Self.torn(read).isEmpty)
        close(ends[0])
        #expect(file.write(Self.lines(0, 0)) == .failed)
        close(ends[1])
    }

    @Test func `a file gets all at once, and a socket what it takes`() throws {
        let folder = TestFolder()
        let descriptor = open(folder.file("log"), O_RDWR | O_CREAT | O_APPEND, 0o600)
        let lines = Self.lines(1, 1)
        #expect(LogFile(descriptor: descriptor).write(lines) == .taken(lines.count))
        lseek(descriptor, 0, SEEK_SET)
        #expect(Self.take(descriptor, lines.count + 1) == lines)
        close(descriptor)
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let file = LogFile(descriptor: ends[0])
        var taken = 0
        while case .taken(let count) = file.write(lines), count > 0 { taken += count }
        #expect(taken > lines.count)
        close(ends[1])
        #expect(file.write(lines) == .failed)
        close(ends[0])
    }
}
