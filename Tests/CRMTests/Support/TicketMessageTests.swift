import API
import CRM
import Schema
import Testing
import TratoTesting

struct TicketMessageTests {
    let server: TestServer
    let requester: String

    init() throws {
        server = try TestServer()
        requester =
            server.admin.post("/v1/parties", ["kind": "person", "given_name": "Ana"]).id
    }

    private func make() -> String {
        server.admin.post(
            "/v1/tickets",
            ["subject": "No light", "requester_id": .string(requester), "channel": "email"]
        ).id
    }

    private func ticket(_ id: String) -> JSONValue { server.admin.get("/v1/tickets/\(id)").json }

    private func say(_ id: String, _ body: JSONValue) -> TestResponse {
        let base: JSONValue = ["body": "Text"]
        return server.admin.post("/v1/tickets/\(id)/messages", base.merging(body))
    }

    private func move(_ id: String, _ verbs: [(String, JSONValue?)]) {
        for (verb, body) in verbs {
            #expect(server.admin.post("/v1/tickets/\(id)/\(verb)", body).status == 200, "\(verb)")
        }
    }

    private var me: JSONValue { ["assignee_id": .string(server.administrator.text)] }
    private var asked: JSONValue { ["author_party_id": .string(requester)] }

    @Test func `only an agent's first public reply is the first response`() {
        let id = make()
        #expect(say(id, ["visibility": "internal"]).status == 201)
        #expect(say(id, asked).status == 201)
        #expect(say(id, ["author_kind": "system"]).status == 201)
        #expect(ticket(id)["first_responded_at"].isNull)
        #expect(ticket(id)["status"] == "new")
        server.time.advance(seconds: 90)
        let first = server.time.now.text
        let reply = server.admin.post("/v1/tickets/\(id)/reply", ["body": "Which lamp?"])
        #expect(reply.status == 200)
        #expect(reply.json["first_responded_at"].string == first)
        #expect(reply.json["status"] == "open")
        server.time.advance(seconds: 90)
        #expect(server.admin.post("/v1/tickets/\(id)/reply", ["body": "Well?"]).status == 200)
        #expect(ticket(id)["first_responded_at"].string == first)
    }

    @Test func `a reply names its message, which is an agent's whoever's key it is`() throws {
        let id = make()
        let machine = server.client(token: try server.key(role: "integration"))
        let reply = machine.post(
            "/v1/tickets/\(id)/reply", ["body": "Secret", "visibility": "internal"])
        #expect(reply.id == id)
        #expect(reply.json["status"] == "new")
        let name = reply.json["message_id"].string ?? ""
        let message = server.admin.get("/v1/ticket-messages/\(name)").json
        #expect(message["author_kind"] == "agent")
        #expect(message["visibility"] == "internal")
        #expect(message["ticket_id"].string == id)
        #expect(message["channel"] == "email")
        #expect(message["party_id"].string == requester)
        #expect(server.admin.post("/v1/tickets/\(id)/reply", [:]).faults == ["/body required"])
    }

    @Test func `a requester's words reopen what waited or was solved, and nothing else`() {
        let cases: [(status: String, verbs: [(String, JSONValue?)], after: String)] = [
            ("new", [], "new"),
            ("open", [("assign", me)], "open"),
            ("waiting_customer", [("assign", me), ("wait", ["for": "customer"])], "open"),
            ("waiting_third_party", [("assign", me), ("wait", ["for": "third_party"])], "open"),
            ("on_hold", [("assign", me), ("hold", nil)], "on_hold"),
            ("solved", [("solve", nil)], "open"),
        ]
        for (status, verbs, after) in cases {
            let id = make()
            move(id, verbs)
            #expect(ticket(id)["status"].string == status)
            #expect(say(id, ["author_kind": "requester"]).status == 201)
            #expect(ticket(id)["status"].string == after, "\(status)")
            #expect(ticket(id)["reopened_count"] == (status == "solved" ? 1 : 0), "\(status)")
        }
    }

    @Test func `an agent's words and notes leave what waits waiting`() {
        let id = make()
        move(id, [("assign", me), ("wait", ["for": "customer"])])
        #expect(say(id, [:]).status == 201)
        #expect(say(id, ["visibility": "internal"]).status == 201)
        #expect(ticket(id)["status"] == "waiting_customer")
    }

    @Test(arguments: ["agent", "requester", "system"])
    func `a closed ticket takes no messages`(author: String) {
        let id = make()
        move(id, [("solve", nil), ("close", nil)])
        let answer = say(id, ["author_kind": .string(author)])
        #expect(answer.status == 409)
        #expect(answer.code == "illegal_transition")
        #expect(answer.json["detail"].string?.contains("follow_up_of_id") == true)
        #expect(server.admin.get("/v1/tickets/\(id)/messages").data.isEmpty)
    }

    @Test func `the author follows from who speaks`() throws {
        let id = make()
        #expect(say(id, [:]).json["author_kind"] == "agent")
        #expect(say(id, asked).json["author_kind"] == "requester")
        let spoken = say(id, ["author_kind": "requester"]).json
        #expect(spoken["author_party_id"].string == requester)
        let machine = server.client(token: try server.key(role: "integration"))
        let automatic = machine.post("/v1/tickets/\(id)/messages", ["body": "Received."])
        #expect(automatic.json["author_kind"] == "system")
        let mixed = say(id, asked.merging(["author_kind": "agent"]))
        #expect(mixed.faults == ["/author_party_id conflict"])
        let secret = say(id, asked.merging(["visibility": "internal"]))
        #expect(secret.faults == ["/visibility conflict"])
    }

    @Test func `messages only grow`() {
        let id = make()
        let message = say(id, [:]).id
        let address = "/v1/ticket-messages/\(message)"
        #expect(server.admin.patch(address, ["body": "Other"]).status == 405)
        #expect(server.admin.delete(address).status == 405)
        #expect(
            server.admin.get("/v1/tickets/\(id)/messages").data.map { $0["id"] } == [
                .string(message)
            ])
    }

    @Test func `a message belongs to the ticket of its address`() {
        let (one, other) = (make(), make())
        let answer = say(one, ["ticket_id": .string(other)])
        #expect(answer.faults == ["/ticket_id conflict"])
        #expect(server.admin.get("/v1/ticket-messages").data.isEmpty)
    }

    @Test func `the customer's timeline shows tickets and what was said`() {
        let id = make()
        _ = say(id, asked)
        let entries = server.admin.get("/v1/parties/\(requester)/timeline").data
        let types = Set(entries.compactMap { $0["type"].string })
        #expect(types.isSuperset(of: ["ticket.created", "ticket_message.created"]))
    }
}
