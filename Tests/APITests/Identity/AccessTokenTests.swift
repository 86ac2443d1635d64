import Schema
import Testing
import TratoTesting

/// What an access token is good for, and until when.
struct AccessTokenTests {
    private let server: TestServer
    private var admin: Client { server.admin }

    init() throws { server = try TestServer() }

    @Test func `a key is traded for a token that does what the key does`() throws {
        let shop = try TokenClient(server)
        let answer = shop.ask(TokenClient.grant + shop.parameters)
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.header("content-type") == "application/json")
        #expect(answer.headers.filter { $0.name == "Cache-Control" }.map(\.value) == ["no-store"])
        #expect(answer.header("pragma") == "no-cache")
        #expect(answer.json["token_type"] == "Bearer")
        #expect(answer.json["expires_in"] == 3_600)
        #expect(answer.json.members.count == 3)
        let token = try #require(answer.json["access_token"].string)
        let client = server.client(token: token)
        let me = client.get("/v1/me").json
        #expect(me["name"] == "Shop")
        #expect(me["role"] == "integration")
        #expect(me["credential_id"].string == shop.id)
        let party = client.post("/v1/parties", ["kind": "person", "given_name": "Ana"])
        #expect(party.status == 201, "\(party)")
        #expect(party.json["created_by"].string == shop.id)
        let entries = admin.get("/v1/audit-entries?record_id=\(party.id)").data
        #expect(entries.map { $0["credential_id"].string } == [shop.id])
        #expect(client.get("/v1/api-keys").status == 403)
    }

    @Test func `a token is stored as a hash and shown once`() throws {
        let shop = try TokenClient(server)
        let token = try #require(try shop.token().token)
        for target in ["/v1/sessions", "/v1/audit-entries", "/v1/changes"] {
            let text = admin.get(target).text
            #expect(!text.contains(token))
            #expect(!text.contains("digest"))
        }
        let again = [("Idempotency-Key", "one")]
        let form = TokenClient.grant + shop.parameters
        let first = shop.ask(form, headers: again).json["access_token"].string
        let second = shop.ask(form, headers: again).json["access_token"].string
        #expect(first != nil && second != nil && first != second)
    }

    @Test func `a token is seen and ended like other sessions`() throws {
        let shop = try TokenClient(server, ["scopes": ["metrics"]])
        let client = try shop.token()
        #expect(client.get("/v1/me").status == 200)
        let seen = admin.get("/v1/sessions?key_id=\(shop.id)").data
        try #require(seen.count == 1)
        #expect(seen[0]["user_id"] == .null)
        #expect(seen[0]["scopes"] == ["metrics"])
        #expect(seen[0]["created_by"].string == shop.id)
        #expect(admin.delete("/v1/sessions/\(seen[0]["id"].string ?? "")").status == 204)
        #expect(client.get("/v1/me").status == 401)
        let other = try shop.token()
        #expect(other.delete("/v1/sessions/current").status == 204)
        #expect(other.get("/v1/me").status == 401)
        #expect(server.client(token: shop.secret).get("/v1/me").status == 200)
    }

    @Test func `a token ends by itself`() throws {
        let client = try TokenClient(server).token()
        #expect(client.get("/v1/me").status == 200)
        server.time.advance(milliseconds: 3_599_999)
        #expect(client.get("/v1/me").status == 200)
        server.time.advance(milliseconds: 1)
        #expect(client.get("/v1/me").status == 401)
    }

    @Test func `a token ends with its key`() throws {
        let end = server.time.now.adding(seconds: 90)
        let brief = try TokenClient(server, ["expires_at": .string(end.text)])
        #expect(brief.ask(TokenClient.grant + brief.parameters).json["expires_in"] == 90)
        let shop = try TokenClient(server)
        let client = try shop.token()
        #expect(client.get("/v1/me").status == 200)
        #expect(
            admin.patch("/v1/api-keys/\(shop.id)", ["expires_at": .string(end.text)]).status == 200)
        server.time.advance(seconds: 89)
        #expect(client.get("/v1/me").status == 200)
        server.time.advance(seconds: 1)
        #expect(client.get("/v1/me").status == 401)
        let other = try TokenClient(server)
        let another = try other.token()
        #expect(another.get("/v1/me").status == 200)
        #expect(admin.delete("/v1/api-keys/\(other.id)").status == 204)
        #expect(another.get("/v1/me").status == 401)
        let ended = admin.get("/v1/audit-entries?type=session.deleted").data
        #expect(ended.count == 1)
    }

    @Test func `a token of a key that acts for somebody acts for them and ends with them`() throws {
        let user = try server.user("Rita", role: "integration")
        let client = try TokenClient(server, ["user_id": .string(user.text)]).token()
        let party = client.post("/v1/parties", ["kind": "person", "given_name": "Ana"])
        #expect(party.json["created_by"].string == user.text)
        #expect(admin.post("/v1/users/\(user.text)/deactivate").status == 200)
        #expect(client.get("/v1/me").status == 401)
    }

    @Test func `a token has the scopes that were asked for, and never more than its key`() throws {
        let shop = try TokenClient(server, ["scopes": ["metrics"]])
        let all = shop.ask(TokenClient.grant + shop.parameters)
        #expect(all.json["scope"] == "metrics")
        let named = shop.ask(TokenClient.grant + "&scope=metrics" + shop.parameters)
        #expect(named.json["scope"] == "metrics")
        let client = try shop.token(scope: "metrics")
        #expect(client.get("/v1/me").json["scopes"] == ["metrics"])
        #expect(admin.patch("/v1/api-keys/\(shop.id)", ["scopes": []]).status == 200)
        #expect(client.get("/v1/me").json["scopes"] == [])
    }

    @Test func `the last use of a key is noted when a token of it is used`() throws {
        let shop = try TokenClient(server)
        let client = try shop.token()
        #expect(admin.get("/v1/api-keys/\(shop.id)").json["last_used_at"] == .null)
        #expect(client.get("/v1/me").status == 200)
        // The note is a write of its own; one that comes after it waits for it.
        #expect(admin.post("/v1/teams", ["name": "North"]).status == 201)
        #expect(
            admin.get("/v1/api-keys/\(shop.id)").json["last_used_at"].string
                == server.time.now.text)
    }

    @Test func `a repeated request with a new token is the same request`() throws {
        let shop = try TokenClient(server)
        let key = [("Idempotency-Key", "one")]
        let body: JSONValue = ["kind": "person", "given_name": "Ana"]
        let first = try shop.token().post("/v1/parties", body, headers: key)
        let second = try shop.token().post("/v1/parties", body, headers: key)
        #expect(second.header("idempotency-replayed") == "true")
        #expect(first.id == second.id)
    }

    @Test func `expired tokens are forgotten`() throws {
        _ = try TokenClient(server).token()
        server.time.advance(seconds: 3_601)
        server.application.runJobs()
        #expect(admin.post("/v1/teams", ["name": "North"]).status == 201)
        #expect(
            try server.read {
                try $0.first(text: "SELECT COUNT(*) FROM sessions") {
                    $0.integer(0)
                }
            } == 0)
    }
}
