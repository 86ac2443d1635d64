import CLinux
import Glibc
import Testing

@testable import HTTP

/// A connection on a pair of sockets, whose loop does not run: the test moves its clock.
final class StillConnection {
    let loop: Loop
    let connection: Connection
    private let peer: Int32

    init(_ limits: Limits = Limits(), tls: TLSContext? = nil) throws {
        let configuration = ServerConfiguration(loops: 1, limits: limits)
        loop = try Loop(index: 0, listeners: [], tls: tls, configuration: configuration)
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
            tls: loop.wire?.makeSession())
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
        send(Array(text.utf8), at: milliseconds)
    }

    /// The same with bytes as they go over the network.
    func send(_ bytes: [UInt8], at milliseconds: Int64) {
        #expect(Glibc.send(peer, bytes, bytes.count, 0) == bytes.count)
        loop.now = milliseconds
        connection.checkDeadline()
        if !connection.isLast { connection.receive(EPOLLIN.rawValue) }
        // This thread is not the loop's, so answers come through its inbox.
        loop.readInbox()
        loop.flush()
    }

    /// What the peer was answered until now.
    func answer() -> String { String(decoding: received(), as: UTF8.self) }

    /// The bytes that the peer was sent until now.
    func received() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(peer, &buffer, buffer.count, 0), count > 0 {
            bytes += buffer.prefix(count)
        }
        return bytes
    }

    /// Sends as much as the kernel takes: how much that was.
    func flood() -> Int {
        let bytes = [UInt8](repeating: 0x78, count: 32_768)
        var count = 0
        while case let sent = Glibc.send(peer, bytes, bytes.count, 0), sent > 0 { count += sent }
        return count
    }

    /// Writes what is no part of any answer until the server's socket takes no more: how much that was.
    func fill() -> Int {
        let bytes = [UInt8](repeating: 0x78, count: 4096)
        var count = 0
        while case let sent = Glibc.send(connection.descriptor, bytes, bytes.count, 0), sent > 0 {
            count += sent
        }
        return count
    }
}
