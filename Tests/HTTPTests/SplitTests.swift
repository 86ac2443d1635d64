import Testing

@testable import HTTP

/// Whatever the network does to the pieces, the requests are the same.
struct SplitTests {
    static let messages: [String] = [
        "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: a:80\r\nAccept: */*\r\n\r\n",
        "GET /v1/x?a=b%20c&d= HTTP/1.1\r\nhOST: [::1]:8080\r\nX-A:\t v w \t\r\n\r\n",
        "GET http://other:81/p?q HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /old HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;x=\"y;z\"\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: t\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
            + "GET /q HTTP/1.1\r\nHost: a\r\n\r\nHEAD /r HTTP/1.1\r\nHost: a\r\n\r\n",
        "PATCH /p HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n\r\n"
            + "DELETE /p HTTP/1.1\r\nHost: a\r\n\r\n",
        "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\nHost: a\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX y\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "1\r\na\r\n0\r\nA: b\r\nC: d\r\n\r\n"
            + "PUT /q HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: a\r\n\r\n00;x=y\r\n\r\n"
            + "GET /r HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /old HTTP/1.0\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nab"
            + "GET /old HTTP/1.0\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\nabc",
        "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 1\r\n\r\na",
    ]

    /// Beginnings that nothing that follows can make a request.
    static let hopeless = [
        "GE:T POShttp:T /p/ H/", "\u{16}\u{03}\u{01}", "GET\tx", "GET /\rx HTTP/0.1\r\n",
        "GET / HTTP/1.1\rX", "\r\nG(",
        "GET / HTTP/1.1\r\nHost: a\rb", "\rX", " GET",
        "POST / HTTP/1.1\r\nHost: a\r\n\rX",
    ]

    @Test(arguments: hopeless)
    func `what cannot become a request is refused at the same byte`(message: String) {
        let bytes = Array(message.utf8)
        let refused = [Reading.refused(.malformed(""))]
        #expect(read([bytes]) == refused)
        #expect(read(bytes.map { [$0] }) == refused, "byte by byte")
        for cut in 1..<bytes.count {
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == refused, "cut at \(cut)")
        }
    }

    /// Messages at a bound and just beyond it, when bounds are these.
    static let tight: Limits = {
        var limits = Limits()
        limits.requestLine = 32
        limits.headers = 48
        limits.fields = 3
        limits.body = 8
        limits.chunkLine = 8
        limits.chunkExtensions = 6
        limits.trailers = 12
        return limits
    }()
    private static let chunked = "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    static let atBounds: [(message: String, status: Int)] = [
        ("GET /" + String(repeating: "a", count: 16) + " HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("GET /" + String(repeating: "a", count: 17) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 32) + "\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 33) + "\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\nX: 3\r\n\r\n", 431),
        ("G:" + String(repeating: "a", count: 40), 400),
        ("GET /\r" + String(repeating: "a", count: 40), 400),
        ("GET /" + String(repeating: "a", count: 26) + "\r" + "bcd", 414),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 35) + "\rb", 431),
        ("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n12345678", 200),
        ("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123456789", 413),
        (chunked + "4\r\n1234\r\n4\r\n5678\r\n0\r\n\r\n", 200),
        (chunked + "4\r\n1234\r\n5\r\n56789\r\n0\r\n\r\n", 413),
        (chunked + "1;a=bc\r\n1\r\n0\r\n\r\n", 200), (chunked + "1;a=bcd\r\n1\r\n0\r\n\r\n", 400),
        (chunked + "1;abc\r\n1\r\n1;abc\r\n2\r\n0\r\n\r\n", 400),
        (chunked + "0\r\nA: bcdefg\r\n\r\n", 400), (chunked + "0\r\nA: bcdef\r\n\r\n", 200),
    ]

    @Test(arguments: atBounds)
    func `a bound is the same wherever a message is cut`(message: String, status: Int) {
        let bytes = Array(message.utf8)
        #expect(read([bytes], limits: Self.tight).map(\.status) == [status])
        for cut in 1..<bytes.count {
            let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
            #expect(read(pieces, limits: Self.tight).map(\.status) == [status], "cut at \(cut)")
        }
        let single = read(bytes.map { [$0] }, limits: Self.tight)
        #expect(single.map(\.status) == [status], "byte by byte")
    }

    @Test(arguments: messages)
    func `a message cut at any byte reads like the whole`(message: String) {
        let bytes = Array(message.utf8)
        let whole = read([bytes])
        #expect(!whole.isEmpty)
        for cut in 1..<bytes.count {
            let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
            #expect(read(pieces) == whole, "cut at \(cut)")
        }
        #expect(read(bytes.map { [$0] }) == whole, "byte by byte")
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `a row of messages cut at random reads like the whole`(seed: UInt64) {
        var random = Seeded(seed)
        let fair = SplitTests.messages.prefix(3) + SplitTests.messages[6...9]
        for round in 0..<200 {
            let bytes = (0..<6).flatMap { _ in
                Array((fair.randomElement(using: &random) ?? "").utf8)
            }
            var pieces: [[UInt8]] = []
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + Int.random(in: 1...60, using: &random))
                pieces.append(Array(bytes[start..<end]))
                start = end
            }
            #expect(read(pieces) == read([bytes]), "seed \(seed), round \(round)")
        }
    }

    @Test func `a client that waits for 100 hears it once`() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"
        let readings = read([Array(head.utf8), [0x68], [0x69]])
        #expect(readings.map(\.status) == [100, 200])
        #expect(read(head + "hi").map(\.status) == [200])
    }

    @Test(arguments: [
        ("Content-Length: 2", "hi"), ("Transfer-Encoding: chunked", "2\r\nhi\r\n0\r\nA: b\r\n\r\n"),
    ])
    func `100 is asked for when no byte of the body came with the head`(
        framing: String, body: String
    ) {
        let head = Array(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\(framing)\r\n\r\n".utf8)
        let next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"
        let bytes = head + Array((body + next).utf8)
        let whole = read([bytes])
        #expect(whole.map(\.status) == [200, 200])
        for cut in 1..<bytes.count {
            let readings = read([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(readings.filter { $0 != .continueExpected } == whole, "cut at \(cut)")
            #expect(readings.contains(.continueExpected) == (cut == head.count), "cut at \(cut)")
        }
    }
}
