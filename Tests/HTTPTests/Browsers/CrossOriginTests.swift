import HTTP
import Testing

struct CrossOriginTests {
    private static let listed = "https://app.example"

    private static func withOrigins(
        _ origins: [String], fields: [String] = [], _ body: (TestClient) throws -> Void
    ) throws {
        let change: (inout ServerConfiguration) -> Void = {
            $0.crossOrigin = CrossOrigin(origins: origins, requestFields: fields)
        }
        try withServer(change: change) { try body(try TestClient(port: $0.port)) }
    }

    private static func ask(
        _ client: TestClient, _ line: String, _ fields: String
    ) throws -> TestClient.Answer {
        client.send("\(line) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        return try client.answer()
    }

    @Test func `nothing is said until origins are listed`() throws {
        try withServer { server in
            let client = try TestClient(port: server.port)
            let answer = try Self.ask(client, "GET /echo", "Origin: \(Self.listed)\r\n")
            #expect(!answer.fields.keys.contains { $0.hasPrefix("access-control") })
            #expect(answer.fields["vary"] == "Accept-Encoding")
        }
    }

    @Test func `an answer to a listed origin may be read, errors too`() throws {
        try Self.withOrigins(["http://localhost:3000", Self.listed]) { client in
            let lines = [
                "GET /echo", "GET /unchanged", "GET /none", "GET /drop", "BREW /tea", "TRACE /",
                "GET /stream", "OPTIONS *",
            ]
            for line in lines {
                let answer = try Self.ask(client, line, "Origin: \(Self.listed)\r\n")
                #expect(answer.fields["access-control-allow-origin"] == Self.listed, "\(line)")
                let exposed = try #require(answer.fields["access-control-expose-headers"])
                for name in ["ETag", "Location", "Link", "X-Request-Id", "Retry-After"] {
                    #expect(exposed.contains(name))
                }
                #expect(answer.fields["vary"]?.hasSuffix("Origin") == true, "\(line)")
                #expect(answer.fields["access-control-allow-credentials"] == nil)
            }
            let tooLarge = try Self.ask(
                client, "POST /p", "Origin: \(Self.listed)\r\nContent-Length: 99999999\r\n")
            #expect(tooLarge.status == 413)
            #expect(tooLarge.fields["access-control-allow-origin"] == Self.listed)
        }
    }

    @Test(arguments: [
        "Origin: https://evil.example", "Origin: https://app.example.evil.example",
        "Origin: http://app.example", "Origin: https://app.example:8443", "Origin: null",
        "Origin: HTTPS://APP.EXAMPLE", "Origin: https://app.example/", "Origin: *", "Origin:",
        "Origin: https://app.example, https://evil.example", "X: y",
        "Origin: https://app.example\r\nOrigin: https://app.example",
    ])
    func `others hear nothing but that it depends`(field: String) throws {
        try Self.withOrigins([Self.listed]) { client in
            let lines = ["GET /echo", "OPTIONS *"]
            for line in lines {
                let asked = "Access-Control-Request-Method: PUT\r\n"
                let answer = try Self.ask(client, line, "\(field)\r\n\(asked)")
                #expect(!answer.fields.keys.contains { $0.hasPrefix("access-control") })
                #expect(answer.fields["vary"]?.hasSuffix("Origin") == true)
            }
        }
    }

    @Test func `a preflight hears what it may do`() throws {
        try Self.withOrigins([Self.listed], fields: ["X-App-Version"]) { client in
            let answer = try Self.ask(
                client, "OPTIONS *",
                "Origin: \(Self.listed)\r\nAccess-Control-Request-Method: PATCH\r\n"
                    + "Access-Control-Request-Headers: authorization,x-evil\r\n")
            #expect(answer.status == 204)
            #expect(answer.fields["access-control-allow-origin"] == Self.listed)
            #expect(answer.fields["access-control-allow-methods"] == answer.fields["allow"])
            #expect(answer.fields["access-control-max-age"] == "7200")
            #expect(answer.fields["access-control-expose-headers"] == nil)
            let allowed = try #require(answer.fields["access-control-allow-headers"])
            for name in ["Authorization", "Content-Type", "If-Match", "Idempotency-Key"] {
                #expect(allowed.contains(name))
            }
            #expect(allowed.hasSuffix("X-App-Version") && !allowed.contains("evil"))
            let plain = try Self.ask(client, "OPTIONS *", "Origin: \(Self.listed)\r\n")
            #expect(plain.fields["access-control-allow-methods"] == nil)
        }
    }

    @Test func `with any origin welcome the answer is the same for all`() throws {
        try Self.withOrigins([]) { client in
            for field in ["Origin: https://some.example\r\n", "Origin: null\r\n", ""] {
                let answer = try Self.ask(client, "GET /echo", field)
                #expect(answer.fields["access-control-allow-origin"] == "*")
                #expect(answer.fields["vary"] == "Accept-Encoding")
            }
            client.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try client.answer().fields["access-control-allow-origin"] == "*")
        }
    }
}

struct SecurityFieldTests {
    @Test func `every answer with content tells browsers to do nothing with it`() throws {
        try withServer { server in
            let client = try TestClient(port: server.port)
            for path in ["/echo", "/drop", "/stream", "/json?9", "/json?9000"] {
                client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                let fields = try client.answer().fields
                #expect(fields["x-content-type-options"] == "nosniff")
                #expect(fields["x-frame-options"] == "DENY")
                #expect(fields["referrer-policy"] == "no-referrer")
                #expect(
                    fields["content-security-policy"]
                        == "default-src 'none'; frame-ancestors 'none'")
                #expect(
                    fields["cache-control"]
                        == (path.hasPrefix("/json") ? "private, no-cache" : "no-store"))
                #expect(fields["strict-transport-security"] == nil)
            }
            client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.answer().fields["content-security-policy"] == nil)
            client.send("GET / HTTP/1.1\r\n\r\n")
            let refusal = try client.answer().fields
            #expect(refusal["x-content-type-options"] == "nosniff")
            #expect(refusal["cache-control"] == "no-store")
        }
    }
}
