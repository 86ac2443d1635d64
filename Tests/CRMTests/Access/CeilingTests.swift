import Schema
import Testing
import TratoTesting

/// Who may make keys, users and roles, but administers nothing, gives nobody more than they have.
struct CeilingTests {
    let server: TestServer
    let admin: Client
    let clerk: Client

    init() throws {
        server = try TestServer()
        admin = server.admin
        try server.role(
            "clerk",
            [
                ("users", ["read", "create", "update", "delete", "deactivate"], "all"),
                ("roles", ["read", "create", "update"], "all"),
                ("api-keys", ["read", "create", "update"], "all"),
                ("parties", ["read"], "team"),
            ])
        clerk = try server.person("Clara", role: "clerk")
    }

    private func role(_ name: String) -> JSONValue {
        admin.get("/v1/roles?name=\(name)").data.first?["id"] ?? .null
    }

    private func refused(_ answer: TestResponse, _ what: Comment = "") {
        #expect(answer.status == 403, "\(what) \(answer)")
        #expect(answer.code == "forbidden", "\(what) \(answer)")
    }

    @Test func `a key reaches no further than who makes it`() {
        refused(clerk.post("/v1/api-keys", ["name": "Up", "role_id": role("admin")]))
        let made = clerk.post("/v1/api-keys", ["name": "Same", "role_id": role("clerk")])
        #expect(made.status == 201, "\(made)")
        refused(clerk.patch("/v1/api-keys/\(made.id)", ["role_id": role("admin")]))
        let boss = JSONValue.string(server.administrator.text)
        refused(
            clerk.post(
                "/v1/api-keys", ["name": "Mask", "role_id": role("clerk"), "user_id": boss]))
        refused(
            clerk.post(
                "/v1/api-keys",
                ["name": "Scope", "role_id": role("clerk"), "scopes": ["metrics"]]))
    }

    @Test func `a user gets no role above that of who gives it`() throws {
        let body: JSONValue = ["name": "Eve", "email": "eve@example.com"]
        refused(clerk.post("/v1/users", body.merging(["role_id": role("admin")])))
        let made = clerk.post("/v1/users", body.merging(["role_id": role("clerk")]))
        #expect(made.status == 201, "\(made)")
        refused(clerk.patch("/v1/users/\(made.id)", ["role_id": role("admin")]))
        #expect(clerk.patch("/v1/users/\(made.id)", ["email": "e@example.com"]).status == 200)
    }

    @Test func `a user above the caller keeps password, address, status and role`() throws {
        _ = try server.user("Second", role: "admin")
        let address = "/v1/users/\(server.administrator.text)"
        let changes: [JSONValue] = [
            ["password": "correct horse battery"], ["email": "mine@example.com"],
            ["role_id": role("clerk")],
        ]
        for change in changes { refused(clerk.patch(address, change), "\(change)") }
        refused(clerk.post("\(address)/deactivate"))
        refused(clerk.delete(address))
        #expect(clerk.patch(address, ["name": "Ada A."]).status == 200)
    }

    @Test func `a deleted user above the caller does not come back through them`() throws {
        let second = try server.user("Second", role: "admin")
        #expect(admin.delete("/v1/users/\(second.text)").status == 204)
        refused(clerk.post("/v1/users/\(second.text)/restore"))
        #expect(admin.post("/v1/users/\(second.text)/restore").status == 200)
    }

    @Test(arguments: [
        ("*", "*", "all"), ("users", "*", "all"), ("parties", "read", "all"),
        ("parties", "update", "own"), ("teams", "read", "own"), ("*", "read", "own"),
    ])
    func `a role holds no right above those of who writes it`(
        resource: String, action: String, sight: String
    ) {
        let rights: JSONValue = [
            [
                "resource": .string(resource), "actions": [.string(action)],
                "sight": .string(sight),
            ]
        ]
        refused(clerk.post("/v1/roles", ["name": "up", "rights": rights]))
        refused(clerk.patch("/v1/roles/\(role("clerk").string ?? "")", ["rights": rights]))
    }

    @Test func `who has every verb gives any verb and nothing else`() throws {
        try server.role(
            "doer",
            [("leads", ["read", "verbs"], "all"), ("roles", ["create"], "all")])
        let doer = try server.person("Dora", role: "doer")
        func give(_ action: String) -> TestResponse {
            doer.post(
                "/v1/roles",
                [
                    "name": .string("may \(action)"),
                    "rights": [
                        ["resource": "leads", "actions": [.string(action)], "sight": "all"]
                    ],
                ])
        }
        for action in ["convert", "work", "verbs", "read"] {
            #expect(give(action).status == 201, "\(action)")
        }
        for action in ["delete", "create", "update", "*"] { refused(give(action), "\(action)") }
    }

    @Test func `rights within one's own may be given`() {
        let made = clerk.post(
            "/v1/roles",
            [
                "name": "down",
                "rights": [["resource": "parties", "actions": ["read"], "sight": "own"]],
            ])
        #expect(made.status == 201, "\(made)")
    }

    @Test func `an exception to everything is no right to everything`() throws {
        try server.role(
            "nearly", [("*", ["*"], "all"), ("sessions", [], "own")])
        let nearly = try server.person("Nora", role: "nearly")
        let all: JSONValue = [["resource": "*", "actions": ["*"], "sight": "all"]]
        let answer = nearly.post("/v1/roles", ["name": "whole", "rights": all])
        refused(answer)
        #expect(answer.json["detail"].string?.contains("sessions") == true, "\(answer)")
        #expect(
            nearly.post("/v1/api-keys", ["name": "k", "role_id": role("nearly")]).status == 201)
    }
}
