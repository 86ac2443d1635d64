import Testing

@testable import HTTP

/// A head that a connection has seen before reads as one that it has not.
struct KnownHeadTests {
    static let lines = [
        "GET /livez HTTP/1.1", "GET /v1/parties?q=a%20b HTTP/1.1", "HEAD /a HTTP/1.1",
        "DELETE /v1/parties/0190c3e2 HTTP/1.1", "OPTIONS * HTTP/1.1", "BREW /pot HTTP/1.1",
        "TRACE / HTTP/1.1", "GET /old HTTP/1.0", "GET http://other:81/p?q HTTP/1.1",
        "OPTIONS http://other HTTP/1.1",
    ]
    static let sections = [
        ["Host: a"], ["Host: a:80", "Accept: */*"], ["hOST:\t a ", "X-A: \t v w \t"],
        ["Host: a", "Connection: keep-alive", "Accept-Encoding: gzip, br"],
        ["Host: a", "Accept-Encoding: identity;q=0, gzip"], ["Host: a", "Expect: 100-continue"],
        ["Host: a", "If-None-Match: \"1\"", "Origin: https://shop.example"],
        ["Origin: null", "Host: a", "X-Request-Id: r-1"],
        ["Host: a", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
        ["Host: a", "Content-Length: 0"], ["Host: a", "Origin: a", "Origin: b"],
    ]

    /// All that is known of a head, but for its id.
    private struct Facts: Equatable {
        let shape: String
        let bytes: [UInt8]
        let body: [UInt8]

        init(_ head: RequestHead, _ body: [UInt8]) {
            shape = "\(head.shape)"
            bytes = head.bytes
            self.body = body
        }
    }

    private static func head(_ line: String, _ fields: [String]) -> [UInt8] {
        Array(([line] + fields + ["", ""]).joined(separator: "\r\n").utf8)
    }

    /// What a reader makes of bytes that begin with a message; nil when it refuses them.
    private static func facts(_ reader: inout RequestReader, _ bytes: [UInt8]) -> Facts? {
        var cursor = 0
        let context = ReaderContext(limits: Limits())
        return bytes.withUnsafeBufferPointer { bytes in
            switch reader.next(bytes, &cursor, context) {
            case .request(let head, let body): Facts(head, body)
            default: nil
            }
        }
    }

    private static func fresh(_ bytes: [UInt8]) -> Facts? {
        var reader = RequestReader(remoteAddress: "192.0.2.1")
        return facts(&reader, bytes)
    }

    @Test(arguments: lines)
    func `every head after every other is what it is alone`(line: String) throws {
        for first in Self.sections {
            for next in Self.lines {
                for second in Self.sections {
                    var reader = RequestReader(remoteAddress: "192.0.2.1")
                    let heads = [
                        Self.head(line, first), Self.head(next, second), Self.head(next, second),
                        Self.head(line, second),
                    ]
                    for bytes in heads {
                        let alone = try #require(Self.fresh(bytes))
                        #expect(Self.facts(&reader, bytes) == alone)
                    }
                }
            }
        }
    }

    @Test func `a byte that differs is seen wherever it is`() throws {
        let known = Self.head(Self.lines[1], Self.sections[3])
        for index in known.indices {
            for byte: UInt8 in [0x0A, 0x0D, 0x20, 0x3A, 0x41, 0x61, 0x31] where byte != known[index]
            {
                var bytes = known
                bytes[index] = byte
                var reader = RequestReader(remoteAddress: "192.0.2.1")
                _ = try #require(Self.facts(&reader, known))
                #expect(Self.facts(&reader, bytes) == Self.fresh(bytes), "\(byte) at \(index)")
            }
        }
    }

    @Test func `a beginning of a known head is not a head`() throws {
        let known = Self.head(Self.lines[1], Self.sections[3])
        for line in [Self.lines[1], "GET /other HTTP/1.1"] {
            let bytes = Self.head(line, Self.sections[3])
            for count in 1..<bytes.count {
                var reader = RequestReader(remoteAddress: "192.0.2.1")
                _ = try #require(Self.facts(&reader, known))
                #expect(Self.facts(&reader, Array(bytes[..<count])) == nil, "\(count) bytes")
            }
        }
    }

    @Test func `what is said of a body counts for each`() throws {
        var reader = RequestReader(remoteAddress: "192.0.2.1")
        let head = Self.head("POST /p HTTP/1.1", ["Host: a", "Content-Length: 2"])
        for body in ["ab", "cd", "ef"] {
            let facts = try #require(Self.facts(&reader, head + Array(body.utf8)))
            #expect(facts.body == Array(body.utf8))
        }
    }

    @Test func `each request has an id of its own`() throws {
        let bytes = Self.head(Self.lines[0], Self.sections[0])
        var reader = RequestReader(remoteAddress: "192.0.2.1")
        let context = ReaderContext(limits: Limits())
        var ids: Set<String> = []
        for _ in 0..<3 {
            var cursor = 0
            bytes.withUnsafeBufferPointer { bytes in
                guard case .request(let head, let body) = reader.next(bytes, &cursor, context)
                else { return }
                ids.insert(Request(head: head, body: body).id)
            }
        }
        #expect(ids.count == 3)
    }

    @Test func `a connection keeps no large head, and none after its end`() throws {
        var known = KnownHead()
        let large = Self.head(
            "GET / HTTP/1.1", ["Host: a", "X: " + String(repeating: "x", count: 2_000)])
        for (bytes, isKept) in [(large, false), (Self.head("GET / HTTP/1.1", ["Host: a"]), true)] {
            var reader = RequestReader(remoteAddress: "192.0.2.1")
            let context = ReaderContext(limits: Limits())
            var cursor = 0
            let outcome = bytes.withUnsafeBufferPointer { reader.next($0, &cursor, context) }
            guard case .request(let head, _) = outcome else {
                Issue.record("it was not read")
                return
            }
            known.remember(head)
            #expect(known.isEmpty != isKept)
        }
        known.forget()
        #expect(known.isEmpty)
    }
}
