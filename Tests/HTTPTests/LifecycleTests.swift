import CLinux
import Dispatch
import Glibc
import HTTP
import Testing

struct LifecycleTests {
    private static let held = "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let echo = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `draining closes what is idle and finishes what runs`() throws {
        let server = Server(configuration: ServerConfiguration(loops: 1)) { _ in EchoHandler() }
        try server.start()
        let idle = try TestClient(port: server.port)
        idle.send(LifecycleTests.echo)
        _ = try idle.answer()
        let busy = try TestClient(port: server.port)
        busy.send(LifecycleTests.echo + LifecycleTests.held)
        _ = try busy.answer()
        let done = DispatchSemaphore(value: 0)
        server.drain(deadlineSeconds: 15) { done.signal() }
        #expect(idle.rest().isEmpty)
        #expect(throws: TestClient.ConnectFailed.self) { try TestClient(port: server.port) }
        server.onEachLoop { ($0 as? EchoHandler)?.releaseAll() }
        let last = try busy.answer()
        #expect(last.body == "held")
        #expect(last.fields["connection"] == "close")
        #expect(busy.rest().isEmpty)
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

    @Test func `a second server on the port is refused`() throws {
        try withServer(loops: 2) { server in
            let configuration = ServerConfiguration(port: server.port, loops: 2)
            let second = Server(configuration: configuration) { _ in EchoHandler() }
            #expect(throws: ServerError.addressInUse(host: "127.0.0.1", port: server.port)) {
                try second.start()
            }
        }
    }

    @Test func `a host that is not ours is refused`() {
        let configuration = ServerConfiguration(host: "not a host")
        let server = Server(configuration: configuration) { _ in EchoHandler() }
        #expect(throws: ServerError.self) { try server.start() }
    }

    @Test func `connections beyond the limit wait until others end`() throws {
        var limits = Limits()
        limits.connections = 2
        try withServer(limits: limits) { server in
            var first: TestClient? = try TestClient(port: server.port)
            let second = try TestClient(port: server.port)
            let third = try TestClient(port: server.port)
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

    @Test func `a head or body that does not come in time gets 408`() throws {
        var limits = Limits()
        limits.headSeconds = 0
        limits.bodySeconds = 0
        try withServer(limits: limits) { server in
            let head = try TestClient(port: server.port)
            head.send("GET / HTTP/1.1\r\nHos")
            #expect(try head.answer().status == 408)
            #expect(head.rest().isEmpty)
            let body = try TestClient(port: server.port)
            body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx")
            #expect(try body.answer().status == 408)
        }
    }

    @Test func `an idle connection is closed without an answer`() throws {
        var limits = Limits()
        limits.idleSeconds = 0
        try withServer(limits: limits) { server in
            let idle = try TestClient(port: server.port)
            #expect(idle.rest().isEmpty)
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
}
