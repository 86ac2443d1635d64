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
        over transport: Transport, _ body: (TestClient, Kept) throws -> Void
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
        client.send(StreamTests.request)
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
}
