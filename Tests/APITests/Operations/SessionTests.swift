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
