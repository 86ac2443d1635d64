import API
import Schema
import Testing
import TratoTesting

@testable import CRM

struct TicketTests {
    let server: TestServer

    init() throws { server = try TestServer() }

    private func make(_ body: JSONValue = [:]) -> TestResponse {
        let base: JSONValue = ["subject": "The printer is on fire"]
        return server.admin.post("/v1/tickets", base.merging(body))
    }

    private func verb(_ verb: String, _ id: String, _ body: JSONValue? = nil) -> TestResponse {
        server.admin.post("/v1/tickets/\(id)/\(verb)", body)
    }

    private func person(_ body: JSONValue = [:]) -> String {
        let base: JSONValue = ["kind": "person", "given_name": "Ana"]
        return server.admin.post("/v1/parties", base.merging(body)).id
    }

    // MARK: Transitions

    private var me: JSONValue { ["assignee_id": .string(server.administrator.text)] }
    private static let ways: [(status: String, verbs: [String])] = [
        ("new", []), ("open", ["assign"]), ("waiting_customer", ["assign", "wait"]),
        ("waiting_third_party", ["assign", "wait third_party"]), ("on_hold", ["assign", "hold"]),
        ("solved", ["solve"]), ("closed", ["solve", "close"]),
    ]
    private static let legal: [String: [String: String]] = [
        "new": ["assign": "open", "reply": "open", "solve": "solved"],
        "open": [
            "assign": "open", "reply": "open", "wait": "waiting_customer",
            "wait third_party": "waiting_third_party", "hold": "on_hold", "solve": "solved",
        ],
        "waiting_customer": [
            "assign": "waiting_customer", "reply": "waiting_customer", "wait": "waiting_customer",
            "wait third_party": "waiting_third_party", "hold": "on_hold", "solve": "solved",
            "reopen": "open",
        ],
        "waiting_third_party": [
            "assign": "waiting_third_party", "reply": "waiting_third_party",
            "wait": "waiting_customer", "wait third_party": "waiting_third_party",
            "hold": "on_hold", "solve": "solved", "reopen": "open",
        ],
        "on_hold": ["assign": "on_hold", "reply": "on_hold", "solve": "solved", "reopen": "open"],
        "solved": ["assign": "solved", "reply": "solved", "close": "closed", "reopen": "open"],
        "closed": [:],
    ]

    private func take(_ step: String, _ id: String) -> TestResponse {
        switch step {
        case "assign": verb("assign", id, me)
        case "reply": verb("reply", id, ["body": "We look into it."])
        case "wait": verb("wait", id, ["for": "customer"])
        case "wait third_party": verb("wait", id, ["for": "third_party"])
        default: verb(step, id)
        }
    }

    @Test(arguments: [
        "assign", "reply", "wait", "wait third_party", "hold", "solve", "close", "reopen",
    ])
    func `every verb leads where the table says, and is refused elsewhere`(step: String) {
        for (status, way) in Self.ways {
            let id = make().id
            for step in way { #expect(take(step, id).status == 200) }
            let answer = take(step, id)
            if let target = Self.legal[status]?[step] {
                #expect(answer.status == 200, "\(step) of \(status)")
                #expect(answer.json["status"].string == target, "\(step) of \(status)")
            } else {
                #expect(answer.status == 409, "\(step) of \(status)")
                #expect(answer.code == "illegal_transition", "\(step) of \(status)")
                #expect(answer.json["from"].string == status)
            }
        }
    }

    @Test func `no verb of a client leads past the table`() {
        let id = make().id
        #expect(verb("wait_for_third_party", id).status == 404)
        #expect(verb("wait", id, [:]).faults == ["/for required"])
        #expect(
            server.admin.patch("/v1/tickets/\(id)", ["status": "open"]).code == "use_transition")
    }

    @Test func `a closed ticket stays as it is and says what to do instead`() {
        let id = make().id
        for step in ["solve", "close"] { #expect(verb(step, id).status == 200) }
        let reopened = verb("reopen", id)
        #expect(reopened.json["detail"].string?.contains("follow_up_of_id") == true)
        #expect(reopened.json["to"] == "open")
        let edited = server.admin.patch("/v1/tickets/\(id)", ["priority": "high"])
        #expect(edited.code == "not_editable")
        #expect(server.admin.patch("/v1/tickets/\(id)", ["tags": ["vip"]]).status == 200)
    }

    @Test func `a follow-up takes over the customer and the queue, and names the ticket before`() {
        let queue = server.admin.post("/v1/queues", ["name": "Hardware"]).id
        let first = make(["requester_id": .string(person()), "queue_id": .string(queue)]).json
        let second = make(["follow_up_of_id": first["id"]]).json
        #expect(second["follow_up_of_id"] == first["id"])
        for name in ["party_id", "requester_id", "queue_id"] {
            #expect(second[name] == first[name] && !second[name].isNull, "\(name)")
        }
    }

    @Test func `times and the count of reopenings follow the status`() {
        let id = make().id
        server.time.advance(seconds: 1)
        let solved = verb("solve", id).json
        #expect(solved["solved_at"].string == server.time.now.text)
        let reopened = verb("reopen", id).json
        #expect(reopened["solved_at"].isNull)
        #expect(reopened["reopened_count"] == 1)
        _ = verb("hold", id)
        #expect(verb("reopen", id).json["reopened_count"] == 1)
        _ = verb("solve", id)
        server.time.advance(seconds: 1)
        let closed = verb("close", id).json
        #expect(closed["closed_at"].string == server.time.now.text)
        #expect(!closed["solved_at"].isNull)
        let types = server.admin.get("/v1/changes?resource=tickets").data.map { $0["type"] }
        #expect(
            types == [
                "ticket.created", "ticket.solved", "ticket.reopened", "ticket.held",
                "ticket.reopened", "ticket.solved", "ticket.closed",
            ])
    }

    @Test func `what was solved a week ago is closed by the clock`() throws {
        let early = make().id
        _ = verb("solve", early)
        server.time.advance(days: 1)
        let late = make().id
        _ = verb("solve", late)
        let open = make().id
        func run() throws -> [String?] {
            try server.tx { try TicketClosing.closeSolved($0) }
            return [early, late, open].map {
                server.admin.get("/v1/tickets/\($0)").json["status"].string
            }
        }
        server.time.advance(milliseconds: 6 * 86_400_000 - 1)
        #expect(try run() == ["solved", "solved", "new"])
        server.time.advance(milliseconds: 1)
        #expect(try run() == ["closed", "solved", "new"])
        server.time.advance(days: 1)
        #expect(try run() == ["closed", "closed", "new"])
    }

    // MARK: Who

    @Test func `assigning opens a new ticket, makes it the assignee's, and names its event`() throws
    {
        let agent = try server.user("Ivo", role: "support_agent")
        let id = make().id
        let assigned = verb("assign", id, ["assignee_id": .string(agent.text)]).json
        #expect(assigned["status"] == "open")
        #expect(assigned["owner_id"].string == agent.text)
        let types = server.admin.get("/v1/changes?resource=tickets").data.map { $0["type"] }
        #expect(types.last == "ticket.assigned")
    }

    @Test func `a queue alone leaves a ticket new and gives it to the queue's team`() {
        let team = server.admin.post("/v1/teams", ["name": "Support"]).id
        let queue = server.admin.post(
            "/v1/queues", ["name": "Hardware", "team_id": .string(team)]
        ).id
        let routed = verb("assign", make().id, ["queue_id": .string(queue)]).json
        #expect(routed["status"] == "new")
        #expect(routed["team_id"].string == team)
        let made = make(["queue_id": .string(queue)]).json
        #expect(made["team_id"].string == team)
    }

    @Test func `a ticket made with an assignee is open and theirs`() {
        let made = make(me).json
        #expect(made["status"] == "open")
        #expect(made["owner_id"].string == server.administrator.text)
    }

    @Test func `assigning needs somebody, who is active, and is the only way`() throws {
        let id = make().id
        #expect(verb("assign", id).faults == ["/assignee_id required"])
        let gone = try server.user("Uwe", role: "support_agent")
        _ = server.admin.post("/v1/users/\(gone.text)/deactivate")
        let idle: JSONValue = ["assignee_id": .string(gone.text)]
        #expect(verb("assign", id, idle).faults == ["/assignee_id conflict"])
        #expect(make(idle).faults == ["/assignee_id conflict"])
        #expect(server.admin.patch("/v1/tickets/\(id)", me).faults == ["/assignee_id immutable"])
        _ = verb("assign", id, me)
        let taken = server.admin.patch("/v1/tickets/\(id)", ["owner_id": .string(gone.text)])
        #expect(taken.faults == ["/owner_id conflict"])
    }

    @Test func `null takes a ticket from its assignee or out of its queue, silence leaves it`() {
        let queue = server.admin.post("/v1/queues", ["name": "Hardware"]).id
        let both: JSONValue = me.merging(["queue_id": .string(queue)])
        let id = make(both).id
        let freed = verb("assign", id, ["assignee_id": nil]).json
        #expect(freed["assignee_id"] == .null)
        #expect(freed["owner_id"] == .null)
        #expect(freed["queue_id"].string == queue)
        #expect(freed["status"] == "open")
        let events = server.admin.get("/v1/changes?resource=tickets").data
        #expect(events.last?["type"] == "ticket.unassigned")
        let again = verb("assign", id, me).json
        #expect(again["queue_id"].string == queue)
        let out = verb("assign", id, ["queue_id": nil]).json
        #expect(out["queue_id"] == .null)
        #expect(out["assignee_id"] == me["assignee_id"])
        let version = out["version"]
        #expect(verb("assign", id, ["queue_id": nil]).json["version"] == version)
    }

    @Test func `the customer and the language come from the requester, who is a person`() {
        let firm = server.admin.post(
            "/v1/parties", ["kind": "organization", "legal_name": "Acme", "language": "pt"]
        ).id
        let employee = person(["organization_id": .string(firm)])
        let made = make(["requester_id": .string(employee)]).json
        #expect(made["party_id"].string == firm)
        #expect(made["language"] == "pt")
        let customer = person(["language": "es"])
        let own = make(["requester_id": .string(customer)]).json
        #expect(own["party_id"].string == customer)
        #expect(own["language"] == "es")
        #expect(make(["requester_id": .string(firm)]).faults == ["/requester_id conflict"])
    }

    // MARK: Numbers

    @Test func `numbers have no gaps whatever fails in between`() {
        #expect(make().json["number"] == "T-2026-000001")
        #expect(make(["channel": "pigeon"]).status == 422)
        #expect(make(["requester_id": .string(server.administrator.text)]).status == 422)
        let batch = server.admin.post(
            "/v1/batch",
            [
                "atomic": true,
                "operations": [
                    ["method": "POST", "path": "/v1/tickets", "body": ["subject": "One"]],
                    ["method": "POST", "path": "/v1/tickets", "body": [:]],
                ],
            ])
        #expect(batch.status != 200)
        #expect(make().json["number"] == "T-2026-000002")
        let id = make(["number": "T-1"])
        #expect(id.faults == ["/number read_only"])
        server.time.advance(days: 60)
        #expect(make().json["number"] == "T-2027-000001")
    }
}
