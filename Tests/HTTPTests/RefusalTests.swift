import Testing

@testable import HTTP

/// One hostile or broken message and the status it must get.
struct HostileCase: CustomTestStringConvertible, Sendable {
    var name: String
    var message: String
    var status: Int

    init(_ name: String, _ message: String, _ status: Int = 400) {
        self.name = name
        self.message = message
        self.status = status
    }

    var testDescription: String { name }
}

struct RefusalTests {
    private static let host = "Host: a\r\n"

    static let lines: [HostileCase] =
        [
            "GET  / HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET\t/ HTTP/1.1",
            "GET / x HTTP/1.1", "GET / http/1.1", "GET / HTTP/1.11", "GET / HTTP/1,1",
            "GET / HTTP /1.1", "GET / RTSP/1.0", "GET /", "GET", "G(T / HTTP/1.1",
            "GET a HTTP/1.1", "GET a:80 HTTP/1.1", "GET * HTTP/1.1", "PRI * HTTP/2.0",
            "GET /# HTTP/1.1", "GET /< HTTP/1.1", "GET /\\ HTTP/1.1", "GET /é HTTP/1.1",
            "GET /% HTTP/1.1", "GET /%4 HTTP/1.1", "GET /%zz HTTP/1.1", "GET /%00 HTTP/1.1",
            "GET /a;b HTTP/1.1", "CONNECT /a HTTP/1.1", "CONNECT a HTTP/1.1", "CONNECT a: HTTP/1.1",
            "CONNECT [::1] HTTP/1.1", "GET /a;x=/b HTTP/1.1", "GET /;/a HTTP/1.1",
            "GET /%0a HTTP/1.1",
            "GET /%c0%ae HTTP/1.1", "GET /../x HTTP/1.1",
            "GET /a/.. HTTP/1.1", "GET /a/./b HTTP/1.1", "GET /%2e%2e/x HTTP/1.1",
            "GET /..%2fx HTTP/1.1", "GET //x HTTP/1.1", "GET /a//b HTTP/1.1",
            "GET /?% HTTP/1.1", "GET /?< HTTP/1.1", "GET ftp://a/ HTTP/1.1",
            "GET https://a/ HTTP/1.1", "GET http:///x HTTP/1.1", "GET http://u@a/ HTTP/1.1",
        ].map { HostileCase($0, $0 + "\r\n" + host + "\r\n") } + [
            HostileCase("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
            HostileCase("HTTP/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505),
            HostileCase("a TLS handshake", "\u{16}\u{3}\u{1}\u{2}"),
            HostileCase("many empty lines", String(repeating: "\r\n", count: 20)),
        ]

    static let fields: [HostileCase] =
        [
            "", "Host:\r\n", "Host: a\r\nHost: a\r\n", "Host: a b\r\n", "Host: a/b\r\n",
            "Host: a:x\r\n", "Host: a:65536\r\n", "Host: [::1\r\n", "Host: [::g]\r\n",
            "Host: a@b\r\n", "Host: a%\r\n", "Host : a\r\n", "Host: a\r\nX y: z\r\n",
            "Host: a\r\n: z\r\n", "Host: a\r\nX\r\n", "Host: a\r\nX: 1\r\n 2\r\n",
            " X: 1\r\nHost: a\r\n", "Host: a\r\nX: a\0b\r\n", "Host: a\r\nX: a\u{1}b\r\n",
            "Host: a\r\nX: a\u{7f}b\r\n", "Host: a\nX: b\r\n", "Host: a\rX: b\r\n",
            "Host: a\r\nX: 12345678\u{b}12345678\r\n", "Host: a\r\nX\u{a0}: b\r\n",
            "Host: \(String(repeating: "a", count: 256))\r\n",
        ].map { HostileCase($0.debugDescription, "GET / HTTP/1.1\r\n" + $0 + "\r\n") }

    static let framings: [HostileCase] =
        [
            "Content-Length: \r\n", "Content-Length: -1\r\n", "Content-Length: +1\r\n",
            "Content-Length: 1,1\r\n", "Content-Length: 0x1\r\n", "Content-Length: 1 1\r\n",
            "Content-Length: 1\r\nContent-Length: 1\r\n",
            "Content-Length: 9223372036854775808\r\n",
            "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: \r\n", "Transfer-Encoding: identity\r\n",
            "Transfer-Encoding: chunked, chunked\r\n", "Transfer-Encoding: chunked;q=1\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: x, chunked\r\n", "Transfer-Encoding: , chunked\r\n",
        ].map { HostileCase($0, "POST / HTTP/1.1\r\nHost: a\r\n" + $0 + "\r\nx") } + [
            HostileCase(
                "chunked in HTTP/1.0",
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            HostileCase(
                "gzip, chunked",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
            HostileCase(
                "a huge length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n",
                413),
            HostileCase(
                "an unknown expectation",
                "POST / HTTP/1.1\r\nHost: a\r\nExpect: x\r\nContent-Length: 1\r\n\r\nx", 417),
        ]

    static let chunks: [HostileCase] =
        [
            "\r\n", "g\r\n", "0x1\r\nx\r\n", "-1\r\n", "1 \r\nx\r\n", "1;\r\nx\r\n",
            "1;a=\r\nx\r\n", "1;a=\"b\r\nx\r\n", "1\nx\r\n", "1\rx\r\n", "1\r\nx\n", "1\r\nxy\r\n",
            "00000000000000001\r\n", "ffffffffffffffff\r\n", "10000000000000000\r\n",
            "0\r\nX : y\r\n\r\n", "0\r\nX: a\0b\r\n\r\n", "0\n\r\n", "0\r\n\n",
            "1;" + String(repeating: "a", count: 2000) + "\r\nx\r\n",
            "0\r\nX: " + String(repeating: "a", count: 9000) + "\r\n\r\n",
        ].map {
            HostileCase(
                $0.debugDescription,
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + $0)
        } + [
            HostileCase(
                "a chunk over the limit",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n400001\r\n", 413)
        ]

    @Test(arguments: lines + fields + framings + chunks)
    func `it is refused and nothing behind it is read`(hostile: HostileCase) {
        let tail = "\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
        let readings = read(hostile.message + tail)
        #expect(readings.map(\.status) == [hostile.status])
    }

    @Test func `sizes beyond the limits are refused while they arrive`() {
        var limits = Limits()
        limits.requestLine = 64
        limits.headers = 128
        limits.fields = 3
        let long = String(repeating: "a", count: 200)
        #expect(read("GET /" + long, limits: limits) == [.refused(.uriTooLong)])
        #expect(
            read("GET / HTTP/1.1\r\nX: " + long, limits: limits) == [.refused(.headersTooLarge)])
        let many = "Host: a\r\nA: b\r\nC: d\r\nE: f\r\n\r\n"
        #expect(
            read("GET / HTTP/1.1\r\n" + many, limits: limits) == [.refused(.headersTooLarge)])
        let bytes = Array(("GET /" + long).utf8)
        #expect(read(bytes.map { [$0] }, limits: limits) == [.refused(.uriTooLong)])
    }

    @Test func `what is unusual but right is read`() {
        let right = [
            "GET / HTTP/1.1\r\nHost: a:\r\n\r\n", "GET / HTTP/1.1\r\nHost: LOCALHOST.\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~0Az: v\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX:\r\nY: \u{e9}\t\"q\\\"\r\n\r\n",
            "GET /a%20b%3Bc=1,2/:@ HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0002\r\n\r\nhi",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ChUnKeD\r\n\r\n"
                + "02 ; a = b\r\nhi\r\n000\r\n\r\n",
            "POST / HTTP/1.0\r\nContent-Length: 2\r\nExpect: nonsense\r\n\r\nhi",
        ]
        for message in right {
            #expect(read(message).map(\.status) == [200], "\(message.debugDescription)")
        }
    }

    @Test func `the authority of an absolute target replaces Host`() {
        let message = "GET HTTP://right:81/p HTTP/1.1\r\nHost: wrong\r\n\r\n"
        #expect(
            read(message) == [.request(line: "GET /p stays", fields: ["Host=right:81"], body: "")])
        let bare = "GET http://right?q HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(
            read(bare) == [.request(line: "GET / ?q stays", fields: ["Host=right"], body: "")])
    }
}
