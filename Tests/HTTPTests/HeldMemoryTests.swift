import Testing

@testable import HTTP

/// What connections hold of memory is bounded, for each and for all of them together.
struct HeldMemoryTests {
    private static let tail = " HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a reader that is always a little behind does not make the backlog grow`() throws {
        try withServer(over: .unix) { server in
            let client = try TestClient(to: server)
            let request = "GET /big?100000\(Self.tail)"
            for _ in 0..<8 { client.send(request) }
            for _ in 0..<150 {
                client.send(request)
                #expect(try client.answer().content.count == 100_000)
            }
            // Some 800 kB are on their way all the while, 15 MB in all.
            server.wait { $0.held > 0 && $0.held < 2_000_000 }
        }
    }

    @Test func `readers that take nothing are ended before they hold too much`() throws {
        var limits = Limits()
        limits.held = 4 * 1024 * 1024
        limits.body = 64 * 1024
        try withServer(over: .unix, limits: limits) { server in
            let clients = try (0..<12).map { _ in
                let client = try TestClient(to: server)
                client.send("GET /\(Self.tail)")
                _ = try client.answer()
                return client
            }
            for client in clients {
                client.send("GET /big?1000000\(Self.tail)")
                server.wait { $0.held <= limits.held }
            }
            server.wait { $0.closed[.memory] ?? 0 >= 7 }
            // The bound holds, and who came last is served.
            #expect(server.counts().held <= limits.held)
            #expect(server.counts().heldLimit == limits.held)
            let last = try #require(clients.last)
            #expect(try last.answer().content.count == 1_000_000)
            #expect(clients[0].rest().count < 1_000_000)
        }
    }

    @Test(arguments: [
        "Content-Length: 60000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nea60\r\n",
    ])
    func `an unfinished body may be sent again when all of them are too much`(
        framing: String
    ) throws {
        var limits = Limits()
        limits.held = 0
        limits.body = 80_000
        try withServer(over: .unix, limits: limits) { server in
            let clients = try (0..<3).map { _ in try TestClient(to: server) }
            let most = String(repeating: "x", count: 59_999)
            for (index, client) in clients.enumerated() {
                client.send("POST / HTTP/1.1\r\nHost: a\r\n\(framing)\(most)")
                server.wait { index == 2 || $0.held > 60_000 * (index + 1) }
            }
            let answer = try clients[0].answer()
            #expect(answer.status == 503)
            #expect(answer.fields["retry-after"] == "1")
            #expect(answer.fields["connection"] == "close")
            #expect(answer.body.contains("\"overloaded\""))
            for client in clients[1...] {
                client.send(framing.hasPrefix("T") ? "x\r\n0\r\n\r\n" : "x")
                #expect(try client.answer().status == 200)
            }
            #expect(server.counts().refused == ["overloaded": 1])
            server.wait { $0.closed == [.memory: 1] && $0.held == 0 }
        }
    }

    @Test(arguments: [Transport.plain, .tls13])
    func `the kernel does not hold what our bound does not count`(over transport: Transport) throws
    {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            client.send("GET /big?3000000\(Self.tail)")
            // It would take all of that, but for what it is told.
            server.wait { $0.held > 2_000_000 }
            #expect(try client.answer().content.count == 3_000_000)
            server.wait { $0.held == 0 }
        }
    }

    @Test func `answers that wait for their turn are counted`() throws {
        try withServer(over: .unix) { server in
            let client = try TestClient(to: server)
            let one = "GET /big?50000\(Self.tail)"
            client.send("GET /hold\(Self.tail)" + one + one + one)
            server.wait { $0.held == 150_000 }
            server.onEachLoop { ($0 as? EchoHandler)?.releaseAll() }
            for _ in 0..<4 { #expect(try client.answer().status == 200) }
            server.wait { $0.held == 0 }
        }
    }

    @Test func `a head that does not end is counted, and forgotten with its connection`() throws {
        try withServer(over: .unix) { server in
            let client = try TestClient(to: server)
            client.send("GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 20_000))
            server.wait { $0.held >= 20_000 }
            client.reset()
            server.wait { $0.held == 0 }
        }
    }

    @Test func `bytes that trickle in do not make an unfinished request younger`() throws {
        var limits = Limits()
        limits.held = 0
        limits.body = 1000
        let still = try StillConnection(limits)
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"
        still.send(head, at: 5000)
        #expect(still.loop.held == still.connection.counted)
        #expect(still.connection.heldSince == 5000)
        still.send("x", at: 9000)
        #expect(still.connection.heldSince == 5000)
        #expect(!still.loop.isFull)
        still.loop.held += 2000
        #expect(still.loop.isFull)
        still.loop.makeRoom()
        still.loop.readInbox()
        still.loop.flush()
        #expect(still.answer().hasPrefix("HTTP/1.1 503 "))
        #expect(still.loop.held == 2000)
    }

    @Test func `who stopped reading is read when room came while others were resumed`() throws {
        let still = try StillConnection()
        let loop = still.loop
        loop.held += 2 * loop.limits.heldTogether
        still.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", at: 0)
        loop.endBatch()
        #expect(still.connection.paused)
        #expect(still.answer().isEmpty)
        loop.held = 0
        loop.endBatch()
        loop.readInbox()
        loop.endBatch()
        #expect(still.answer().hasPrefix("HTTP/1.1 204 "))
    }
}
