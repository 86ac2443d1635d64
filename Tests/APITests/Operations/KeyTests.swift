import Schema
import Testing
import TratoTesting

struct KeyTests {
    private let server: TestServer
    private var admin: Client { server.admin }

    init() throws { server = try TestServer() }

    private func makeKey(_ members: JSONValue = [:]) throws -> (id: String, client: Client) {
        let role = admin.get("/v1/roles?name=read_only").data.first?["id"] ?? .null
        let made = admin.post(
            "/v1/api-keys", (["name": "Script", "role_id": role] as JSONValue).merging(members))
        guard made.status == 201, let token = made.json["token"].string else {
            throw Unexpected("key", made)
        }
        return (made.id, server.client(token: token))
    }

    @Test func `a token is shown once and stored nowhere`() throws {
        let (id, client) = try makeKey()
        let token = try #require(client.token)
        #expect(token.hasPrefix("trato_"))
        let read = admin.get("/v1/api-keys/\(id)")
        #expect(read.json["prefix"].string == String(token.prefix(12)))
        for text in [
            read.text, admin.get("/v1/api-keys").text, admin.get("/v1/audit-entries").text,
            admin.get("/v1/changes").text,
        ] {
            #expect(!text.contains(token))
            #expect(!text.contains("digest"))
        }
        #expect(client.get("/v1/parties").status == 200)
    }

    @Test func `a revoked key is refused at once and for good`() throws {
        let (id, client) = try makeKey()
        #expect(client.get("/v1/me").status == 200)
        #expect(admin.delete("/v1/api-keys/\(id)").status == 204)
        #expect(client.get("/v1/me").status == 401)
        #expect(admin.post("/v1/api-keys/\(id)/restore").status == 404)
        #expect(client.get("/v1/me").status == 401)
    }

    @Test func `a key ends when it says`() throws {
        let end = server.time.now.adding(seconds: 60)
        let (_, client) = try makeKey(["expires_at": .string(end.text)])
        #expect(client.get("/v1/me").status == 200)
        server.time.advance(milliseconds: 59_999)
        #expect(client.get("/v1/me").status == 200)
        server.time.advance(milliseconds: 1)
        #expect(client.get("/v1/me").status == 401)
        let role = admin.get("/v1/roles?name=read_only").data[0]["id"]
        expect(
            admin.post(
                "/v1/api-keys", ["name": "Late", "role_id": role, "expires_at": .string(end.text)]),
            refuses: "/expires_at in_the_past")
    }

    @Test func `what a role may do changes at once`() throws {
        try server.role("custom", [(resource: "parties", actions: ["read"], sight: "all")])
        let client = try server.person("Rita", role: "custom")
        #expect(client.get("/v1/parties").status == 200)
        #expect(client.get("/v1/teams").status == 403)
        let role = admin.get("/v1/roles?name=custom").data[0]
        let changed = admin.patch(
            "/v1/roles/\(role["id"].string ?? "")",
            ["rights": [["resource": "teams", "actions": ["read"], "sight": "all"]]])
        #expect(changed.status == 200, "\(changed)")
        #expect(client.get("/v1/parties").status == 403)
        #expect(client.get("/v1/teams").status == 200)
    }

    @Test func `a key ends with the person it acts for`() throws {
        let user = try server.user("Rita", role: "read_only")
        let client = server.client(token: try server.key(role: "read_only", user: user))
        #expect(client.get("/v1/me").json["user_id"].string == user.text)
        #expect(admin.post("/v1/users/\(user.text)/deactivate").status == 200)
        #expect(client.get("/v1/me").status == 401)
        #expect(admin.post("/v1/users/\(user.text)/activate").status == 200)
        // Who comes back gets a new key.
        #expect(client.get("/v1/me").status == 401)
    }

    @Test func `me tells who the credential belongs to and what it may do`() throws {
        try server.role(
            "custom",
            [
                (resource: "parties", actions: ["read", "create"], sight: "team"),
                (resource: "teams", actions: ["*"], sight: "all"),
            ])
        let client = try server.person("Rita", role: "custom")
        let me = client.get("/v1/me")
        #expect(me.status == 200)
        #expect(me.json["name"] == "Rita")
        #expect(me.json["role"] == "custom")
        #expect(
            me.json["rights"] == [
                ["resource": "parties", "action": "create", "sight": "team"],
                ["resource": "parties", "action": "read", "sight": "team"],
                ["resource": "teams", "action": "*", "sight": "all"],
            ])
        let key = server.client(token: try server.key(role: "read_only")).get("/v1/me").json
        #expect(key["user_id"] == .null)
        #expect(
            server.client(token: try server.key(role: "read_only")).get("/v1/parties?owner_id=me")
                .code == "bad_parameter")
    }

    @Test func `the last administrator stays`() throws {
        let address = "/v1/users/\(server.administrator.text)"
        for answer in [
            admin.post("\(address)/deactivate"), admin.delete(address),
            admin.patch(address, ["role_id": admin.get("/v1/roles?name=read_only").data[0]["id"]]),
        ] {
            #expect(answer.status == 409, "\(answer)")
            #expect(answer.code == "in_use", "\(answer)")
        }
        #expect(admin.get("/v1/me").status == 200)
    }

    @Test func `a role that makes administrators keeps its rights while nobody else has them`()
        throws
    {
        try server.role("owner", [(resource: "*", actions: ["*"], sight: "all")])
        let role = admin.get("/v1/roles?name=owner").data[0]["id"]
        let address = "/v1/users/\(server.administrator.text)"
        let moved = admin.patch(address, ["role_id": role])
        #expect(moved.status == 200, "\(moved)")
        let answer = admin.patch("/v1/roles/\(role.string ?? "")", ["rights": []])
        #expect(answer.status == 409, "\(answer)")
        #expect(answer.code == "in_use")
        #expect(admin.get("/v1/me").status == 200)
    }

    @Test func `nobody gives a key more than they have`() throws {
        try server.role(
            "clerk",
            [
                (resource: "api-keys", actions: ["*"], sight: "all"),
                (resource: "roles", actions: ["read"], sight: "all"),
            ])
        let clerk = try server.person("Clara", role: "clerk")
        let roles = clerk.get("/v1/roles").data
        func role(_ name: JSONValue) -> JSONValue {
            roles.first { $0["name"] == name }?["id"] ?? .null
        }
        let more = clerk.post("/v1/api-keys", ["name": "Mine", "role_id": role("admin")])
        #expect(more.status == 403, "\(more)")
        #expect(more.code == "forbidden")
        let same = clerk.post("/v1/api-keys", ["name": "Mine", "role_id": role("clerk")])
        #expect(same.status == 201, "\(same)")
    }
}
