import Schema
import Testing
import TratoTesting

struct SessionTests {
    private let server: TestServer
    private let password = "correct horse battery"
    private var nobody: Client { server.client(token: nil) }

    init() throws { server = try TestServer() }

    private func login(_ email: String, _ password: String) -> TestResponse {
        nobody.post("/v1/sessions", ["email": .string(email), "password": .string(password)])
    }

    @Test func `a person logs in with a password, works, and logs out`() throws {
        let id = try server.user("Luis", role: "sales_rep", password: password)
        let opened = login("luis@example.com", password)
        try #require(opened.status == 201, "\(opened)")
        #expect(opened.header("cache-control") == "no-store")
        let token = try #require(opened.json["token"].string)
        #expect(token.hasPrefix("session_"))
        let client = server.client(token: token)
        let me = client.get("/v1/me").json
        #expect(me["user_id"].string == id.text)
        #expect(me["role"] == "sales_rep")
        #expect(client.delete("/v1/sessions/current").status == 204)
        let after = client.get("/v1/me")
        #expect(after.status == 401)
        #expect(after.code == "unauthenticated")
        #expect(server.admin.get("/v1/sessions/\(opened.id)").code == "deleted")
    }

    @Test func `an e-mail is found however it is written`() throws {
        _ = try server.user("Luis", role: "sales_rep", password: password)
        #expect(login("LUIS@Example.COM", password).status == 201)
    }

    @Test func `a wrong password and an unknown person are told apart by nothing`() throws {
        _ = try server.user("Luis", role: "sales_rep", password: password)
        _ = try server.user("Silent", role: "sales_rep")
        let answers = [
            login("luis@example.com", "wrong horse battery"), login("nobody@example.com", password),
            login("silent@example.com", password),
        ]
        for answer in answers {
            #expect(answer.status == 401, "\(answer)")
            #expect(answer.json.without("request_id") == answers[0].json.without("request_id"))
        }
        for (body, faults): (JSONValue, [String]) in [
            ([:], ["/email required", "/password required"]),
            (["email": "a@b.example", "password": "x", "z": 1], ["/z unknown_field"]),
        ] {
            #expect(nobody.post("/v1/sessions", body).faults == faults)
        }
        #expect(nobody.post("/v1/sessions", []).status == 422)
    }

    @Test func `a password is hashed only for a request that is right otherwise`() throws {
        let role = server.admin.get("/v1/roles?name=read_only").data[0]["id"]
        let reader = server.client(token: try server.key(role: "read_only"))
        let body: JSONValue = [
            "name": "Rita", "email": "rita@example.com", "role_id": role,
            "password": .string(password),
        ]
        let users = "/v1/users"
        #expect(reader.post(users, body).status == 403)
        let wrong = body.merging(["email": "rita", "time_zone": 5, "x": 1])
        #expect(
            server.admin.post(users, wrong).faults.sorted() == [
                "/email malformed", "/time_zone wrong_type", "/x unknown_field",
            ])
        #expect(
            server.admin.post(users, body.merging(["password": "short"])).faults == [
                "/password too_short"
            ])
        let taken = body.merging(["email": "admin@example.com"])
        #expect(server.admin.post(users, taken).code == "already_exists")
        #expect(server.admin.post("\(users)?dry_run=true", body).status == 201)
        let change = server.admin.patch(
            "\(users)/\(server.administrator.text)", ["password": .string(password), "name": ""],
            match: "\"9\"")
        #expect(change.status == 412, "\(change)")
        #expect(server.application.passwords.count == 0)
        #expect(server.admin.get("\(users)?email=rita@example.com").data == [])
        let key = [("Idempotency-Key", "once")]
        let made = server.admin.post(users, body, headers: key)
        #expect(made.status == 201, "\(made)")
        #expect(made.json["version"] == 1)
        #expect(server.application.passwords.count == 1)
        let again = server.admin.post(users, body, headers: key)
        #expect(again.header("idempotency-replayed") == "true")
        #expect(again.id == made.id)
        #expect(server.application.passwords.count == 1)
    }

    @Test func `a login that cannot be one costs nothing`() throws {
        let long = JSONValue.string(String(repeating: "x", count: 1_025))
        let many = String(repeating: "a", count: 100_000) + "@example.com"
        for (body, faults): (JSONValue, [String]) in [
            (["email": "rita", "password": long], ["/email malformed", "/password too_long"]),
            (["email": .string(many), "password": .string(password)], ["/email malformed"]),
            (["email": 5, "password": []], ["/email wrong_type", "/password wrong_type"]),
        ] {
            let answer = nobody.post("/v1/sessions", body)
            #expect(answer.status == 422, "\(answer)")
            #expect(answer.faults == faults)
        }
        #expect(login("admin@example.com", "short").status == 401)
        #expect(server.application.passwords.count == 0)
    }

    @Test func `a session ends by itself`() throws {
        _ = try server.user("Luis", role: "sales_rep", password: password)
        let token = login("luis@example.com", password).json["token"].string
        let client = server.client(token: token)
        #expect(client.get("/v1/me").status == 200)
        server.time.advance(days: 15)
        #expect(client.get("/v1/me").status == 401)
    }

    @Test func `a new password and deactivation end all sessions at once`() throws {
        let id = try server.user("Luis", role: "sales_rep", password: password)
        let address = "/v1/users/\(id.text)"
        let first = server.client(token: login("luis@example.com", password).json["token"].string)
        #expect(first.get("/v1/me").status == 200)
        #expect(server.admin.patch(address, ["password": "another long password"]).status == 200)
        #expect(first.get("/v1/me").status == 401)
        #expect(login("luis@example.com", password).status == 401)
        let second = server.client(
            token: login("luis@example.com", "another long password").json["token"].string)
        #expect(second.get("/v1/me").status == 200)
        #expect(server.admin.post("\(address)/deactivate").status == 200)
        #expect(second.get("/v1/me").status == 401)
        #expect(login("luis@example.com", "another long password").status == 401)
    }

    @Test func `a password is never shown, nor kept where others read`() throws {
        let id = try server.user("Luis", role: "sales_rep", password: password)
        let texts = [
            server.admin.get("/v1/users/\(id.text)").text,
            server.admin.get("/v1/audit-entries?record_id=\(id.text)").text,
            server.admin.get("/v1/changes?resource=users").text,
        ]
        for text in texts {
            #expect(!text.contains(password))
            #expect(!text.contains("scrypt"))
        }
    }
}
