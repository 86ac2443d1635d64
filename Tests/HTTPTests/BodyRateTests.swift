import CLinux
import Glibc
import Testing

@testable import HTTP

/// A connection on a pair of sockets, whose loop does not run: the test moves its clock.
private final class StillConnection {
    let loop: Loop
    let connection: Connection
    private let peer: Int32

    init(_ limits: Limits) throws {
        let configuration = ServerConfiguration(loops: 1, limits: limits)
        loop = try Loop(index: 0, listeners: [], tls: nil, configuration: configuration)
        var ends: [Int32] = [0, 0]
        try #require(
            socketpair(
                AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0, &ends) == 0
        )
        peer = ends[1]
        loop.slots = [nil]
        loop.connectionCount = 1
        connection = Connection(
            loop: loop, descriptor: ends[0], slot: 0, generation: 0, remoteAddress: "192.0.2.1",
            tls: nil)
        loop.slots[0] = connection
        loop.now = 0
    }

    deinit {
        connection.close()
        close(peer)
        close(loop.epoll)
        close(loop.timerDescriptor)
        _ = loop.inbox.close()
    }

    /// Sends at a time, and lets the connection read and the clock look.
    func send(_ text: String, at milliseconds: Int64) {
        let bytes = Array(text.utf8)
        #expect(Glibc.send(peer, bytes, bytes.count, 0) == bytes.count)
        loop.now = milliseconds
        connection.checkDeadline()
        if !connection.isLast { connection.receive(EPOLLIN.rawValue) }
        // This thread is not the loop's, so answers come through its inbox.
        loop.readInbox()
        loop.flush()
    }

    /// What the peer was answered until now.
    func answer() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(peer, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}

struct BodyRateTests {
    private static let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"

    @Test func `a byte now and then does not hold a connection`() throws {
        let still = try StillConnection(Limits())
        still.send(Self.head, at: 0)
        still.send("x", at: 30_000)
        still.send("x", at: 59_000)
        #expect(still.answer().isEmpty)
        #expect(still.connection.deadline == 60_004)
        still.send("x", at: 60_010)
        #expect(still.answer().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func `chunks of a byte are bytes all the same`() throws {
        let still = try StillConnection(Limits())
        still.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", at: 0)
        for second in 1...6 { still.send("1\r\nx\r\n", at: Int64(second) * 9_999) }
        #expect(still.answer().isEmpty)
        still.send("1\r\nx\r\n", at: 60_100)
        #expect(still.answer().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func `what comes at the least rate has its time`() throws {
        let still = try StillConnection(Limits())
        still.send(Self.head, at: 0)
        let second = String(repeating: "x", count: 500)
        for count in 1...199 { still.send(second, at: Int64(count) * 1_000) }
        #expect(still.answer().isEmpty)
        #expect(still.connection.reader.bodyReceived == 99_500)
        #expect(still.connection.deadline == 259_000)
    }

    @Test func `the next body has a time of its own`() throws {
        let still = try StillConnection(Limits())
        let small = "OPTIONS * HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"
        still.send(small + "a", at: 0)
        still.send("b" + small + "a", at: 50_000)
        #expect(still.answer().hasPrefix("HTTP/1.1 204 "))
        still.send("", at: 70_000)
        #expect(!still.connection.isLast)
        #expect(still.connection.deadline == 110_002)
    }
}
