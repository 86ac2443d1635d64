import HTTP
import Testing

struct ServerTests {
    private static func get(_ path: String, _ more: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(more)\r\n"
    }

    @Test(arguments: Transport.allCases)
    func `a connection serves one request after another`(over transport: Transport) throws {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            for index in 0..<3 {
                client.send(ServerTests.get("/echo/\(index)", "X-Request-Id: id-\(index)\r\n"))
                let answer = try client.answer()
                #expect(answer.status == 200)
                #expect(answer.body == "GET /echo/\(index) \(transport.remote) ")
                #expect(answer.fields["x-request-id"] == "id-\(index)")
                #expect(answer.fields["connection"] == nil)
                #expect(answer.fields["date"]?.utf8.count == 29)
                #expect(answer.fields["content-length"] == "\(answer.body.utf8.count)")
            }
            client.send(ServerTests.get("/last", "Connection: close\r\n"))
            #expect(try client.answer().fields["connection"] == "close")
            #expect(client.rest().isEmpty)
        }
    }

    @Test(arguments: Transport.allCases)
    func `pipelined answers keep the order of their requests`(over transport: Transport) throws {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            client.send(
                ServerTests.get("/hold") + ServerTests.get("/hold") + ServerTests.get("/echo")
                    + ServerTests.get("/release") + ServerTests.get("/hop")
                    + ServerTests.get("/later") + ServerTests.get("/stream")
                    + ServerTests.get("/echo"))
            let bodies = try (0..<8).map { _ in try client.answer().body }
            #expect(
                bodies == [
                    "held 0", "held 1", "GET /echo \(transport.remote) ", "released", "hopped",
                    "later",
                    "data: 0\n\ndata: 1\n\ndata: 2\n\n", "GET /echo \(transport.remote) ",
                ])
        }
    }

    @Test(arguments: Transport.allCases)
    func `more pipelined requests than may wait are all answered`(over transport: Transport) throws
    {
        var limits = Limits()
        limits.pipelined = 4
        try withServer(over: transport, limits: limits) { server in
            let client = try transport.connect(to: server)
            let hops = String(repeating: ServerTests.get("/hop"), count: 100)
            client.send(hops + ServerTests.get("/echo", "Connection: close\r\n"))
            for _ in 0..<100 { #expect(try client.answer().body == "hopped") }
            #expect(try client.answer().status == 200)
            #expect(client.rest().isEmpty)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a reader that lags gets every byte of many large answers`(over transport: Transport)
        throws
    {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            let sizes = [3_000_000, 10, 16_384, 5_000_000, 0, 100_000]
            client.send(sizes.map { ServerTests.get("/big?\($0)") }.joined())
            for size in sizes { #expect(try client.answer().body.utf8.count == size) }
        }
    }

    @Test(arguments: Transport.allCases)
    func `bodies arrive whole, with a length or in chunks`(over transport: Transport) throws {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            let large = String(repeating: "0123456789", count: 100_000)
            client.send(
                "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: \(large.utf8.count)\r\n\r\n" + large
            )
            #expect(try client.answer().body == "POST /p \(transport.remote) " + large)
            client.send("PUT /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab")
            client.send("cd\r\n1;x=y\r\ne\r\n0\r\nT: t\r\n\r\n")
            #expect(try client.answer().body == "PUT /c \(transport.remote) abcde")
        }
    }

    @Test(arguments: Transport.allCases)
    func `100 comes before the body and after the answers before it`(over transport: Transport)
        throws
    {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            client.send(
                ServerTests.get("/hop")
                    + "POST /p HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 2\r\n\r\n")
            #expect(try client.answer().body == "hopped")
            #expect(try client.answer().status == 100)
            client.send("hi")
            #expect(try client.answer().body == "POST /p \(transport.remote) hi")
        }
    }

    @Test(arguments: Transport.allCases)
    func `answers without content have none`(over transport: Transport) throws {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            client.send("HEAD /big?70000 HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try client.answer(bodiless: true)
            #expect(head.fields["content-length"] == "70000")
            client.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.answer(bodiless: true).status == 200)
            client.send(ServerTests.get("/none") + ServerTests.get("/unchanged"))
            #expect(try client.answer().fields["content-length"] == nil)
            #expect(try client.answer().fields["content-length"] == nil)
            client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
            let options = try client.answer()
            #expect(options.status == 204)
            #expect(options.fields["allow"]?.contains("PATCH") == true)
        }
    }

    @Test(arguments: Transport.allCases)
    func `methods that are not served get 501 or 405 and the connection stays`(
        over transport: Transport
    ) throws {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            client.send("BREW /p HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
            #expect(try client.answer().status == 501)
            client.send("TRACE /p HTTP/1.1\r\nHost: a\r\n\r\n")
            let refused = try client.answer()
            #expect(refused.status == 405)
            #expect(refused.fields["allow"] != nil)
            client.send(ServerTests.get("/echo"))
            #expect(try client.answer().status == 200)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a broken request is answered after those before it, then the end`(
        over transport: Transport
    ) throws {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            client.send(ServerTests.get("/hop") + "GET / HTTP/1.1\nHost: a\r\n\r\n")
            // What follows must neither be answered nor cost the client the refusal.
            client.send(String(repeating: ServerTests.get("/echo"), count: 2000))
            #expect(try client.answer().body == "hopped")
            let refusal = try client.answer()
            #expect(refusal.status == 400)
            #expect(refusal.fields["connection"] == "close")
            #expect(refusal.fields["content-type"] == "application/problem+json")
            #expect(client.rest().isEmpty)
        }
    }

    @Test(arguments: Transport.allCases)
    func `an exchange that is let go answers 500`(over transport: Transport) throws {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            client.send(ServerTests.get("/drop") + ServerTests.get("/echo"))
            #expect(try client.answer().status == 500)
            #expect(try client.answer().status == 200)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a client that half-closes still gets its answers`(over transport: Transport) throws {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            client.send(ServerTests.get("/hop"))
            client.finishSending()
            #expect(try client.answer().body == "hopped")
            #expect(client.rest().isEmpty)
            let broken = try transport.connect(to: server)
            broken.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhi")
            broken.finishSending()
            #expect(try broken.answer().status == 400)
        }
    }

    @Test(arguments: Transport.allCases)
    func `HTTP 1.0 is kept alive only when asked and streams end with the connection`(
        over transport: Transport
    ) throws {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            client.send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(try client.answer().fields["connection"] == "keep-alive")
            client.send("GET /stream HTTP/1.0\r\n\r\n")
            let stream = try client.answer()
            #expect(stream.fields["transfer-encoding"] == nil)
            #expect(stream.fields["connection"] == "close")
            #expect(stream.body == "data: 0\n\ndata: 1\n\ndata: 2\n\n")
            // The end of the connection is the end of the content only when it is said.
            #expect(client.tls?.heardEnd != false)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a trace goes on with a new span`(over transport: Transport) throws {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            let trace = "00-0af7651916cd43dd8448eb211c80319c-"
            client.send(
                ServerTests.get("/echo", "traceparent: \(trace)b7ad6b7169203331-01\r\n")
                    + ServerTests.get("/echo", "traceparent: nonsense\r\n"))
            let answer = try #require(try client.answer().fields["traceparent"])
            #expect(answer.hasPrefix(trace) && answer.hasSuffix("-01"))
            #expect(answer.utf8.count == 55 && !answer.contains("b7ad6b7169203331"))
            #expect(try client.answer().fields["traceparent"] == nil)
        }
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"])
    func `behind a request that may change something nothing is served before its answer`(
        method: String
    ) throws {
        try withServer { server in
            let client = try TestClient(to: server)
            let tail = " HTTP/1.1\r\nHost: a\r\n\r\n"
            client.send("\(method) /hold\(tail)GET /echo\(tail)GET /echo\(tail)")
            server.wait { $0.inProgress > 0 }
            #expect(server.counts().inProgress == 1)
            server.onEachLoop { ($0 as? EchoHandler)?.releaseAll() }
            #expect(try client.answer().body == "held")
            for _ in 0..<2 { #expect(try client.answer().body.hasPrefix("GET /echo")) }
            client.send("GET /hold\(tail)GET /hold\(tail)")
            server.wait { $0.inProgress == 2 }
            server.onEachLoop { ($0 as? EchoHandler)?.releaseAll() }
            for _ in 0..<2 { #expect(try client.answer().body == "held") }
        }
    }
}
