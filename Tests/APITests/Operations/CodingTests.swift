import API
import HTTP
import Schema
import Testing
import TratoTesting

/// Content codings of requests and answers, RFC 9110 sections 8.4 and 12.5.3.
struct CodingTests {
    private let server: TestServer

    init() throws { server = try TestServer() }

    private func post(
        _ coding: String, _ bytes: [UInt8], to path: String = "/v1/parties",
        headers: [(String, String)] = [], as client: Client? = nil
    ) -> TestResponse {
        (client ?? server.admin).send(
            .post, path,
            headers: [("Content-Type", "application/json"), ("Content-Encoding", coding)] + headers,
            bytes: bytes)
    }

    private static let body = Array("{\"kind\":\"person\",\"given_name\":\"Ana\"}".utf8)

    @Test(arguments: ["gzip", "x-gzip", "GZIP", " gzip ", "identity, gzip", "gzip,"])
    func `a body may be gzip`(coding: String) {
        let answer = post(coding, Gzip.pack(Self.body, level: 6))
        #expect(answer.status == 201, "\(answer)")
        #expect(answer.json["given_name"].string == "Ana")
    }

    @Test func `a body may say that it is plain, and gzip may come in members`() {
        #expect(post("identity", Self.body).status == 201)
        let half = Self.body.count / 2
        let members =
            Gzip.pack(Array(Self.body.prefix(half)), level: 1)
            + Gzip.pack(Array(Self.body.dropFirst(half)), level: 9)
        #expect(post("gzip", members).status == 201)
    }

    @Test(arguments: ["br", "deflate", "gzip, gzip", "gzip, br", "zstd", "gzipp", "aws-chunked"])
    func `another coding is refused with the one that is read`(coding: String) {
        let answer = post(coding, Gzip.pack(Self.body, level: 6))
        #expect(answer.status == 415, "\(answer)")
        #expect(answer.code == "unsupported_media_type")
        #expect(answer.header("accept-encoding") == "gzip")
    }

    @Test func `what is broken, ends early or goes on is 400`() {
        let packed = Gzip.pack(Self.body, level: 6)
        for bytes in [
            Self.body, Array(packed.dropLast()), packed + [0], packed + Self.body,
            Array(packed.prefix(10)), packed + packed.prefix(5),
        ] {
            let answer = post("gzip", bytes)
            #expect(answer.status == 400, "\(answer)")
            #expect(answer.code == "malformed_request")
        }
        let notJSON = post("gzip", Gzip.pack(Array("[1,]".utf8), level: 6))
        #expect(notJSON.code == "malformed_json")
        #expect(notJSON.json["offset"].integer == 3)
    }

    @Test func `a bomb is 413`() {
        let blank = [UInt8](repeating: 0x20, count: 9_000_000)
        let bomb = post("gzip", Gzip.pack(blank, level: 9))
        #expect(bomb.status == 413, "\(bomb)")
        #expect(bomb.code == "body_too_large")
        let small = post("gzip", Gzip.pack(Self.body + blank.prefix(50_000), level: 9))
        #expect(small.status == 413, "\(small)")
    }

    @Test func `nobody unpacks for strangers, and little for who logs in`() {
        let nobody = server.client(token: nil)
        #expect(post("gzip", [0x1F, 0x8B, 1], as: nobody).status == 401)
        // What does not even begin as gzip is nothing to unpack.
        #expect(post("gzip", [1], as: nobody).status == 400)
        let login = Array("{\"email\":\"a@b.example\",\"password\":\"0123456789\"}".utf8)
        func status(_ padding: Int) -> Int {
            // Digits without a pattern, so that the ratio is not what refuses them.
            var state: UInt64 = 1
            let noise = (0..<padding).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(0x30 + (state >> 33) % 10)
            }
            let body = Array("{\"x\":\"".utf8) + noise + Array("\"}".utf8)
            return post("gzip", Gzip.pack(body, level: 1), to: "/v1/sessions", as: nobody).status
        }
        #expect(
            post("gzip", Gzip.pack(login, level: 6), to: "/v1/sessions", as: nobody).status == 401)
        #expect(status(60_000) == 422)
        #expect(status(70_000) == 413)
    }

    @Test func `a key knows a body by its content, however it was packed`() {
        let key = [("Idempotency-Key", "k")]
        let first = post("gzip", Gzip.pack(Self.body, level: 1), headers: key)
        #expect(first.status == 201)
        for again in [
            post("gzip", Gzip.pack(Self.body, level: 9), headers: key),
            post("x-gzip", Gzip.pack(Self.body, level: 6) + Gzip.pack([], level: 6), headers: key),
            post("identity", Self.body, headers: key),
        ] {
            #expect(again.id == first.id, "\(again)")
            #expect(again.header("idempotency-replayed") == "true")
        }
        let other = post("gzip", Gzip.pack(Self.body + [0x20], level: 1), headers: key)
        #expect(other.code == "idempotency_key_reused")
    }

    @Test func `answers with a fresh secret are never gzip, others and replays are`() throws {
        let gzip = [("Accept-Encoding", "gzip, identity;q=0"), ("Idempotency-Key", "k")]
        try server.serving { connect in
            let client = try connect()
            let role = try #require(client.get("/v1/roles").data.first?["id"].string)
            let body: JSONValue = ["name": "k", "role_id": .string(role)]
            let made = client.post("/v1/api-keys", body, headers: gzip)
            #expect(made.status == 201, "\(made)")
            #expect(made.json["token"].string?.hasPrefix("trato_") == true)
            #expect(made.header("content-encoding") == nil)
            #expect(made.header("cache-control") == "no-store")
            let replayed = client.post("/v1/api-keys", body, headers: gzip)
            #expect(replayed.header("idempotency-replayed") == "true")
            #expect(replayed.header("content-encoding") == "gzip")
            #expect(replayed.etag == "\"1-gzip\"")
            let plain = try JSONValue(parsing: Gzip.unpack(replayed.body, limits: Limits()))
            #expect(plain["id"] == made.json["id"] && plain["token"].string == nil)
            let batch = client.post(
                "/v1/batch",
                ["operations": [["method": "POST", "path": "/v1/api-keys", "body": body]]],
                headers: [("Accept-Encoding", "gzip, identity;q=0")])
            #expect(batch.status == 200 && batch.header("content-encoding") == nil)
            let list = client.get("/v1/parties", headers: [gzip[0]])
            #expect(list.header("content-encoding") == "gzip")
            #expect(
                list.header("vary") == "Authorization, Accept, Accept-Encoding")
        }
    }

    @Test func `nothing is answered in no form`() {
        for path in ["/v1/parties", "/livez", "/docs"] {
            let answer = server.admin.get(path, headers: [("Accept-Encoding", "br, *;q=0")])
            #expect(answer.status == 406, "\(answer)")
            #expect(answer.code == "not_acceptable")
        }
        let events = server.admin.get(
            "/v1/changes",
            headers: [("Accept", "text/event-stream"), ("Accept-Encoding", "gzip, *;q=0")])
        #expect(events.status == 406)
    }

    @Test func `what a body would be taken as is told with the refusal`() throws {
        let post = server.admin.send(
            .post, "/v1/parties", headers: [("Content-Type", "text/xml")], bytes: [1])
        #expect(post.status == 415 && post.header("accept") == "application/json")
        let patch = server.admin.send(
            .patch, "/v1/parties/\(Fresh.id())", headers: [("Content-Type", "text/xml")], bytes: [1]
        )
        #expect(patch.header("accept") == "application/merge-patch+json, application/json")
        let two = [("Content-Type", "application/json"), ("Content-Type", "application/json")]
        let twice = server.admin.send(.post, "/v1/parties", headers: two, bytes: Self.body)
        #expect(twice.code == "malformed_request")
        let part = server.admin.put(
            "/v1/parties/by-external/erp/1", ["kind": "person"],
            headers: [("Content-Range", "bytes 0-1/9")])
        #expect(part.status == 400, "\(part)")
    }

    @Test func `a stream of events is for who wants it at least as much as JSON`() throws {
        for (accept, isStream) in [
            ("text/event-stream", true), ("text/event-stream, */*", true),
            ("application/json, text/event-stream", true), ("*/*", false), ("text/*", true),
            ("application/json, text/event-stream;q=0.9", false),
        ] {
            try server.serving { _ in
                let connection = try server.connection()
                connection.write(
                    .get, "/v1/changes",
                    headers: [
                        ("Accept", accept), ("Authorization", "Bearer \(server.admin.token ?? "")"),
                    ])
                let head = connection.readHead()
                let type = head.headers.first { $0.name == "Content-Type" }?.value
                #expect(head.status == 200, "\(accept)")
                #expect((type == "text/event-stream") == isStream, "\(accept)")
            }
        }
    }
}
