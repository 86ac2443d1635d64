import CLinux
import Dispatch
import Glibc
import HTTP
import Testing

struct LifecycleTests {
    private static let held = "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let echo = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(arguments: Transport.allCases)
    func `draining closes what is idle and finishes what runs`(over transport: Transport) throws {
        let place = TestPlace(transport)
        let server = Server(configuration: place.configuration) { _ in EchoHandler() }
        try server.start()
        let idle = try transport.connect(to: server)
        idle.send(LifecycleTests.echo)
        _ = try idle.answer()
        let busy = try transport.connect(to: server)
        busy.send(LifecycleTests.echo + LifecycleTests.held)
        _ = try busy.answer()
        let done = DispatchSemaphore(value: 0)
        server.drain(deadlineSeconds: 15) { done.signal() }
        #expect(idle.rest().isEmpty)
        #expect(throws: TestSocket.ConnectFailed.self) { try transport.connect(to: server) }
        server.onEachLoop { ($0 as? EchoHandler)?.releaseAll() }
        let last = try busy.answer()
        #expect(last.body == "held")
        #expect(last.fields["connection"] == "close")
        #expect(busy.rest().isEmpty)
        for client in [idle, busy] { #expect(client.tls?.heardEnd != false) }
        #expect(done.wait(timeout: .now() + 10) == .success)
    }

    @Test func `the deadline of a drain cuts what does not end`() throws {
        let server = Server(configuration: ServerConfiguration(loops: 2)) { _ in EchoHandler() }
        try server.start()
        let stuck = try TestClient(port: server.port)
        stuck.send(LifecycleTests.echo + LifecycleTests.held)
        _ = try stuck.answer()
        drain(server, deadlineSeconds: 0)
        #expect(stuck.rest().isEmpty)
    }

    /// The loop is held until both the end and a connection wait for it, in this order, so that one batch of events has both.
    @Test func `a connection that arrives with the end does no harm`() throws {
        let server = Server(configuration: ServerConfiguration(loops: 1)) { _ in EchoHandler() }
        try server.start()
        let entered = DispatchSemaphore(value: 0)
        let release = DispatchSemaphore(value: 0)
        server.onEachLoop { _ in
            entered.signal()
            release.wait()
        }
        entered.wait()
        let done = DispatchSemaphore(value: 0)
        server.drain(deadlineSeconds: 0) { done.signal() }
        let late = try TestClient(port: server.port)
        release.signal()
        #expect(late.rest().isEmpty)
        #expect(done.wait(timeout: .now() + 10) == .success)
    }

    @Test func `a second server on the port is refused`() throws {
        try withServer(loops: 2) { server in
            let configuration = ServerConfiguration(
                endpoints: [.tcp(host: "127.0.0.1", port: server.port)], loops: 2)
            let second = Server(configuration: configuration) { _ in EchoHandler() }
            #expect(throws: ServerError.addressInUse("127.0.0.1, port \(server.port)")) {
                try second.start()
            }
        }
    }

    @Test func `a host that is not ours is refused`() {
        let configuration = ServerConfiguration(
            endpoints: [.tcp(host: "not a host", port: 0)])
        let server = Server(configuration: configuration) { _ in EchoHandler() }
        #expect(throws: ServerError.self) { try server.start() }
    }

    @Test(arguments: [Transport.plain, .unix])
    func `connections beyond the limit wait until others end`(over transport: Transport) throws {
        var limits = Limits()
        limits.connections = 2
        try withServer(over: transport, limits: limits) { server in
            var first: TestClient? = try transport.connect(to: server)
            let second = try transport.connect(to: server)
            let third = try transport.connect(to: server)
            for client in [first, second] {
                client?.send(LifecycleTests.echo)
                #expect(try client?.answer().status == 200)
            }
            third.send(LifecycleTests.echo)
            first = nil
            #expect(try third.answer().status == 200)
        }
    }

    @Test func `every loop has its own handler and is reached`() throws {
        try withServer(loops: 3) { server in
            let reached = DispatchSemaphore(value: 0)
            server.onEachLoop { handler in
                if handler is EchoHandler { reached.signal() }
            }
            for _ in 0..<3 { #expect(reached.wait(timeout: .now() + 10) == .success) }
        }
    }

    @Test(arguments: [Transport.plain, .unix])
    func `a head that does not come in time gets 408`(over transport: Transport) throws {
        var limits = Limits()
        limits.headSeconds = 0
        try withServer(over: transport, limits: limits) { server in
            let head = try transport.connect(to: server)
            head.send("GET / HTTP/1.1\r\nHos")
            #expect(try head.answer().status == 408)
            #expect(head.rest().isEmpty)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a body that does not come in time gets 408`(over transport: Transport) throws {
        var limits = Limits()
        limits.bodySeconds = 0
        try withServer(over: transport, limits: limits) { server in
            let body = try transport.connect(to: server)
            body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx")
            #expect(try body.answer().status == 408)
        }
    }

    @Test(arguments: Transport.allCases)
    func `an idle connection is closed without an answer`(over transport: Transport) throws {
        var limits = Limits()
        limits.idleSeconds = 0
        try withServer(over: transport, limits: limits) { server in
            let idle = try transport.connect(to: server)
            #expect(idle.rest().isEmpty)
            #expect(idle.tls?.heardEnd != false)
        }
    }

    @Test func `the access log has one JSON line per answer`() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        try withServer(accessLog: ends[1]) { server in
            let client = try TestClient(port: server.port)
            client.send(
                "GET /a%22?secret HTTP/1.1\r\nHost: a\r\nX-Request-Id: q\"\r\n"
                    + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n"
                    + "x\r\n\r\n")
            _ = try client.answer()
            _ = try client.answer()
            _ = client.rest()
        }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(ends[0], &buffer, buffer.count)
        let lines = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            .split(separator: "\n")
        try #require(lines.count == 2)
        let middle =
            "\"request_id\":\"q\\\"\",\"remote\":\"127.0.0.1\",\"method\":\"GET\","
            + "\"path\":\"/a%22\",\"status\":200,\"bytes\":20,\"duration_us\":"
        #expect(lines[0].hasPrefix("{\"time\":\"2") && lines[0].contains(middle))
        #expect(
            lines[0].hasSuffix(
                ",\"actor\":\"tester\",\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\"}"))
        #expect(lines[1].contains("\"status\":400") && !lines[0].contains("secret"))
    }

    @Test func `the lines of a log neither break nor steer a terminal`() {
        let cases: [(text: String, escaped: String)] = [
            ("plain", "plain"), ("Zoë 中", "Zoë 中"), ("a\"b\\c", "a\\\"b\\\\c"),
            ("a\r\nb", "a\\u000d\\u000ab"), ("\u{1B}[2J", "\\u001b[2J"),
            ("\u{9B}2J", "\\u009b2J"), ("\u{7F}", "\\u007f"), ("\u{202E}abc", "\\u202eabc"),
            ("\u{2028}", "\\u2028"), ("\u{E0041}", "\\udb40\\udc41"),
        ]
        for (text, escaped) in cases {
            var bytes: [UInt8] = []
            bytes.append(jsonEscaped: text.utf8)
            #expect(String(decoding: bytes, as: UTF8.self) == escaped)
        }
        var bytes: [UInt8] = []
        bytes.append(jsonEscaped: [0x61, 0xFF, 0x9B] as [UInt8])
        #expect(String(decoding: bytes, as: UTF8.self) == "a\u{FFFD}\u{FFFD}")
    }
}
