import Dispatch
import HTTP
import Synchronization
import Testing

/// One connection that asks for much does not keep the loop from the others.
struct TurnTests {
    /// Takes a while for `/slow`, and notes the order in which paths come.
    private final class SlowHandler: LoopHandler {
        private let seen: Seen

        init(_ seen: Seen) { self.seen = seen }

        func handle(_ request: Request, _ exchange: Exchange) {
            let path = String(decoding: request.path, as: UTF8.self)
            seen.paths.withLock { $0.append(path) }
            if path == "/slow" {
                let end = DispatchTime.now() + .microseconds(300)
                while DispatchTime.now() < end {}
            }
            exchange.respond(Response(200, body: Array(path.utf8), type: "text/plain"))
        }

        func drained() {}
    }

    private final class Flag: Sendable {
        let isOver = Atomic(false)
    }

    private final class Seen: Sendable {
        let paths = Mutex<[String]>([])
    }

    @Test(arguments: [Transport.plain, .tls13])
    func `a body that comes without end in small chunks lets others in between`(
        over transport: Transport
    ) throws {
        let place = TestPlace(transport)
        var configuration = place.configuration
        configuration.limits.body = 1 << 30
        let server = Server(configuration: configuration) { _ in SlowHandler(Seen()) }
        try server.start()
        defer { drain(server, deadlineSeconds: 0) }
        let greedy = try transport.connect(to: server)
        let other = try transport.connect(to: server)
        greedy.send("POST /body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunks = String(repeating: "1\r\n \r\n", count: 100_000)
        let flag = Flag()
        let group = DispatchGroup()
        nonisolated(unsafe) let sender = greedy
        DispatchQueue.global().async(group: group) {
            while !flag.isOver.load(ordering: .relaxed) { sender.send(chunks) }
        }
        for _ in 0..<20 {
            other.send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try other.answer().body == "/other")
        }
        flag.isOver.store(true, ordering: .relaxed)
        group.wait()
    }

    @Test(arguments: [Transport.plain, .tls13])
    func `a row of slow requests lets others in between, and all are answered in order`(
        over transport: Transport
    ) throws {
        let seen = Seen()
        let place = TestPlace(transport)
        let server = Server(configuration: place.configuration) { _ in SlowHandler(seen) }
        try server.start()
        defer { drain(server, deadlineSeconds: 0) }
        let greedy = try transport.connect(to: server)
        let other = try transport.connect(to: server)
        let count = 400
        greedy.send(
            String(repeating: "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n", count: count)
                + "GET /last HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try greedy.answer().body == "/slow")
        other.send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try other.answer().body == "/other")
        for _ in 1..<count { #expect(try greedy.answer().body == "/slow") }
        #expect(try greedy.answer().body == "/last")
        let paths = seen.paths.withLock { $0 }
        #expect(paths.count == count + 2)
        #expect(paths.firstIndex(of: "/other") ?? count < count)
    }
}
