import Dispatch
import Synchronization
import Testing

@testable import HTTP

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

    private final class Seen: Sendable {
        let paths = Mutex<[String]>([])
    }

    @Test func `a body that comes as fast as it is read leaves the loop to others in between`()
        throws
    {
        let still = try StillConnection(Limits())
        still.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", at: 0)
        // More than two reads, each of which takes longer than a turn.
        still.send(String(repeating: "1\r\n \r\n", count: 25_000), at: 1)
        #expect(still.connection.hasHadItsTurn)
        for _ in 0..<10 { still.loop.readInbox() }
        #expect(!still.connection.hasHadItsTurn)
        #expect(still.connection.reader.bodyReceived == 150_000)
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
