import Testing
import TratoTesting

/// What the roles of every installation may do with their daily work, and what they leave to others.
struct BuiltInRoleTests {
    let server: TestServer
    let team: String

    init() throws {
        server = try TestServer()
        team = server.admin.post("/v1/teams", ["name": "North"]).id
    }

    private static let lead: JSONValue = ["family_name": "Silva"]
    private static let ticket: JSONValue = ["subject": "It is broken"]

    @Test(arguments: [
        ("sales_rep", "leads", lead, "work"), ("support_agent", "tickets", ticket, "solve"),
    ])
    func `who works with records uses every verb but does not delete`(
        role: String, resource: String, body: JSONValue, verb: String
    ) throws {
        let worker = try server.person("Rui", role: role, team: team)
        let made = worker.post("/v1/\(resource)", body)
        #expect(made.status == 201, "\(made)")
        let address = "/v1/\(resource)/\(made.id)"
        #expect(worker.patch(address, ["tags": ["x"]]).status == 200)
        #expect(worker.post("\(address)/\(verb)").status == 200)
        let refused = worker.delete(address)
        #expect(refused.code == "forbidden", "\(refused)")
        #expect(server.admin.delete(address).status == 204)
        #expect(worker.post("\(address)/restore").code == "forbidden")
        #expect(server.admin.post("\(address)/restore").status == 200)
    }

    @Test(arguments: [
        ("sales_manager", "leads", lead), ("support_manager", "tickets", ticket),
        ("sales_manager", "parties", ["kind": "person", "display_name": "Ana"] as JSONValue),
        ("support_manager", "parties", ["kind": "person", "display_name": "Ana"] as JSONValue),
    ])
    func `a manager deletes and restores`(
        role: String, resource: String, body: JSONValue
    ) throws {
        let manager = try server.person("Marta", role: role, team: team)
        let made = manager.post("/v1/\(resource)", body)
        let address = "/v1/\(resource)/\(made.id)"
        #expect(manager.delete(address).status == 204, "\(made)")
        #expect(manager.post("\(address)/restore").status == 200)
    }

    @Test func `a verb that is named has its own sight beside that of all verbs`() throws {
        try server.role(
            "closer",
            [
                ("leads", ["read", "verbs"], "all"), ("leads", ["disqualify"], "own"),
            ])
        let closer = try server.person("Carla", role: "closer")
        let lead = server.admin.post("/v1/leads", Self.lead)
        let refused = closer.post("/v1/leads/\(lead.id)/disqualify", ["reason": "no"])
        #expect(refused.code == "forbidden", "\(refused)")
        #expect(closer.post("/v1/leads/\(lead.id)/work").status == 200)
        #expect(closer.patch("/v1/leads/\(lead.id)", ["tags": ["x"]]).code == "forbidden")
    }
}
