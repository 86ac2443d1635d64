import API
import CRM
import Schema
import Testing
import TratoTesting

/// Two teams with a queue and an agent each, and a ticket with a message in the first one's queue.
struct TicketSightTests {
    let server: TestServer
    let queues: [String]
    let north: Client
    let south: Client
    let ticket: String
    let message: String

    init() throws {
        server = try TestServer()
        let admin = server.admin
        let teams = ["North", "South"].map { admin.post("/v1/teams", ["name": .string($0)]).id }
        queues = zip(["Hardware", "Software"], teams).map {
            admin.post("/v1/queues", ["name": .string($0), "team_id": .string($1)]).id
        }
        north = try server.person("Nora", role: "support_agent", team: teams[0])
        south = try server.person("Sven", role: "support_agent", team: teams[1])
        ticket =
            admin.post(
                "/v1/tickets", ["subject": "Smoke", "queue_id": .string(queues[0])]
            ).id
        message =
            admin.post("/v1/tickets/\(ticket)/messages", ["body": "It smells of plastic."]).id
    }

    /// The ways to a message, and whether each shows it.
    private func ways(_ client: Client) -> [String: Bool] {
        let one = client.get("/v1/ticket-messages/\(message)")
        let nested = client.get("/v1/tickets/\(ticket)/messages")
        let search = client.post("/v1/ticket-messages/search", ["filter": ["visibility": "public"]])
        let feed = client.get("/v1/changes?resource=ticket-messages&limit=500").data
        return [
            "one": one.status == 200, "list": !client.get("/v1/ticket-messages").data.isEmpty,
            "nested": nested.status == 200 && !nested.data.isEmpty, "search": !search.data.isEmpty,
            "words": !client.get("/v1/ticket-messages?q=plastic").data.isEmpty,
            "everywhere": !client.get("/v1/search?q=plastic").data.isEmpty,
            "hop": !client.get("/v1/ticket-messages?ticket.subject=Smoke").data.isEmpty,
            "counted": client.get("/v1/ticket-messages?count=exact").json["count"] != 0,
            "feed": feed.contains { !$0["record"].isNull },
        ]
    }

    @Test func `whoever sees the ticket sees its messages, and nobody else does`() {
        #expect(ways(north).filter { !$0.value }.isEmpty)
        #expect(ways(south).filter { $0.value }.isEmpty)
    }

    @Test func `handing the ticket on hands its messages on`() {
        let moved = server.admin.post(
            "/v1/tickets/\(ticket)/assign", ["queue_id": .string(queues[1])])
        #expect(moved.status == 200)
        #expect(ways(north).filter { $0.value }.isEmpty)
        #expect(ways(south).filter { !$0.value }.isEmpty)
    }

    @Test func `nobody writes to a ticket they do not see`() {
        let nested = south.post("/v1/tickets/\(ticket)/messages", ["body": "Hello"])
        #expect(nested.status == 404)
        let direct = south.post(
            "/v1/ticket-messages", ["body": "Hello", "ticket_id": .string(ticket)])
        #expect(direct.faults == ["/ticket_id not_found"])
        #expect(south.post("/v1/tickets/\(ticket)/reply", ["body": "Hello"]).status == 404)
        #expect(north.post("/v1/tickets/\(ticket)/reply", ["body": "Hello"]).status == 200)
    }

    @Test func `a deleted ticket takes its messages out of sight and brings them back`() {
        #expect(server.admin.delete("/v1/tickets/\(ticket)").status == 204)
        #expect(ways(server.admin).filter { $0.value }.isEmpty)
        #expect(server.admin.post("/v1/tickets/\(ticket)/restore").status == 200)
        #expect(ways(server.admin).filter { !$0.value }.isEmpty)
    }
}
