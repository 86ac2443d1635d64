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
    ]

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
}
