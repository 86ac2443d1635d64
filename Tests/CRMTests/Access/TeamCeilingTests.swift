import Schema
import Testing
import TratoTesting

/// Who may change users and teams, but administers nothing, gives nobody the sight of teams that they lack.
struct TeamCeilingTests {
    let server: TestServer
    let admin: Client
    let lead: Client
    let own: String
    let below: String
    let other: String

    init() throws {
        server = try TestServer()
        admin = server.admin
        own = admin.post("/v1/teams", ["name": "North"]).id
        below = admin.post("/v1/teams", ["name": "Oslo", "parent_id": .string(own)]).id
        other = admin.post("/v1/teams", ["name": "South"]).id
        try server.role(
            "lead",
            [
                ("users", ["read", "create", "update", "deactivate"], "all"),
                ("teams", ["read", "create", "update"], "all"),
                ("api-keys", ["read", "create"], "all"), ("parties", ["read"], "team_tree"),
                ("roles", ["read"], "all"),
            ])
        try server.role("member", [("parties", ["read"], "team")])
        lead = try server.person("Lena", role: "lead", team: own)
    }

    private func refused(_ answer: TestResponse, _ what: Comment = "") {
        #expect(answer.code == "forbidden", "\(what) \(answer)")
    }

    private func role(_ name: String) -> JSONValue {
        admin.get("/v1/roles?name=\(name)").data.first?["id"] ?? .null
    }

    private func user(_ name: String, _ team: String?) throws -> String {
        "/v1/users/\(try server.user(name, role: "member", team: team).text)"
    }

    private var me: String { "/v1/users/\(lead.get("/v1/me").json["user_id"].string ?? "")" }

    @Test func `nobody moves themselves to where they see more`() {
        for team: JSONValue in [.string(other)] {
            refused(lead.patch(me, ["team_id": team]), "\(team)")
        }
        #expect(lead.patch(me, ["time_zone": "Europe/Oslo"]).status == 200)
        #expect(lead.patch(me, ["team_id": .string(below)]).status == 200)
        refused(lead.patch(me, ["team_id": .string(own)]), "back up")
        #expect(admin.patch(me, ["team_id": .string(other)]).status == 200)
    }

    @Test func `nobody puts others where they do not see themselves`() throws {
        let body: JSONValue = ["name": "Eve", "role_id": role("member")]
        func create(_ email: String, _ team: String) -> TestResponse {
            lead.post(
                "/v1/users", body.merging(["email": .string(email), "team_id": .string(team)]))
        }
        refused(create("a@example.com", other))
        #expect(create("b@example.com", own).status == 201)
        #expect(create("c@example.com", below).status == 201)
        let mine = try user("Mia", below)
        #expect(lead.patch(mine, ["team_id": .string(own)]).status == 200)
        refused(lead.patch(mine, ["team_id": .string(other)]))
    }

    @Test func `what people of another team see is not taken with their password or a key`() throws
    {
        let theirs = try user("Theo", other)
        for change: JSONValue in [
            ["password": "correct horse battery"], ["email": "mine@example.com"],
            ["team_id": .string(own)],
        ] {
            refused(lead.patch(theirs, change), "\(change)")
        }
        refused(lead.post("\(theirs)/deactivate"))
        #expect(lead.patch(theirs, ["language": "nb"]).status == 200)
        func key(_ user: String) -> TestResponse {
            lead.post(
                "/v1/api-keys",
                [
                    "name": "k", "role_id": role("member"),
                    "user_id": .string(String(user.dropFirst("/v1/users/".count))),
                ])
        }
        refused(key(theirs))
        #expect(key(try user("Mia", below)).status == 201)
    }

    @Test func `nobody puts a team under their own that is not there already`() {
        refused(lead.patch("/v1/teams/\(other)", ["parent_id": .string(own)]))
        refused(lead.patch("/v1/teams/\(other)", ["parent_id": .string(below)]))
        #expect(lead.patch("/v1/teams/\(other)", ["name": "Sur"]).status == 200)
        #expect(lead.patch("/v1/teams/\(below)", ["parent_id": nil]).status == 200)
        refused(lead.patch("/v1/teams/\(below)", ["parent_id": .string(own)]))
        #expect(admin.patch("/v1/teams/\(other)", ["parent_id": .string(own)]).status == 200)
        let made = lead.post("/v1/teams", ["name": "Bergen", "parent_id": .string(own)])
        #expect(made.status == 201, "\(made)")
        let moved = lead.patch("/v1/teams/\(made.id)", ["parent_id": .string(other)])
        #expect(moved.status == 200, "\(moved)")
    }

    @Test func `who sees everything is bound to no team`() throws {
        try server.role(
            "overseer",
            [("users", ["read", "create", "update"], "all"), ("parties", ["read"], "all")])
        let overseer = try server.person("Olga", role: "overseer", team: own)
        let theirs = try user("Theo", other)
        #expect(overseer.patch(theirs, ["team_id": .string(own)]).status == 200)
    }
}
