import HTTP
import Testing

/// What a client sends and what must come back: statuses in order, then whether the connection
/// ends or serves another request.
struct ConversationCase: CustomTestStringConvertible, Sendable {
    var name: String
    var message: String
    var outcome: String

    init(_ name: String, _ message: String, _ outcome: String) {
        self.name = name
        self.message = message
        self.outcome = outcome
    }

    var testDescription: String { name }
}

/// Whole conversations over a socket, read with a hostile mind: each is a sentence of RFC 9110 or
/// RFC 9112 that two implementations might understand differently.
struct ExchangeTests {
    private static let get = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"

    private static func get(_ fields: String) -> String {
        "GET /echo HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n"
    }

    private static func chunked(_ body: String, _ fields: String = "") -> String {
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\(fields)\r\n\(body)"
    }

    static let persistence: [ConversationCase] = [
        .init("close in capitals", get("Connection: CLOSE"), "200;close"),
        .init("close among others, after a tab", get("Connection: x,\tclose ,y"), "200;close"),
        .init("close in quotes is no option", get("Connection: \"close\""), "200;open"),
        .init("closed is another word", get("Connection: closed"), "200;open"),
        .init("empty elements", get("Connection: ,, ,"), "200;open"),
        .init(
            "keep-alive does not save from close",
            get("Connection: keep-alive\r\nConnection: close"), "200;close"),
        .init("options name fields, which stay", get("Connection: host, x\r\nX: 1"), "200;open"),
        .init("what follows a close is not read", get("Connection: close") + get, "200;close"),
        .init("HTTP/1.0 ends", "GET /echo HTTP/1.0\r\n\r\n", "200;close"),
        .init(
            "HTTP/1.0 stays when asked", "GET /echo HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
            "200;open"),
        .init(
            "HTTP/1.0 and both", "GET /echo HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n",
            "200;close"),
        .init(
            "Keep-Alive alone is no option", "GET /echo HTTP/1.0\r\nKeep-Alive: timeout=5\r\n\r\n",
            "200;close"),
        .init("Proxy-Connection is nothing", get("Proxy-Connection: close"), "200;open"),
        .init("HTTP/1.9 is read as HTTP/1.1", "GET /echo HTTP/1.9\r\nHost: a\r\n\r\n", "200;open"),
        .init(
            "an upgrade is declined",
            get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA"),
            "200;open"),
        .init(
            "a websocket is declined", get("Connection: Upgrade\r\nUpgrade: websocket"), "200;open"),
    ]

    static let targets: [ConversationCase] = [
        .init(
            "the target's authority wins", "GET http://b/echo HTTP/1.1\r\nHost: a\r\n\r\n",
            "200;open"),
        .init(
            "Host is checked though it loses", "GET http://b/echo HTTP/1.1\r\nHost: a b\r\n\r\n",
            "400;close"),
        .init("and must be there", "GET http://b/echo HTTP/1.1\r\n\r\n", "400;close"),
        .init(
            "the scheme in capitals", "GET HTTP://b/echo HTTP/1.1\r\nHost: a\r\n\r\n", "200;open"),
        .init(
            "an authority of version 6", "GET http://[::1]:80/echo HTTP/1.1\r\nHost: a\r\n\r\n",
            "200;open"),
        .init(
            "an authority with a zone", "GET http://[::1%251]/echo HTTP/1.1\r\nHost: a\r\n\r\n",
            "400;close"),
        .init(
            "a query behind the authority", "GET http://b?x HTTP/1.1\r\nHost: a\r\n\r\n", "200;open"
        ),
        .init("a fragment", "GET http://b/#x HTTP/1.1\r\nHost: a\r\n\r\n", "400;close"),
        .init("no authority", "GET http:/echo HTTP/1.1\r\nHost: a\r\n\r\n", "400;close"),
        .init("OPTIONS of the server", "OPTIONS http://b HTTP/1.1\r\nHost: a\r\n\r\n", "204;open"),
        .init(
            "OPTIONS with a slash is of the path", "OPTIONS http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
            "200;open"),
        .init("an asterisk with a query", "OPTIONS *?x HTTP/1.1\r\nHost: a\r\n\r\n", "400;close"),
        .init("POST of an asterisk", "POST * HTTP/1.1\r\nHost: a\r\n\r\n", "400;close"),
        .init("CONNECT ends", "CONNECT b:443 HTTP/1.1\r\nHost: a\r\n\r\n" + get, "405;close"),
        .init("CONNECT to nowhere", "CONNECT http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "400;close"),
        .init("dots with parameters", "GET /a/..;x/b HTTP/1.1\r\nHost: a\r\n\r\n", "400;close"),
        .init(
            "hidden dots with parameters", "GET /a/%2e%2E;/b HTTP/1.1\r\nHost: a\r\n\r\n",
            "400;close"),
        .init(
            "dots behind a hidden backslash", "GET /a%5C..%5Cb HTTP/1.1\r\nHost: a\r\n\r\n",
            "400;close"),
        .init(
            "escapes of escapes are text", "GET /%252e%252e HTTP/1.1\r\nHost: a\r\n\r\n", "200;open"
        ),
        .init("three dots are a name", "GET /.../..a HTTP/1.1\r\nHost: a\r\n\r\n", "200;open"),
        .init("a half surrogate", "GET /%ED%A0%80 HTTP/1.1\r\nHost: a\r\n\r\n", "400;close"),
        .init("methods in small letters", "get /echo HTTP/1.1\r\nHost: a\r\n\r\n", "501;open"),
        .init(
            "a method of every token character",
            "!#$%&'*+-.^_`|~09 /echo HTTP/1.1\r\nHost: a\r\n\r\n", "501;open"),
        .init("an answer as a request", "HTTP/1.1 200 OK\r\nHost: a\r\n\r\n", "400;close"),
    ]

    static let fields: [ConversationCase] = [
        .init("a name of every token character", get("!#$%&'*+-.^_`|~09: x"), "200;open"),
        .init("no space behind the colon", "GET /echo HTTP/1.1\r\nHost:a\r\n\r\n", "200;open"),
        .init("nothing behind the colon", get("X:"), "200;open"),
        .init("a port of no digits", "GET /echo HTTP/1.1\r\nHost: a:\r\n\r\n", "200;open"),
        .init("a future address", "GET /echo HTTP/1.1\r\nHost: [v1.a]\r\n\r\n", "400;close"),
        .init(
            "a host of version 4 in 6", "GET /echo HTTP/1.1\r\nHost: [::ffff:192.0.2.1]:80\r\n\r\n",
            "200;open"),
        .init(
            "two hosts in HTTP/1.0", "GET /echo HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", "400;close"
        ),
        .init("a broken host in HTTP/1.0", "GET /echo HTTP/1.0\r\nHost: a b\r\n\r\n", "400;close"),
        .init("a CR before the CRLF", get("X: a\r"), "400;close"),
        .init("a CR before the first line", "\r" + get, "400;close"),
        .init("a CRLF before the first line", "\r\n" + get, "200;open"),
        .init(
            "a form feed before a length",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length:\u{C}1\r\n\r\nx", "400;close"),
        .init(
            "a vertical tab before a coding",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\u{B}chunked\r\n\r\n0\r\n\r\n",
            "400;close"),
        .init(
            "an underscore is not a dash",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer_Encoding: chunked\r\n\r\n" + get,
            "200,200;open"),
        .init("a range is not served", get("Range: bytes=0-1\r\nIf-Range: \"x\""), "200;open"),
        .init(
            "codings of the transfer that are wished",
            get("TE: trailers, gzip;q=0.5\r\nConnection: TE"), "200;open"),
    ]

    static let bodies: [ConversationCase] = [
        .init(
            "a body nobody asked for",
            "GET /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + get, "200,200;open"),
        .init(
            "a length with leading zeros",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 00000000000000000000003\r\n\r\nabc"
                + get, "200,200;open"),
        .init(
            "a length between spaces",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \t3\t \r\n\r\nabc" + get,
            "200,200;open"),
        .init(
            "lengths that only mean the same",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 03\r\n\r\nabc",
            "400;close"),
        .init(
            "a length in the trailer", chunked("1\r\nx\r\n0\r\nContent-Length: 9\r\n\r\n") + get,
            "200,200;open"),
        .init(
            "a coding in the trailer", chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n") + get,
            "200,200;open"),
        .init("a folded trailer", chunked("0\r\nA: b\r\n c\r\n\r\n"), "400;close"),
        .init("a trailer without a colon", chunked("0\r\nA\r\n\r\n"), "400;close"),
        .init("a trailer that ends in LF", chunked("0\r\nA: b\n\r\n"), "400;close"),
        .init(
            "a large trailer", chunked("0\r\nA: \(String(repeating: "b", count: 9000))\r\n\r\n"),
            "400;close"),
        .init(
            "spaces around an extension", chunked("1 ;\ta = b\r\nx\r\n0\r\n\r\n") + get,
            "200,200;open"),
        .init(
            "a quoted extension with a CRLF in it", chunked("1;a=\"\r\n\"\r\nx\r\n0\r\n\r\n"),
            "400;close"),
        .init(
            "a quoted extension with a quote in it",
            chunked("1;a=\"\\\"\"\r\nx\r\n0\r\n\r\n") + get, "200,200;open"),
        .init("an extension without a name", chunked("1;\r\nx\r\n0\r\n\r\n"), "400;close"),
        .init("an extension without a value", chunked("1;a=\r\nx\r\n0\r\n\r\n"), "400;close"),
        .init("a space behind a size", chunked("1 \r\nx\r\n0\r\n\r\n"), "400;close"),
        .init(
            "a size of seventeen digits", chunked("00000000000000001\r\nx\r\n0\r\n\r\n"),
            "400;close"),
        .init("a size beyond 63 bits", chunked("8000000000000000\r\nx"), "400;close"),
        .init("a size of 63 bits", chunked("7fffffffffffffff\r\nx"), "413;close"),
        .init("an end of several zeros", chunked("1\r\nx\r\n0000\r\n\r\n") + get, "200,200;open"),
        .init("a chunk that is shorter than it says", chunked("3\r\nab\r\n0\r\n\r\n"), "400;close"),
        .init("an empty line in the place of a size", chunked("\r\n0\r\n\r\n"), "400;close"),
        .init(
            "a CRLF behind a body is skipped",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx\r\n" + get, "200,200;open"
        ),
        .init(
            "the coding in capitals",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n" + get,
            "200,200;open"),
        .init(
            "a body of a method that is not known",
            "BREW /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
                + get, "501,200;open"),
    ]

    static let expectations: [ConversationCase] = [
        .init(
            "the word in capitals",
            "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-CONTINUE\r\nContent-Length: 1\r\n\r\nx",
            "200;open"),
        .init(
            "the word twice",
            "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue, 100-continue\r\nContent-Length: 1\r\n\r\nx",
            "200;open"),
        .init("an empty expectation", get("Expect:"), "200;open"),
        .init("another one beside it", get("Expect: 100-continue, x"), "417;close"),
        .init("one with parameters", get("Expect: 100-continue;x=1"), "417;close"),
        .init("none in HTTP/1.0", "GET /echo HTTP/1.0\r\nExpect: x\r\n\r\n", "200;close"),
        .init(
            "nothing to send",
            "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
            "200;open"),
        .init(
            "too much to send",
            "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n",
            "413;close"),
    ]

    @Test(arguments: persistence + targets + fields + bodies + expectations)
    func `each conversation has its one outcome`(_ conversation: ConversationCase) throws {
        try withServer { server in
            let client = try TestClient(port: server.port)
            client.send(conversation.message)
            let statuses = conversation.outcome.prefix { $0 != ";" }.split(separator: ",")
            for status in statuses { #expect("\(try client.answer().status)" == status) }
            if conversation.outcome.hasSuffix(";open") {
                client.send("GET /probe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(try client.answer().body == "GET /probe 127.0.0.1 ")
            }
            #expect(client.rest().isEmpty)
        }
    }

    @Test func `limits hold to the byte`() throws {
        var limits = Limits()
        limits.body = 1000
        limits.fields = 10
        limits.requestLine = 200
        limits.headers = 400
        let path = String(repeating: "p", count: 200 - "GET / HTTP/1.1\r\n".utf8.count)
        let value = String(repeating: "v", count: 400 - "Host: a\r\nX: \r\n\r\n".utf8.count)
        let many = (0..<9).map { "X\($0): y\r\n" }.joined()
        func body(_ count: Int) -> String { String(repeating: "x", count: count) }
        let cases: [(String, String)] = [
            ("GET /\(path) HTTP/1.1\r\nHost: a\r\n\r\n", "200"),
            ("GET /\(path)p HTTP/1.1\r\nHost: a\r\n\r\n", "414"),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: \(value)\r\n\r\n", "200"),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: \(value)v\r\n\r\n", "431"),
            ("GET / HTTP/1.1\r\nHost: a\r\n\(many)\r\n", "200"),
            ("GET / HTTP/1.1\r\nHost: a\r\n\(many)Y: z\r\n\r\n", "431"),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n\(body(1000))", "200"),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n", "413"),
            (Self.chunked("258\r\n\(body(600))\r\n190\r\n\(body(400))\r\n0\r\n\r\n"), "200"),
            (Self.chunked("258\r\n\(body(600))\r\n191\r\n"), "413"),
        ]
        try withServer(limits: limits) { server in
            for (message, status) in cases {
                let client = try TestClient(port: server.port)
                client.send(message)
                #expect("\(try client.answer().status)" == status, "\(message.prefix(60))")
            }
        }
    }

    @Test func `a trace that is named twice is not continued`() throws {
        let parent = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        try withServer { server in
            let client = try TestClient(port: server.port)
            client.send(Self.get(parent))
            #expect(try client.answer().fields["traceparent"] != nil)
            client.send(Self.get(parent + "\r\n" + parent))
            #expect(try client.answer().fields["traceparent"] == nil)
        }
    }
}
