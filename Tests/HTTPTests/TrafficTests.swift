import Testing

@testable import HTTP

struct TrafficTests {
    private static let host = " HTTP/1.1\r\nHost: a\r\n"

    @Test func `answers are counted by route, method and status`() throws {
        try withServer(loops: 2) { server in
            for _ in 0..<3 {
                let client = try TestClient(port: server.port)
                client.send("GET /route-3\(Self.host)\r\nGET /route-3\(Self.host)\r\n")
                client.send("POST /route-3\(Self.host)Content-Length: 2\r\n\r\nhi")
                client.send("HEAD /route-0\(Self.host)\r\nGET /none\(Self.host)\r\n")
                for bodiless in [false, false, false, true, false] {
                    _ = try client.answer(bodiless: bodiless)
                }
            }
            let counts = server.counts()
            func statuses(_ number: Int?, _ method: HTTP.Method) -> [Int: Int]? {
                counts.routes[TrafficCounts.Route(number: number, method: method)]?.statuses
            }
            #expect(statuses(3, .get) == [200: 6])
            #expect(statuses(3, .post) == [200: 3])
            #expect(statuses(0, .head) == [200: 3])
            #expect(statuses(nil, .get) == [204: 3])
            #expect(counts.routes.count == 4)
            for answers in counts.routes.values {
                #expect(answers.durations.count == answers.statuses.values.reduce(0, +))
                #expect(answers.durations.sum >= 0)
            }
            #expect(counts.accepted == 3)
            #expect(counts.inProgress == 0)
        }
    }

    @Test func `a message that no handler saw is counted by its code alone`() throws {
        try withServer { server in
            for message in [
                "GARBAGE\r\n\r\n", "TRACE /\(Self.host)\r\n", "BREW /\(Self.host)\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /\(String(repeating: "x", count: 20_000))\(Self.host)\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n",
            ] {
                let client = try TestClient(port: server.port)
                client.send(message)
                #expect(try client.answer().status >= 400)
            }
            let counts = server.counts()
            #expect(
                counts.refused == [
                    "malformed_request": 2, "method_not_allowed": 1, "not_implemented": 1,
                    "uri_too_long": 1, "body_too_large": 1,
                ])
            #expect(counts.routes.isEmpty)
            #expect(counts.inProgress == 0)
        }
    }

    @Test func `bytes are counted as the sockets carry them`() throws {
        try withServer { server in
            let request = "GET /big?50000\(Self.host)"
            let requests = "\(request)\r\n\(request)Connection: close\r\n\r\n"
            let client = try TestClient(port: server.port)
            client.send(requests)
            let received = client.rest().count
            let counts = server.counts()
            #expect(counts.received == requests.utf8.count)
            #expect(counts.sent == received)
            #expect(received > 100_000)
        }
    }

    @Test func `a request is in progress until its answer is given, or its reader is gone`() throws
    {
        try withServer { server in
            let client = try TestClient(port: server.port)
            // The second answer is ready and waits for the first one.
            client.send("GET /hold\(Self.host)\r\nGET /route-1\(Self.host)\r\n")
            server.wait { $0.inProgress == 2 }
            client.reset()
            server.wait { $0.open == 0 }
            // The answer that waited has lost its turn for ever; the held one is still to come.
            #expect(server.counts().inProgress == 1)
            server.onEachLoop { ($0 as? EchoHandler)?.releaseAll() }
            let counts = server.counts()
            #expect(counts.inProgress == 0)
            #expect(counts.closed == [.reset: 1])
            #expect(counts.routes.values.map(\.statuses) == [[200: 1], [200: 1]])
        }
    }

    @Test func `a streamed answer is counted once, at its end`() throws {
        try withServer { server in
            let client = try TestClient(port: server.port)
            client.send("GET /stream\(Self.host)\r\n")
            _ = try client.answer()
            let counts = server.counts()
            #expect(counts.routes.values.map(\.statuses) == [[200: 1]])
            #expect(counts.inProgress == 0)
        }
    }

    @Test func `connections are counted by why they ended`() throws {
        let cases: [(cause: CloseCause, message: String)] = [
            (.client, "GET /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
            (.refused, "GARBAGE\r\n\r\n"), (.idleTimeout, ""), (.headTimeout, "GET / HT"),
            (.bodyTimeout, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"),
        ]
        for (cause, message) in cases {
            var limits = Limits()
            if cause == .idleTimeout { limits.idleSeconds = 0 }
            if cause == .headTimeout { limits.headSeconds = 0 }
            if cause == .bodyTimeout { limits.bodySeconds = 0 }
            try withServer(limits: limits) { server in
                do {
                    let client = try TestClient(port: server.port)
                    client.send(message)
                    _ = client.rest()
                }
                server.wait { $0.accepted == 1 && $0.open == 0 }
                #expect(server.counts().closed == [cause: 1], "\(cause)")
            }
        }
    }

    @Test func `handshakes that end badly are counted apart`() throws {
        let place = [Endpoint.tcp(host: "127.0.0.1", port: 0, secure: true)]
        let certificate = TestCertificate()
        defer { withExtendedLifetime(certificate) {} }
        let cases: [(cause: CloseCause, bytes: [UInt8])] = [
            (.handshakeTimeout, [0x16, 0x03]),
            (.tls, [0x16, 0x03, 0x01, 0x00, 0x04, 0xFF, 0x00, 0x00, 0x00]),
            (.refused, Array("GET / HTTP/1.1\r\n\r\n".utf8)),
        ]
        for (cause, bytes) in cases {
            var limits = Limits()
            if cause == .handshakeTimeout { limits.headSeconds = 0 }
            let configuration = ServerConfiguration(
                endpoints: place, tls: certificate.configuration(), loops: 1, limits: limits)
            try withServer(configuration) { server in
                do {
                    let client = try TestClient(to: server)
                    client.sendAsItIs(bytes)
                    _ = client.rest()
                }
                server.wait { $0.accepted == 1 && $0.open == 0 }
                #expect(server.counts().closed == [cause: 1], "\(cause)")
            }
        }
    }

    @Test func `a reader that takes nothing is counted as slow`() throws {
        var limits = Limits()
        limits.writeSeconds = 0
        try withServer(limits: limits) { server in
            let client = try TestClient(port: server.port)
            client.send("GET /big?60000000\(Self.host)\r\n")
            server.wait { !$0.closed.isEmpty }
            #expect(server.counts().closed == [.writeTimeout: 1])
            #expect(client.rest().count < 60_000_000)
        }
    }

    @Test func `a pause of accepting is counted`() throws {
        var limits = Limits()
        limits.connections = 1
        try withServer(limits: limits) { server in
            var first: TestClient? = try TestClient(port: server.port)
            first?.send("GET /route-1\(Self.host)\r\n")
            _ = try first?.answer()
            let second = try TestClient(port: server.port)
            second.send("GET /route-1\(Self.host)\r\n")
            server.wait { !$0.pauses.isEmpty }
            #expect(server.counts().connectionLimit == 1)
            first = nil
            #expect(try second.answer().status == 200)
            #expect(server.counts().pauses.keys.map { $0 } == [.limit])
        }
    }

    @Test func `who visits the loops when they have ended is let go`() throws {
        let server = Server(configuration: ServerConfiguration(loops: 2)) { _ in EchoHandler() }
        try server.start()
        drain(server, deadlineSeconds: 0)
        #expect(server.counts().accepted == 0)
    }
}
