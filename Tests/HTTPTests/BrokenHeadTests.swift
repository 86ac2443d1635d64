import HTTP
import Testing

/// What is answered where no request was understood.
struct BrokenHeadTests {
    private static let host = "Host: a\r\n"
    private static let named = "X-Request-Id: mine\r\nOrigin: https://app.example\r\n"

    /// What stands behind the fields, and the status.
    static let broken: [(line: String, more: String, status: Int)] = [
        ("GET / HTTP/2.0", "\r\n", 505), ("BREW / HTTP/1.1", "\r\n", 501),
        ("POST / HTTP/1.1", "Transfer-Encoding: gzip, chunked\r\n\r\n", 501),
        ("GET / HTTP/1.1", "X : y\r\n\r\n", 400), ("GET /%zz HTTP/1.1", "\r\n", 400),
        ("GET / HTTP/1.1", "Host: b\r\n\r\n", 400),
        ("GET / HTTP/1.1", String(repeating: "A: b\r\n", count: 200), 431),
        ("POST / HTTP/1.1", "Content-Length: 99999999\r\n\r\n", 413),
        ("POST / HTTP/1.1", "Expect: tea\r\nContent-Length: 1\r\n\r\n", 417),
        ("TRACE / HTTP/1.1", "\r\n", 405),
    ]

    @Test(arguments: broken)
    func `a refusal has the id that the client gave, and its page may read it`(
        line: String, more: String, status: Int
    ) throws {
        let change: (inout ServerConfiguration) -> Void = {
            $0.crossOrigin = CrossOrigin(origins: ["https://app.example"])
        }
        try withServer(change: change) { server in
            let client = try TestClient(to: server)
            client.send("\(line)\r\n\(Self.host)\(Self.named)\(more)")
            let answer = try client.answer()
            #expect(answer.status == status)
            #expect(answer.fields["x-request-id"] == "mine")
            #expect(answer.fields["access-control-allow-origin"] == "https://app.example")
            #expect(answer.body.contains("\"request_id\":\"mine\""))
        }
    }

    @Test(
        arguments: ["", "\r\n", "\r\n\r\n"],
        [
            "HEAD / HTTP/1.1\r\n\r\n", "HEAD / HTTP/3.0\r\nHost: a\r\n\r\n",
            "HEAD /%zz HTTP/1.1\r\n\r\n",
            "HEAD / HTTP/1.1\r\nX : y\r\n\r\n",
        ])
    func `a refused HEAD is answered without content`(before: String, message: String) throws {
        try withServer { server in
            let client = try TestClient(to: server)
            client.send(before + message)
            #expect(try client.answer(bodiless: true).status >= 400)
            #expect(client.rest().isEmpty)
        }
    }

    @Test(arguments: [Transport.plain, .tls13])
    func `an empty line behind a request is no request`(over transport: Transport) throws {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            for ends in [false, true] {
                client.send("GET /x HTTP/1.1\r\n\(Self.host)\r\n\r\n")
                #expect(try client.answer().status == 200)
                if ends { client.send("\r\n") }
            }
            client.finishSending()
            #expect(client.rest().isEmpty)
            #expect(server.counts().refused.isEmpty)
        }
    }

    @Test func `empty lines are counted until a request comes, however they are cut`() throws {
        for count in 1...6 {
            for between in ["", "\r\n\r\n"] {
                let lines = Array(String(repeating: "\r\n", count: count).utf8)
                let request = Array("GET / HTTP/1.1\r\n\(Self.host)\r\n".utf8)
                let statuses = [count < 5 ? 200 : 400]
                let more = Array(between.utf8)
                let expected = count < 5 ? statuses + [200] : statuses
                #expect(read([lines + request + more + request]).map(\.status) == expected)
                #expect(
                    read((lines + request + more + request).map { [$0] }).map(\.status) == expected)
            }
        }
    }

    @Test func `plain HTTP where TLS is spoken is answered as plain HTTP is`() throws {
        let change: (inout ServerConfiguration) -> Void = { $0.strictTransportSeconds = 60 }
        try withServer(over: .tls13, change: change) { server in
            for method in ["GET", "HEAD"] {
                let client = try TestClient(to: server)
                client.send("\(method) / HTTP/1.1\r\n\(Self.host)\(Self.named)\r\n")
                let answer = try client.answer(bodiless: method == "HEAD")
                #expect(answer.status == 400)
                // RFC 6797 section 7.2.
                #expect(answer.fields["strict-transport-security"] == nil)
                #expect(answer.fields["x-request-id"] == "mine")
                #expect(client.rest().isEmpty)
            }
        }
    }
}
