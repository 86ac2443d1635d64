import Dispatch
import HTTP
import Synchronization
import Testing

/// Gives each stream it begins to the test.
private final class StreamingHandler: LoopHandler {
    private let begun: @Sendable (BodyStream) -> Void

    init(_ begun: @escaping @Sendable (BodyStream) -> Void) { self.begun = begun }

    func handle(_ request: Request, _ exchange: Exchange) {
        begun(exchange.stream(Response(200, type: "text/event-stream")))
    }

    func drained() {}
}

struct StreamTests {
    private static let request = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Runs a body with a client whose request has become a stream.
    private func withStream(
        over transport: Transport, _ request: String = StreamTests.request,
        _ body: (TestClient, Kept) throws -> Void
    ) throws {
        let begun = DispatchSemaphore(value: 0)
        let kept = Kept()
        let place = TestPlace(transport)
        let server = Server(configuration: place.configuration) { _ in
            StreamingHandler { stream in
                kept.stream.withLock { $0 = stream }
                begun.signal()
            }
        }
        try server.start()
        defer { drain(server, deadlineSeconds: 0) }
        let client = try transport.connect(to: server)
        client.send(request)
        #expect(begun.wait(timeout: .now() + 10) == .success)
        try body(client, kept)
    }

    private final class Kept: Sendable {
        let stream = Mutex<BodyStream?>(nil)
    }

    @Test(arguments: Transport.allCases)
    func `a stream ends when it is finished and takes no more`(over transport: Transport) throws {
        try withStream(over: transport) { client, kept in
            let stream = try #require(kept.stream.withLock { $0 })
            #expect(stream.write(Array("a".utf8)))
            #expect(stream.write([]))
            stream.finish()
            #expect(!stream.write(Array("b".utf8)))
            #expect(try client.answer().body == "a")
        }
    }

    @Test(arguments: Transport.allCases)
    func `a stream that is let go cuts the connection`(over transport: Transport) throws {
        try withStream(over: transport) { client, kept in
            #expect(kept.stream.withLock { $0?.write(Array("a".utf8)) } == true)
            kept.stream.withLock { $0 = nil }
            let text = String(decoding: client.rest(), as: UTF8.self)
            #expect(!text.hasSuffix("0\r\n\r\n"))
            // A cut must not look like an end.
            #expect(client.tls?.heardEnd != true)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a writer that is too far ahead is told and cut off`(over transport: Transport) throws {
        try withStream(over: transport) { client, kept in
            let stream = try #require(kept.stream.withLock { $0 })
            let piece = [UInt8](repeating: 0x78, count: 64 * 1024)
            // The client does not read, so what the socket buffers hold is all that can leave.
            var written = 0
            while written < 1024, stream.write(piece) { written += 1 }
            #expect(written < 1024)
            #expect(!stream.isOpen)
            #expect(!stream.write([1]))
            _ = client.rest()
        }
    }

    /// Keeps what asks for `/wait` and begins a stream for everything else.
    private final class MixedHandler: LoopHandler {
        private let desk: Mixed

        init(_ desk: Mixed) { self.desk = desk }

        func handle(_ request: Request, _ exchange: Exchange) {
            if request.path.elementsEqual("/wait".utf8) {
                desk.exchanges.withLock { $0.append(exchange) }
            } else {
                desk.stream.withLock { $0 = exchange.stream(Response(200, type: "text/csv")) }
                desk.begun.signal()
            }
        }

        func drained() {}
    }

    private final class Mixed: Sendable {
        let begun = DispatchSemaphore(value: 0)
        let exchanges = Mutex<[Exchange]>([])
        let stream = Mutex<BodyStream?>(nil)

        func answer(_ count: Int) {
            let body = [UInt8](repeating: 0x78, count: count)
            exchanges.withLock { $0.removeFirst() }.respond(
                Response(200, body: body, type: "text/plain"))
        }
    }

    @Test(
        arguments: Transport.allCases,
        [(true, 4), (true, 3_000_000), (false, 4), (false, 3_000_000)])
    func `an answer that is broken off takes none with it that stands before`(
        over transport: Transport, _ way: (isCutFirst: Bool, size: Int)
    ) throws {
        let desk = Mixed()
        let place = TestPlace(transport)
        let server = Server(configuration: place.configuration) { _ in MixedHandler(desk) }
        try server.start()
        defer { drain(server, deadlineSeconds: 0) }
        let client = try transport.connect(to: server)
        let tail = " HTTP/1.1\r\nHost: a\r\n\r\n"
        client.send("GET /wait\(tail)GET /file\(tail)GET /wait\(tail)")
        #expect(desk.begun.wait(timeout: .now() + 10) == .success)
        let stream = try #require(desk.stream.withLock { $0 })
        #expect(stream.write(Array("begun".utf8)))
        if way.isCutFirst { stream.cut() }
        desk.answer(way.size)
        if !way.isCutFirst {
            server.wait { $0.sent > 0 }
            stream.cut()
        }
        #expect(try client.answer().content.count == way.size)
        let rest = String(decoding: client.rest(), as: UTF8.self)
        #expect(rest.hasPrefix("HTTP/1.1 200 ") && rest.hasSuffix("\r\n5\r\nbegun\r\n"))
        #expect(client.tls?.heardEnd != true)
        desk.exchanges.withLock { $0 = [] }
        server.wait { $0.closed == [.streamCut: 1] && $0.inProgress == 0 && $0.held == 0 }
    }

    @Test(arguments: [Transport.plain, .tls13], [true, false])
    func `before chunks a reset tells an answer that is broken off from a whole one`(
        over transport: Transport, isWhole: Bool
    ) throws {
        try withStream(over: transport, "GET /events HTTP/1.0\r\n\r\n") { client, kept in
            let stream = try #require(kept.stream.withLock { $0.take() })
            #expect(stream.write(Array("begun".utf8)))
            try client.read(through: "begun")
            if isWhole { stream.finish() } else { stream.cut() }
            _ = client.rest()
            #expect(client.wasReset == !isWhole)
        }
    }

    /// Begins an answer piece by piece for each request but those to `/wait`, which it never answers.
    private final class HeldHandler: LoopHandler {
        private let given: Given
        private var waiting: [Exchange] = []

        init(_ given: Given) { self.given = given }

        func handle(_ request: Request, _ exchange: Exchange) {
            guard String(decoding: request.path, as: UTF8.self) != "/wait" else {
                return waiting.append(exchange)
            }
            let stream = exchange.stream(Response(200, type: "text/csv"))
            stream.write(Array("first".utf8))
            let given = given
            // Held by what it waits for, as a file that is sent is.
            stream.whenSent {
                _ = stream.isOpen
                given.called.signal()
            }
            given.begun.signal()
        }

        func drained() {}
    }

    private final class Given: Sendable {
        let begun = DispatchSemaphore(value: 0)
        let called = DispatchSemaphore(value: 0)
    }

    @Test(arguments: ["GET /wait HTTP/1.1\r\nHost: a\r\n\r\n", ""], ["GET", "HEAD"])
    func `who waits to write more is told when nobody will read it`(
        before: String, method: String
    ) throws {
        let given = Given()
        let place = TestPlace(.plain)
        let server = Server(configuration: place.configuration) { _ in HeldHandler(given) }
        try server.start()
        defer { drain(server, deadlineSeconds: 0) }
        let client = try TestClient(to: server)
        client.send(before + "\(method) /file HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n")
        #expect(given.begun.wait(timeout: .now() + 10) == .success)
        if !before.isEmpty { client.reset() }
        #expect(given.called.wait(timeout: .now() + 10) == .success)
    }

    @Test(arguments: [Transport.plain, .tls13])
    func `an answer that its end would make whole ends in a reset when the rest is not taken`(
        over transport: Transport
    ) throws {
        let desk = Mixed()
        let place = TestPlace(transport)
        let server = Server(configuration: place.configuration) { _ in MixedHandler(desk) }
        try server.start()
        let client = try transport.connect(to: server)
        client.limitReceiving(to: 4_096)
        client.send("GET /file HTTP/1.0\r\n\r\n")
        #expect(desk.begun.wait(timeout: .now() + 10) == .success)
        let stream = try #require(desk.stream.withLock { $0.take() })
        #expect(stream.write([UInt8](repeating: 0x78, count: 500_000)))
        stream.finish()
        server.wait { $0.held > 0 && $0.inProgress == 0 }
        drain(server, deadlineSeconds: 0)
        _ = client.rest()
        #expect(client.wasReset)
    }
}
