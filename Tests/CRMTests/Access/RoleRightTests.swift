import Testing
import TratoTesting

struct RoleRightTests {
    private func create(_ server: TestServer, _ resource: String, _ action: String) -> TestResponse
    {
        server.admin.post(
            "/v1/roles",
            [
                "name": "tried",
                "rights": [
                    [
                        "resource": .string(resource), "actions": ["read", .string(action)],
                        "sight": "own",
                    ]
                ],
            ])
    }

    @Test(arguments: [
        ("parties", "conquer"), ("*", "conquer"), ("parties", "convert"), ("parties", "Read"),
        ("audit-entries", "reply"),
    ])
    func `an action that no endpoint asks for is refused`(resource: String, action: String) throws {
        let answer = create(try TestServer(), resource, action)
        #expect(answer.faults == ["/rights/0/actions/1 unknown_value"], "\(answer)")
    }

    @Test(arguments: [
        ("parties", "*"), ("leads", "convert"), ("tickets", "reply"), ("users", "deactivate"),
        ("*", "accept"), ("audit-entries", "delete"), ("leads", "verbs"), ("*", "verbs"),
    ])
    func `standard actions and verbs are known`(resource: String, action: String) throws {
        let answer = create(try TestServer(), resource, action)
        #expect(answer.status == 201, "\(answer)")
    }

    @Test func `a key has no scope that does not exist`() throws {
        let admin = try TestServer().admin
        let role = admin.get("/v1/roles?name=read_only").data[0]["id"]
        let body: JSONValue = ["name": "k", "role_id": role]
        let bad = admin.post("/v1/api-keys", body.merging(["scopes": ["metrics", "world"]]))
        #expect(bad.faults == ["/scopes/1 unknown_value"], "\(bad)")
        let good = admin.post("/v1/api-keys", body.merging(["scopes": ["metrics"]]))
        #expect(good.status == 201, "\(good)")
    }
}
