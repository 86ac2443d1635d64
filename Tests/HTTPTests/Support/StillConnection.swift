import CLinux
import Glibc
import Testing

@testable import HTTP

/// A connection on a pair of sockets, whose loop does not run: the test moves its clock.
final class StillConnection {
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
