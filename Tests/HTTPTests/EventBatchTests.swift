import Dispatch
import HTTP
import Synchronization
import Testing

/// What several connections have to do in one batch of events does not mix.
struct EventBatchTests {
    /// Keeps what asks for `/wait`, and holds the loop up where `/block` is asked for.
    private final class BatchHandler: LoopHandler {
        private let desk: Desk

        init(_ desk: Desk) { self.desk = desk }

        func handle(_ request: Request, _ exchange: Exchange) {
            let path = String(decoding: request.path, as: UTF8.self)
            if path == "/wait" { return desk.keep(exchange) }
            if path == "/block" {
                desk.blocked.signal()
                desk.goes.wait()
            }
            let count = request.query.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
            let body = Array(path.utf8) + [UInt8](repeating: 0x78, count: count)
            exchange.respond(Response(200, body: body, type: "text/plain"))
        }

        func drained() {}
    }

    /// What the test and the loop tell each other.
    private final class Desk: Sendable {
        let blocked = DispatchSemaphore(value: 0)
        let goes = DispatchSemaphore(value: 0)
        private let waits = DispatchSemaphore(value: 0)
        private let kept = Mutex<[Exchange]>([])

        func keep(_ exchange: Exchange) {
            kept.withLock { $0.append(exchange) }
            waits.signal()
        }

        /// The exchange that waits, once it does.
        func waiting() throws -> Exchange {
            #expect(waits.wait(timeout: .now() + 10) == .success)
            return try #require(kept.withLock { $0.popLast() })
        }
    }

    private static let tail = " HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let last = " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    /// Runs a body with a server, and with a client that can hold its loop up.
    private func withDesk(
        over transport: Transport, _ body: (Server, Desk, TestClient) throws -> Void
    ) throws {
        let desk = Desk()
        let place = TestPlace(transport)
        let server = Server(configuration: place.configuration) { _ in BatchHandler(desk) }
        try server.start()
        defer { drain(server, deadlineSeconds: 0) }
        try body(server, desk, try transport.connect(to: server))
    }

    /// Gathers events while the loop is held up, so that they come in one batch, in their order.
    private func inOneBatch(
        _ desk: Desk, _ blocker: TestClient, _ gather: () -> Void
    ) throws {
        blocker.send("GET /block\(Self.tail)")
        #expect(desk.blocked.wait(timeout: .now() + 10) == .success)
        gather()
        desk.goes.signal()
        #expect(try blocker.answer().body == "/block")
    }

    @Test(arguments: [Transport.plain, .unix, .tls13])
    func `what one connection sends behind its last request is no request of another`(
        over transport: Transport
    ) throws {
        try withDesk(over: transport) { server, desk, blocker in
            let ending = try transport.connect(to: server)
            ending.send("GET /wait\(Self.last)")
            let exchange = try desk.waiting()
            let one = "GET /one\(Self.tail)"
            ending.send(String(repeating: ".", count: one.utf8.count) + "GET /bad\(Self.tail)")
            let other = try transport.connect(to: server)
            other.send("GET /first\(Self.tail)")
            #expect(try other.answer().body == "/first")
            try inOneBatch(desk, blocker) {
                exchange.respond(Response(200, body: Array("waited".utf8), type: "text/plain"))
                other.send(one + "GET /two\(Self.tail)GET /thr")
            }
            #expect(try other.answer().body == "/one")
            #expect(try other.answer().body == "/two")
            other.send("ee\(Self.tail)")
            #expect(try other.answer().body == "/three")
            #expect(try ending.answer().body == "waited")
            #expect(ending.rest().isEmpty)
        }
    }

    @Test(
        arguments: [Transport.plain, .unix, .tls13],
        [150_000, 200_000, 250_000, 300_000, 350_000, 400_000])
    func `the last answer is sent though what stood before it leaves in the same batch`(
        over transport: Transport, size: Int
    ) throws {
        try withDesk(over: transport) { server, desk, blocker in
            let client = try transport.connect(to: server)
            client.limitReceiving(to: 8_192)
            client.send("GET /large?\(size)\(Self.tail)GET /wait\(Self.last)")
            let exchange = try desk.waiting()
            try inOneBatch(desk, blocker) {
                exchange.respond(Response(200, body: Array("last".utf8), type: "text/plain"))
                client.receiveWhatIsThere()
            }
            #expect(try client.answer().content.count == size + 6)
            #expect(try client.answer().body == "last")
            #expect(client.rest().isEmpty)
        }
    }

    @Test(arguments: [Transport.plain, .unix, .tls13], [false, true])
    func `a large last answer is whole though the client has sent more and its end`(
        over transport: Transport, sendsMore: Bool
    ) throws {
        try withDesk(over: transport) { server, desk, blocker in
            let client = try transport.connect(to: server)
            client.limitReceiving(to: 8_192)
            client.send("GET /wait\(Self.last)")
            let exchange = try desk.waiting()
            if sendsMore { client.send("\r\n") }
            client.cutSending()
            // An answer later the loop has seen the end.
            blocker.send("GET /other\(Self.tail)")
            #expect(try blocker.answer().body == "/other")
            let body = [UInt8](repeating: 0x78, count: 100_000)
            exchange.respond(Response(200, body: body, type: "text/plain"))
            server.wait { $0.sent > 100_000 }
            #expect(try client.answer().content.count == body.count)
            #expect(client.rest().isEmpty)
        }
    }

    @Test(arguments: [Transport.plain, .tls13])
    func `an answer on its way is whole though the server ends and the client asks for more`(
        over transport: Transport
    ) throws {
        let desk = Desk()
        let place = TestPlace(transport)
        let server = Server(configuration: place.configuration) { _ in BatchHandler(desk) }
        try server.start()
        let client = try transport.connect(to: server)
        client.limitReceiving(to: 4_096)
        client.send("GET /large?95000\(Self.tail)")
        server.wait { $0.sent > 95_000 && $0.held == 0 }
        let done = DispatchSemaphore(value: 0)
        server.drain(deadlineSeconds: 10) { done.signal() }
        // Once nobody is let in, who was idle has been ended.
        while (try? transport.connect(to: server)) != nil {}
        client.send("GET /more\(Self.tail)")
        #expect(try client.answer().content.count == 95_006)
        #expect(client.rest().isEmpty)
        #expect(done.wait(timeout: .now() + 20) == .success)
    }

    @Test(arguments: [Transport.plain, .tls13])
    func `an answer that was just given is sent though the server ends in the same batch`(
        over transport: Transport
    ) throws {
        let desk = Desk()
        let place = TestPlace(transport)
        let server = Server(configuration: place.configuration) { _ in BatchHandler(desk) }
        try server.start()
        let done = DispatchSemaphore(value: 0)
        let blocker = try transport.connect(to: server)
        let client = try transport.connect(to: server)
        client.send("GET /wait\(Self.tail)")
        let exchange = try desk.waiting()
        try inOneBatch(desk, blocker) {
            exchange.respond(Response(200, body: Array("waited".utf8), type: "text/plain"))
            server.drain(deadlineSeconds: 5) { done.signal() }
        }
        #expect(try client.answer().body == "waited")
        #expect(client.rest().isEmpty)
        #expect(done.wait(timeout: .now() + 20) == .success)
    }
}
