import HTTP
import Testing

struct CompressedAnswerTests {
    private static func request(_ target: String, _ codings: String?, method: String = "GET")
        -> String
    {
        "\(method) \(target) HTTP/1.1\r\nHost: a\r\n"
            + (codings.map { "Accept-Encoding: \($0)\r\n" } ?? "") + "\r\n"
    }

    private static func plain(_ answer: TestClient.Answer) throws -> Int {
        var limits = Limits()
        limits.unpackRatio = 2000
        return try Gzip.unpack(answer.content, limits: limits).count
    }

    @Test(arguments: [1024, 20_000, 32_768, 32_769, 400_000])
    func `an answer is gzip for who asks, and says so`(size: Int) throws {
        try withServer { server in
            let client = try TestClient(port: server.port)
            client.send(Self.request("/json?\(size)", "gzip, br"))
            let answer = try client.answer()
            #expect(answer.fields["content-encoding"] == "gzip")
            #expect(answer.fields["etag"] == "\"17-gzip\"")
            #expect(answer.fields["location"] == "/json")
            #expect(answer.fields["vary"] == "Authorization, Accept-Encoding")
            #expect(answer.fields["content-length"] == "\(answer.content.count)")
            #expect(answer.content.count < size / 2)
            #expect(try Self.plain(answer) == size)
            client.send(Self.request("/json?\(size)", nil))
            let identity = try client.answer()
            #expect(identity.fields["content-encoding"] == nil)
            #expect(identity.fields["etag"] == "\"17\"")
            #expect(identity.fields["vary"] == "Authorization, Accept-Encoding")
            #expect(identity.content.count == size)
        }
    }

    @Test(arguments: [2, 1_023, 1_024, 90_000], [nil, "gzip", "identity;q=0, gzip"])
    func `304 says what the answer would that it stands for`(size: Int, codings: String?) throws {
        try withServer { server in
            let client = try TestClient(port: server.port)
            for kind in ["", "secret,", "ready,"] {
                client.send(Self.request("/json?\(kind)\(size)", codings))
                let answer = try client.answer()
                client.send(Self.request("/known?\(kind)\(size)", codings))
                let known = try client.answer()
                #expect(known.status == 304)
                for name in ["etag", "cache-control", "vary"] {
                    #expect(known.fields[name] == answer.fields[name], "\(name) of \(kind)")
                }
                #expect(known.fields["content-encoding"] == nil)
            }
        }
    }

    @Test func `HEAD tells what GET tells`() throws {
        try withServer { server in
            let client = try TestClient(port: server.port)
            for target in [
                "/json?2", "/json?1024", "/json?90000", "/json?secret,5000", "/stream",
                "/pieces?5000",
            ] {
                for codings in [nil, "gzip", "identity;q=0, gzip"] {
                    client.send(Self.request(target, codings))
                    var get = try client.answer().fields
                    client.send(Self.request(target, codings, method: "HEAD"))
                    var head = try client.answer(bodiless: true).fields
                    for name in ["date", "x-request-id"] {
                        get[name] = nil
                        head[name] = nil
                    }
                    #expect(get == head, "\(target) \(codings ?? "")")
                }
            }
        }
    }

    @Test(arguments: [
        ("/json?1023", "gzip"), ("/json?2000", "gzip;q=0"), ("/json?2000", "identity"),
        ("/json?2000", "br"), ("/json?secret,2000", "gzip"),
        ("/json?secret,2000", "gzip, identity;q=0"), ("/none", "gzip"), ("/stream", "gzip"),
        ("/stream", "gzip, identity;q=0"),
        ("/pieces?90000", "identity"), ("/pieces?secret,9000", "gzip"),
    ])
    func `some answers come as they are`(target: String, codings: String) throws {
        try withServer { server in
            let client = try TestClient(port: server.port)
            client.send(Self.request(target, codings))
            let answer = try client.answer()
            #expect(answer.fields["content-encoding"] == nil)
            #expect(answer.fields["etag"].map { $0 == "\"17\"" } ?? true)
        }
    }

    @Test func `where plain content is refused even small answers and errors are gzip`() throws {
        try withServer { server in
            let client = try TestClient(port: server.port)
            for target in ["/json?2", "/echo", "/big?10"] {
                client.send(Self.request(target, "gzip, *;q=0"))
                let answer = try client.answer()
                #expect(answer.fields["content-encoding"] == "gzip", "\(target)")
                #expect(try Self.plain(answer) > 0)
            }
            client.send(Self.request("/p", "gzip, identity;q=0", method: "BREW"))
            let refusal = try client.answer()
            #expect(refusal.status == 501)
            #expect(try Self.plain(refusal) > 100)
        }
    }

    @Test func `what is at hand as gzip is not packed again`() throws {
        try withServer { server in
            let client = try TestClient(port: server.port)
            client.send(Self.request("/json?ready,100000", "gzip"))
            let ready = try client.answer()
            client.send(Self.request("/json?100000", "gzip"))
            let made = try client.answer()
            #expect(ready.content.count < made.content.count)
            #expect(try Self.plain(ready) == 100_000)
        }
    }

    @Test func `answers that are compressed elsewhere keep their place`() throws {
        try withServer { server in
            let client = try TestClient(port: server.port)
            let sizes = [200_000, 10, 1_500_000, 2000, 60_000, 5]
            client.send(sizes.map { Self.request("/json?\($0)", "gzip") }.joined())
            client.send("GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            for size in sizes {
                let answer = try client.answer()
                let count = size < 1024 ? answer.content.count : try Self.plain(answer)
                #expect(count == size)
            }
            #expect(try client.answer().fields["connection"] == "close")
            #expect(client.rest().isEmpty)
        }
    }

    @Test(arguments: [Transport.plain, .tls13], [0, 2, 999, 1001, 400_000])
    func `a long answer is packed piece by piece`(over transport: Transport, size: Int) throws {
        try withServer(over: transport) { server in
            let client = try transport.connect(to: server)
            client.send(Self.request("/pieces?\(size)", "gzip") + Self.request("/json?20", nil))
            let answer = try client.answer()
            #expect(answer.fields["content-encoding"] == "gzip")
            #expect(answer.fields["transfer-encoding"] == "chunked")
            #expect(answer.fields["etag"] == "\"17-gzip\"")
            #expect(answer.fields["vary"] == "Authorization, Accept-Encoding")
            #expect(try Self.plain(answer) == size)
            if size > 10_000 { #expect(answer.content.count < size / 2) }
            #expect(try client.answer().content.count == 20)
        }
    }

    @Test func `a long answer of HTTP 1.0 is packed up to the end of its connection`() throws {
        try withServer { server in
            let client = try TestClient(port: server.port)
            client.send("GET /pieces?90000 HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n")
            let all = client.rest()
            let end = try #require(all.firstRange(of: Array("\r\n\r\n".utf8)))
            let head = String(decoding: all[..<end.lowerBound], as: UTF8.self)
            #expect(head.contains("\r\nContent-Encoding: gzip"))
            let answer = TestClient.Answer(
                status: 200, fields: [:], content: Array(all[end.upperBound...]))
            #expect(try Self.plain(answer) == 90_000)
        }
    }

    @Test func `a client that leaves while its answer is compressed harms nobody`() throws {
        try withServer { server in
            for _ in 0..<20 {
                let client = try TestClient(port: server.port)
                client.send(Self.request("/json?800000", "gzip"))
            }
            let client = try TestClient(port: server.port)
            client.send(Self.request("/json?2000", "gzip"))
            #expect(try Self.plain(try client.answer()) == 2000)
        }
    }

    @Test func `without a threshold nothing is compressed and nothing varies`() throws {
        try withServer(change: { $0.compression = nil }) { server in
            let client = try TestClient(port: server.port)
            client.send(Self.request("/json?5000", "gzip"))
            let answer = try client.answer()
            #expect(answer.fields["content-encoding"] == nil)
            #expect(answer.fields["vary"] == "Authorization")
        }
    }

    @Test(arguments: [1, 3, 6, 9])
    func `every level makes the same content`(level: Int) throws {
        try withServer(change: { $0.compression = Compression(threshold: 64, level: level) }) {
            server in
            let client = try TestClient(port: server.port)
            for size in [64, 8192, 8193, 32_768, 50_000] {
                client.send(Self.request("/json?\(size)", "gzip"))
                #expect(try Self.plain(try client.answer()) == size)
            }
        }
    }
}
