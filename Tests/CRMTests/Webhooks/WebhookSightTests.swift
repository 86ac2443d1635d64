import CRM
import Schema
import Testing
import TratoTesting

/// An endpoint gets what its owner may see, and nobody reaches further through one.
@Suite(.serialized) struct WebhookSightTests {
    private let scene: HookScene
    private let rep: Client
    private let team: String

    init() throws {
        scene = try HookScene()
        team = scene.admin.post("/v1/teams", ["name": "North"]).id
        try scene.server.role(
            "hooked",
            [
                ("*", ["read"], "all"), ("leads", ["*"], "own"), ("users", [], "own"),
                ("webhook-endpoints", ["*"], "own"), ("webhook-deliveries", ["read"], "all"),
            ])
        rep = try scene.server.person("Luis", role: "hooked", team: team)
    }

    private func lead(_ name: String, as client: Client) -> String {
        client.post("/v1/leads", ["family_name": .string(name)]).id
    }

    @Test func `only records in the owner's sight are sent, and only those are listed`() throws {
        let hook = try scene.hook(["resources": ["leads", "users"]], as: rep)
        let mine = lead("Mine", as: rep)
        let theirs = lead("Theirs", as: scene.admin)
        _ = try scene.server.user("Rui", role: "sales_rep")
        scene.dispatcher.settle()
        #expect(scene.receiver.messages.map(\.record) == [mine])
        let listed = rep.get("/v1/webhook-deliveries?endpoint_id=\(hook.id)").data
        #expect(listed.map { $0["record"]["id"].string } == [mine])
        let me = rep.get("/v1/me").json["user_id"]
        _ = scene.admin.patch("/v1/leads/\(theirs)", ["owner_id": me])
        scene.dispatcher.settle()
        #expect(scene.receiver.messages.map(\.record) == [mine, theirs])
    }

    @Test func `what leaves the owner's sight before it is sent is not sent`() throws {
        let isWell = Switch()
        let scene = try HookScene { _ in isWell.isOn ? .ok : .status(500) }
        try scene.server.role(
            "own", [("leads", ["*"], "own"), ("webhook-endpoints", ["*"], "own")])
        let rep = try scene.server.person("Luis", role: "own")
        let hook = try scene.hook(["resources": ["leads"]], as: rep)
        let mine = lead("Mine", as: rep)
        scene.dispatcher.settle()
        #expect(scene.receiver.messages.count == 1)
        let admin = scene.admin.get("/v1/me").json["user_id"]
        _ = scene.admin.patch("/v1/leads/\(mine)", ["owner_id": admin])
        isWell.turnOn()
        scene.server.time.advance(seconds: 60)
        scene.dispatcher.settle()
        #expect(scene.receiver.messages.count == 1)
        #expect(scene.deliveries(hook.id).map { $0["status"].string } == ["skipped"])
    }

    @Test func `a role that shrinks, and an owner who leaves, are noticed`() throws {
        let hook = try scene.hook(["resources": ["leads"]], as: rep)
        let mine = lead("Mine", as: rep)
        scene.dispatcher.settle()
        #expect(scene.receiver.messages.count == 1)
        let role = scene.admin.get("/v1/roles?name=hooked").data[0]
        _ = scene.admin.patch(
            "/v1/roles/\(role["id"].string ?? "")",
            ["rights": [["resource": "parties", "actions": ["read"], "sight": "all"]]])
        _ = scene.admin.patch("/v1/leads/\(mine)", ["tags": ["x"]])
        scene.dispatcher.settle()
        #expect(scene.receiver.messages.count == 1)
        let user = scene.endpoint(hook.id)["owner_id"].string ?? ""
        _ = scene.admin.post("/v1/users/\(user)/deactivate")
        scene.dispatcher.settle()
        let endpoint = scene.endpoint(hook.id)
        #expect(endpoint["status"] == "paused")
        #expect(endpoint["status_reason"] == "no_owner")
    }

    @Test func `an endpoint of a key ends with it`() throws {
        let end = scene.server.time.now.adding(seconds: 3_600)
        let key = scene.server.client(
            token: try scene.server.key(role: "integration", expiresAt: end))
        let hook = try scene.hook(["event_types": ["party.created"]], as: key)
        #expect(scene.endpoint(hook.id)["owner_id"] == .null)
        _ = scene.party("One")
        scene.dispatcher.settle()
        #expect(scene.receiver.messages.count == 1)
        scene.server.time.advance(seconds: 3_601)
        _ = scene.party("Two")
        scene.dispatcher.settle()
        #expect(scene.receiver.messages.count == 1)
        #expect(scene.endpoint(hook.id)["status_reason"] == "no_owner")
        // Its new owner gets what has waited.
        let me = scene.admin.get("/v1/me").json["user_id"]
        _ = scene.admin.patch("/v1/webhook-endpoints/\(hook.id)", ["owner_id": me])
        _ = scene.admin.post("/v1/webhook-endpoints/\(hook.id)/enable")
        scene.dispatcher.settle()
        #expect(scene.receiver.messages.count == 2)
    }

    @Test func `nobody turns the webhook of somebody who sees more`() throws {
        try scene.server.role(
            "operator",
            [
                ("parties", ["read"], "own"), ("webhook-endpoints", ["*"], "all"),
                ("users", ["read"], "all"),
            ])
        let outsider = try scene.server.person("Olga", role: "operator")
        let hook = try scene.hook()
        let path = "/v1/webhook-endpoints/\(hook.id)"
        for answer in [
            outsider.patch(path, ["url": "https://example.com/elsewhere"]),
            outsider.post("\(path)/rotate-secret"), outsider.post("\(path)/disable"),
            outsider.delete(path),
        ] {
            #expect(answer.code == "forbidden", "\(answer)")
        }
        let own = try scene.hook(as: outsider)
        let raised = outsider.patch(
            "/v1/webhook-endpoints/\(own.id)",
            ["owner_id": .string(scene.server.administrator.text)])
        #expect(raised.code == "forbidden", "\(raised)")
        let reader = scene.server.client(token: try scene.server.key(role: "read_only"))
        #expect(reader.get("/v1/webhook-endpoints").status == 403)
        #expect(reader.get("/v1/webhook-deliveries").status == 403)
    }
}
