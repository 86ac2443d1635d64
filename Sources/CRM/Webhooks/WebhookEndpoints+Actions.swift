import API
import Schema
import Store

/// Makes an endpoint and shows the key that its messages are signed with, this once.
struct CreateWebhook: Action {
    static let route = Route(
        .post, "/v1/webhook-endpoints", "Create one webhook", on: WebhookEndpoints.table,
        right: "create", returns: .extended(WebhookEndpoints.table, [secretShape]), status: 201)

    static let secretShape: (name: String, shape: Shape) = ("secret", .scalar(.text(max: 100)))

    let url = Field.url("url").about("Where events are posted to; https.")
    let description = Field.text("description", max: 500).optional
    let eventTypes = Field.labels("event_types", max: 100).default([])
        .about("Events such as order.confirmed or order.*; all when empty.")
    let resources = Field.labels("resources", max: 100).default([])
        .about("Only events of records of these resources, such as orders; all when empty.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let tx = call.tx
        guard try tx.first(Self.count, [], { $0.integer(0) }) ?? 0 < WebhookEndpoints.most else {
            throw Problem.invalid(
                "", .tooMany, "There are \(WebhookEndpoints.most) webhooks already.")
        }
        var endpoint = Record<WebhookEndpoints>()
        endpoint.url = call.url
        endpoint.description = call.description
        endpoint.eventTypes = call.eventTypes
        endpoint.resources = call.resources
        endpoint.secret = WebhookSecret.make()
        if tx.access.userID == nil { endpoint.key = tx.access.credentialID.map { ID($0) } }
        let made = try tx.create(endpoint)
        return .created(made.id).withSecret("secret", .text(made.secret))
    }

    private static let count = SQL(
        "SELECT COUNT(*) FROM webhook_endpoints WHERE deleted_at IS NULL")
}

/// Gives an endpoint a new key; the former one stays valid beside it for a while.
struct RotateWebhookSecret: Action {
    static let route = Route(
        .post, "/v1/webhook-endpoints/{id}/rotate-secret", "Give one webhook a new secret",
        on: WebhookEndpoints.table, right: "rotate_secret",
        returns: .extended(WebhookEndpoints.table, [CreateWebhook.secretShape]))

    let overlap = Field.integer("overlap_seconds", 0...604_800).default(86_400)
        .about("How long messages are signed with the former secret too.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let tx = call.tx
        let endpoint = try tx.find(WebhookEndpoints.self, call.id(WebhookEndpoints.self))
        let secret = WebhookSecret.make()
        try tx.update(endpoint, event: "webhook.secret_rotated") {
            $0.previousSecret = call.overlap > 0 ? endpoint.secret : nil
            $0.previousSecretExpiresAt =
                call.overlap > 0 ? tx.now.adding(seconds: call.overlap) : nil
            $0.secret = secret
        }
        return .record(endpoint.id).withSecret("secret", .text(secret))
    }
}

/// Sends a message that means nothing, whatever the status is.
struct TestWebhook: Action {
    static let route = Route(
        .post, "/v1/webhook-endpoints/{id}/test", "Send a test to one webhook",
        on: WebhookEndpoints.table, right: "test", returns: .record(WebhookDeliveries.table),
        status: 201)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let tx = call.tx
        var delivery = Record<WebhookDeliveries>()
        let id = tx.newID()
        delivery.row.id = id
        delivery.endpoint = call.id(WebhookEndpoints.self)
        delivery.messageID = "msg_\(WebhookDeliveries.compact(id))"
        delivery.eventType = "webhook.test"
        delivery.occurredAt = tx.now
        delivery.nextAttemptAt = tx.now
        let made = try tx.create(delivery)
        WebhookEndpoints.announce(in: tx)
        return .created(made.id)
    }
}

/// Sends again: one delivery, or everything that happened between two instants, also what was never sent.
struct ReplayWebhook: Action {
    static let route = Route(
        .post, "/v1/webhook-endpoints/{id}/replay", "Send events again to one webhook",
        on: WebhookEndpoints.table, right: "replay", returns: .record(WebhookEndpoints.table),
        status: 202)

    let delivery = Field.reference("delivery_id", to: WebhookDeliveries.self).optional
        .about("One delivery; instead of since.")
    let since = Field.instant("since").optional.about("Of the events, not of the attempts.")
    let until = Field.instant("until").optional.about("Now when left out.")
    let onlyFailed = Field.boolean("only_undelivered").default(false)
        .about("Leaves out what was delivered.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let tx = call.tx
        let endpoint = try tx.find(WebhookEndpoints.self, call.id(WebhookEndpoints.self))
        guard endpoint.status != .disabled else {
            throw Problem(
                .illegalTransition, "The webhook is disabled; enable it first.",
                extras: [
                    ("from", .text("disabled")), ("to", .text("disabled")),
                    ("allowed", .array([.text("enable")])),
                ])
        }
        switch (call.delivery, call.since) {
        case (let id?, nil): try again(id, of: endpoint, call)
        case (nil, let since?): try range(since, of: endpoint, call)
        default:
            throw Problem.invalid(
                "", .conflict, "A replay takes either delivery_id or since.")
        }
        WebhookEndpoints.announce(in: tx)
        return .record(endpoint.id, status: 202)
    }

    private func again(
        _ id: ID<WebhookDeliveries>, of endpoint: Record<WebhookEndpoints>,
        _ call: ActionCall<Self>
    ) throws {
        let delivery = try call.tx.find(WebhookDeliveries.self, id)
        guard delivery.endpoint == endpoint.id else {
            throw Problem.invalid(
                "/delivery_id", .notFound, "The webhook has no such delivery.")
        }
        guard delivery.status != .pending else { return }
        try call.tx.update(delivery) {
            $0.status = .pending
            $0.tries = 0
            $0.completedAt = nil
            $0.nextAttemptAt = try WebhookQueue.isBehind(delivery, call.tx) ? nil : call.tx.now
        }
        try WebhookQueue.keepOrder(endpoint.id, call.tx)
    }

    private func range(
        _ since: Instant, of endpoint: Record<WebhookEndpoints>, _ call: ActionCall<Self>
    ) throws {
        let tx = call.tx
        let until = call.until ?? tx.now
        guard since <= until else {
            throw Problem.invalid("/until", .outOfRange, "until must not be before since.")
        }
        let first = try FeedHorizon.before(since, tx)
        let last = try FeedHorizon.before(until.adding(milliseconds: 1), tx)
        guard first < last else { return }
        try tx.update(endpoint, event: "webhook.replayed") {
            // One range at a time: a second one widens the first.
            $0.replaysFailed = call.onlyFailed && ($0.replayAfter == nil || $0.replaysFailed)
            $0.replayAfter = min(first, $0.replayAfter ?? first)
            $0.replayUntil = max(last, $0.replayUntil ?? last)
        }
    }
}

extension WebhookEndpoints {
    /// Has whoever sends look again after the commit, where no endpoint itself has changed.
    static func announce(in tx: Transaction) { tx.attached.noteChangedAccess() }
}
