import Glibc
import Testing

@testable import trato

struct LogOutputTests {
    private func read(_ descriptor: Int32, _ count: Int) -> String {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = Glibc.read(descriptor, &bytes, count)
        return String(decoding: bytes.prefix(max(0, got)), as: UTF8.self)
    }

    @Test(arguments: [true, false])
    func `lines that nobody takes are counted, and what follows is whole`(blocks: Bool) throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        if !blocks { #expect(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0) }
        let output = LogOutput(descriptor: ends[1], .json)
        let line = String(repeating: "x", count: 999) + "\n"
        for _ in 0..<300 { output.write(Array(line.utf8)) }
        // The pipe holds 64 KiB, and as much is kept, which goes on with the lines that follow.
        var text = ""
        for _ in 0..<3 {
            text += read(ends[0], 65_536)
            output.write(Array("more\n".utf8))
        }
        text += read(ends[0], 65_536)
        let lines = text.split(separator: "\n")
        let whole = lines.count { $0.count == 999 }
        #expect(whole > 100 && whole < 150)
        #expect(lines[whole...] == ["{\"dropped\":\(300 - whole)}", "more", "more", "more"])
    }
}
