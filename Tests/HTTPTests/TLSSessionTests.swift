import COpenSSL
import Testing

@testable import HTTP

/// The server's side of TLS without sockets, so that every cut of the bytes can be tried.
struct TLSSessionTests {
    private static let request = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
    private static let versions = [TLS1_2_VERSION, TLS1_3_VERSION]

    private let certificate = TestCertificate()
    private let wire: Wire

    init() throws {
        let context = try TLSContext(certificate.configuration(), tickets: TicketKeys())
        wire = try Wire(context: context, received: 64 * 1024)
    }

    /// A flight of the client, given to the session in pieces: what was in it.
    private func give(_ pieces: [ArraySlice<UInt8>], to session: TLSSession) -> [UInt8] {
        pieces.flatMap { piece in
            let (count, end) = Array(piece).withUnsafeBufferPointer(session.open)
            #expect(end == nil)
            return Array(wire.opened[..<count])
        }
    }

    private func takeOutput() -> [UInt8] {
        defer { wire.output.removeAll() }
        return Array(wire.output.content)
    }

    /// Runs a handshake and one request whose flights are cut by a rule; false when no flight was
    /// long enough for it.
    private func serve(
        _ version: Int32, flight wanted: Int, _ cut: ([UInt8]) -> [ArraySlice<UInt8>]?
    ) throws -> Bool {
        let session = try #require(wire.makeSession())
        let client = TLSClient(TLSClient.Options(version: version))
        var isCut = false
        var flight = 0
        func carry(_ bytes: [UInt8]) -> [UInt8] {
            defer { flight += 1 }
            guard flight == wanted, let pieces = cut(bytes) else {
                return give([bytes[...]], to: session)
            }
            isCut = true
            return give(pieces, to: session)
        }
        while try !client.advance() {
            #expect(carry(client.takeOutput()).isEmpty)
            client.give(takeOutput())
        }
        let last = client.takeOutput()
        if !last.isEmpty { #expect(carry(last).isEmpty) }
        #expect(session.state == .open)
        #expect(carry(client.seal(Self.request)) == Self.request)
        #expect(session.seal(UnsafeBufferPointer(rebasing: wire.opened[..<3])))
        client.give(takeOutput())
        #expect(try client.open() == Array("GET".utf8))
        return isCut
    }

    @Test(arguments: versions)
    func `what a client sends may be cut at any byte`(version: Int32) throws {
        for flight in 0..<3 {
            var place = 1
            while try serve(
                version, flight: flight,
                { $0.count > place ? [$0[..<place], $0[place...]] : nil })
            {
                place += 1
            }
            #expect(place > 20, "flight \(flight) was never cut")
        }
    }

    @Test(arguments: versions)
    func `what a client sends may come byte by byte`(version: Int32) throws {
        for flight in 0..<3 {
            #expect(
                try serve(version, flight: flight) { bytes in
                    bytes.indices.map { bytes[$0...$0] }
                })
        }
    }

    /// A session and its client after the handshake.
    private func connected() throws -> (TLSSession, TLSClient) {
        let session = try #require(wire.makeSession())
        let client = TLSClient()
        while try !client.advance() {
            _ = give([client.takeOutput()[...]], to: session)
            client.give(takeOutput())
        }
        _ = give([client.takeOutput()[...]], to: session)
        client.give(takeOutput())
        return (session, client)
    }

    @Test func `as much as one read takes is opened at once, with a record begun before`() throws {
        let (session, client) = try connected()
        let content = (0..<81_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        // Four full records and one that makes the rest just fit.
        let sealed = client.seal(content)
        let first = 16_400
        #expect(give([sealed[..<first]], to: session).isEmpty)
        #expect(sealed.count - first <= 64 * 1024)
        #expect(give([sealed[first...]], to: session) == content)
    }

    @Test func `two sessions of a loop do not mix`() throws {
        let (one, first) = try connected()
        let (other, second) = try connected()
        let sealed = first.seal(Array("first".utf8))
        #expect(give([sealed[..<9]], to: one).isEmpty)
        #expect(give([second.seal(Array("second".utf8))[...]], to: other) == Array("second".utf8))
        #expect(give([sealed[9...]], to: one) == Array("first".utf8))
    }

    @Test func `the end is heard, said and final`() throws {
        let (session, client) = try connected()
        let (count, end) = (client.seal([1, 2]) + client.sealEnd())
            .withUnsafeBufferPointer(session.open)
        #expect(count == 2 && end == .closed)
        // TLS 1.3 closes one direction at a time: answers may still be sent.
        #expect([UInt8]([7]).withUnsafeBufferPointer(session.seal))
        #expect(session.sealEnd())
        #expect(!session.sealEnd())
        #expect(![UInt8]([7]).withUnsafeBufferPointer(session.seal))
        client.give(takeOutput())
        #expect(try client.open() == [7])
        #expect(client.heardEnd)
    }

    @Test func `a record that was tampered with ends the session with an alert`() throws {
        let (session, client) = try connected()
        var sealed = client.seal([1, 2])
        sealed[sealed.count - 1] ^= 1
        let (count, end) = sealed.withUnsafeBufferPointer(session.open)
        #expect(count == 0 && end == .failed)
        client.give(takeOutput())
        let failure = #expect(throws: TLSClient.Failed.self) { try client.open() }
        #expect(failure?.reason == "sslv3 alert bad record mac")
        #expect(!session.sealEnd())
    }
}
