import CRM
import Schema
import Testing
import TratoTesting

/// What remains of people and keys that go.
struct LeavingTests {
    let server: TestServer
    let admin: Client

    init() throws {
        server = try TestServer()
        admin = server.admin
    }

    private func logIn(_ email: String, _ password: String) throws -> Client {
        let made = server.client(token: nil).post(
            "/v1/sessions", ["email": .string(email), "password": .string(password)])
        guard let token = made.json["token"].string else { throw Unexpected("session", made) }
        return server.client(token: token)
    }

    private func events(_ type: String) -> Int {
        admin.get("/v1/audit-entries?limit=100").data.count { $0["type"].string == type }
    }

    @Test func `a revoked key stays revoked`() throws {
        let role = admin.get("/v1/roles?name=read_only").data[0]["id"]
        let made = admin.post("/v1/api-keys", ["name": "k", "role_id": role])
        let client = server.client(token: made.json["token"].string)
        #expect(client.get("/v1/me").status == 200)
        #expect(admin.delete("/v1/api-keys/\(made.id)").status == 204)
        #expect(admin.post("/v1/api-keys/\(made.id)/restore").status == 404)
        #expect(client.get("/v1/me").status == 401)
    }

    @Test(arguments: [true, false])
    func `who goes takes sessions and keys along`(isDeleted: Bool) throws {
        let user = try server.user("Rita", role: "read_only", password: "correct horse")
        let key = server.client(token: try server.key(role: "read_only", user: user))
        let session = try logIn("rita@example.com", "correct horse")
        #expect(key.get("/v1/me").status == 200)
        #expect(session.get("/v1/me").status == 200)
        let address = "/v1/users/\(user.text)"
        let gone = isDeleted ? admin.delete(address) : admin.post("\(address)/deactivate")
        #expect(gone.status == (isDeleted ? 204 : 200), "\(gone)")
        #expect(events("session.deleted") == 1)
        #expect(events("api_key.deleted") == 1)
        let back = admin.post("\(address)/\(isDeleted ? "restore" : "activate")")
        #expect(back.status == 200, "\(back)")
        #expect(key.get("/v1/me").status == 401)
        #expect(session.get("/v1/me").status == 401)
    }

    @Test func `a role with exceptions makes no administrators`() throws {
        _ = try server.user("Iris", role: "integration")
        let address = "/v1/users/\(server.administrator.text)"
        let role = admin.get("/v1/roles?name=read_only").data[0]["id"]
        for answer in [
            admin.delete(address), admin.post("\(address)/deactivate"),
            admin.patch(address, ["role_id": role]),
        ] {
            #expect(answer.code == "in_use", "\(answer)")
        }
        _ = try server.user("Second", role: "admin")
        #expect(admin.patch(address, ["role_id": role]).status == 200)
    }

    @Test func `the only role of administrators neither shrinks nor goes`() throws {
        try server.role("owner", [("*", ["*"], "all")])
        let role = admin.get("/v1/roles?name=owner").data[0]["id"]
        #expect(
            admin.patch("/v1/users/\(server.administrator.text)", ["role_id": role]).status == 200)
        let address = "/v1/roles/\(role.string ?? "")"
        for rights: JSONValue in [
            [], [["resource": "*", "actions": ["*"], "sight": "team"]],
            [
                ["resource": "*", "actions": ["*"], "sight": "all"],
                ["resource": "users", "actions": [], "sight": "own"],
            ],
        ] {
            let answer = admin.patch(address, ["rights": rights])
            #expect(answer.code == "in_use", "\(answer)")
        }
        #expect(admin.delete(address).code == "in_use")
    }

    @Test func `a role that nobody has may shrink`() throws {
        let role = try server.tx { tx in
            var right = Record<RoleRights>()
            right.row[try #require(RoleRights.table.field("resource"))] = .text("*")
            right.row[try #require(RoleRights.table.field("actions"))] = .text("[\"*\"]")
            right.row[try #require(RoleRights.table.field("sight"))] = .text("all")
            var role = Record<Roles>()
            role.name = "spare"
            role.row.children = [[right.row]]
            // Without any administrator among the users.
            try tx.execute(text: "UPDATE users SET status = 'inactive'")
            return try tx.update(try tx.create(role)) { $0.row.children = [[]] }
        }
        #expect(role.row.children == [[]])
    }
}
