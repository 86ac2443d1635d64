import API
import CRM
import Schema
import Store
import TratoTesting

/// A server whose webhooks may go to one receiver, and whoever sends them, on the server's clock.
struct HookScene {
    let server: TestServer
    let receiver: TestReceiver
    let dispatcher: WebhookDispatcher
    var admin: Client { server.admin }

    init(_ answer: @escaping @Sendable (TestReceiver.Message) -> TestReceiver.Answer = { _ in .ok })
        throws
    {
        receiver = try TestReceiver(answer)
        var settings = TestServer.settings
        settings.webhookAddresses = ["127.0.0.1/32:\(receiver.port)"]
        server = try TestServer(settings: settings)
        dispatcher = try Self.dispatcher(of: server)
    }

    static func dispatcher(
        of server: TestServer, milliseconds: Int = 400
    ) throws -> WebhookDispatcher {
        guard let addresses = OutgoingAddresses(server.application.settings.webhookAddresses) else {
            throw Missing()
        }
        var terms = OutgoingTerms(addresses: addresses)
        terms.milliseconds = milliseconds
        return WebhookDispatcher(server.application, terms)
    }

    struct Missing: Error {}

    /// Makes an endpoint at the receiver.
    func hook(
        _ members: JSONValue = [:], as client: Client? = nil
    ) throws -> (id: String, secret: String) {
        let made = (client ?? admin).post(
            "/v1/webhook-endpoints", (["url": .string(receiver.url)] as JSONValue).merging(members))
        guard made.status == 201, let secret = made.json["secret"].string else {
            throw Unexpected("webhook", made)
        }
        return (made.id, secret)
    }

    func party(_ name: String, as client: Client? = nil) -> String {
        (client ?? admin).post(
            "/v1/parties", ["kind": "organization", "display_name": .string(name)]
        ).id
    }

    func rename(_ party: String, _ name: String) {
        _ = admin.patch("/v1/parties/\(party)", ["display_name": .string(name)])
    }

    func endpoint(_ id: String) -> JSONValue { admin.get("/v1/webhook-endpoints/\(id)").json }

    func deliveries(_ id: String, _ query: String = "") -> [JSONValue] {
        admin.all("/v1/webhook-deliveries?endpoint_id=\(id)&sort=created_at\(query)")
    }

    /// Sends and moves the clock from one time that something is due to the next, so often at most.
    func play(_ id: String, rounds: Int = 1_000) {
        for _ in 0..<rounds {
            dispatcher.settle()
            guard let next = nextDue(id) else { return }
            let wait = next.milliseconds(since: server.time.now)
            if wait > 0 { server.time.advance(milliseconds: wait) }
        }
    }

    private func nextDue(_ id: String) -> Instant? {
        let endpoint = endpoint(id)
        guard endpoint["status"] == "enabled" else { return nil }
        let due = deliveries(id, "&status=pending").compactMap {
            $0["next_attempt_at"].string.flatMap { Instant($0) }
        }.min()
        let rest = endpoint["retry_at"].string.flatMap { Instant($0) }
        guard let due, let rest else { return due }
        return max(due, rest)
    }
}
