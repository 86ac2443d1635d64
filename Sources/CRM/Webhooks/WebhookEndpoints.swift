import API
import Schema
import Store

/// Where another system wants to be told of events, which of them, and how that goes.
///
/// It gets what its owner may see, or the API key that made it when nobody owns it.
package struct WebhookEndpoints: Resource {
    package static let name = "webhook-endpoints"
    package static let singular = "webhook"
    package static let traits: ResourceTraits = [.owned, .noCreate, .final, .affectsAccess]
    package static let table = TypedTable(Self())

    package let url = Field.url("url").about("Where events are posted to; https.")
    let description = Field.text("description", max: 500).optional
    let eventTypes = Field.labels("event_types", max: 100).default([])
        .about("Events such as order.confirmed or order.*; all when empty.")
    let resources = Field.labels("resources", max: 100).default([])
        .about("Only events of records of these resources, such as orders; all when empty.")
    let status = Field.status("status", Status.self, .indexed)
    let reason = Field.choice("status_reason", Reason.self, .readOnly).optional
        .about("Why it is not enabled.")
    let secret = Field.text("secret", max: 100, [.hidden, .secret])
    let previousSecret = Field.text("previous_secret", max: 100, [.hidden, .secret]).optional
    let previousSecretExpiresAt = Field.instant("previous_secret_expires_at", .readOnly).optional
        .about("Until then messages are signed with the former secret too.")
    let key = Field.reference("key_id", to: APIKeys.self, [.readOnly, .weak]).optional
        .about("The API key that it acts for when it has no owner.")
    /// The last entry of the feed that deliveries were made of.
    let cursor = Field.integer("cursor_seq", 0...Int64.max, .hidden).default(0)
    let replayAfter = Field.integer("replay_after_seq", 0...Int64.max, .readOnly).optional
        .about("While a range is replayed: the last entry of the feed that was looked at.")
    let replayUntil = Field.integer("replay_until_seq", 0...Int64.max, .readOnly).optional
    let replaysFailed = Field.boolean("replays_failed_only", .hidden).default(false)
    let failures = Field.integer("consecutive_failures", 0...Int64.max, .readOnly).default(0)
    let failingSince = Field.instant("failing_since", .readOnly).optional
        .about("The first failure after the last success.")
    let retryAt = Field.instant("retry_at", .readOnly).optional
        .about("Nothing is sent before: it asked for that, or fails.")
    let lastSuccessAt = Field.instant("last_success_at", .readOnly).optional
    let lastFailureAt = Field.instant("last_failure_at", .readOnly).optional

    package init() {}

    package enum Status: String, State {
        case enabled, paused, disabled

        package static let initial = enabled

        package var verbs: [String: Status] {
            switch self {
            case .enabled: ["pause": .paused, "disable": .disabled]
            case .paused: ["enable": .enabled, "disable": .disabled]
            case .disabled: ["enable": .enabled]
            }
        }
    }

    package enum Reason: String, Word {
        /// By a verb.
        case byHand = "by_hand"
        /// Three days without a success.
        case failing
        /// It answered 410.
        case gone
        /// Its owner is no longer active, or its key has ended.
        case noOwner = "no_owner"
    }

    /// How many there may be.
    static let most = 1_000

    package static func willSave(
        _ endpoint: inout Record<WebhookEndpoints>, before: Record<WebhookEndpoints>?,
        in tx: Transaction
    ) throws {
        try refuseAbove(endpoint, before: before, tx)
        var faults = WebhookFilter.faults(of: endpoint, tx.attached.registry)
        if let fault = urlFault(of: endpoint, tx) { faults.append(fault) }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        guard let before else {
            endpoint.cursor = try FeedHorizon.last(tx)
            return
        }
        guard endpoint.status != before.status else { return }
        switch endpoint.status {
        case .enabled:
            endpoint.reason = nil
            endpoint.failures = 0
            endpoint.failingSince = nil
            endpoint.retryAt = nil
            // What happened while it was disabled is not sent; it can be replayed.
            if before.status == .disabled { endpoint.cursor = try FeedHorizon.last(tx) }
        case .paused: endpoint.reason = endpoint.reason ?? .byHand
        case .disabled:
            if endpoint.reason != .gone { endpoint.reason = .byHand }
            endpoint.replayAfter = nil
            endpoint.replayUntil = nil
        }
    }

    package static func didSave(
        _ endpoint: Record<WebhookEndpoints>, before: Record<WebhookEndpoints>?,
        in tx: Transaction
    ) throws {
        guard let before, endpoint.status != before.status else { return }
        switch endpoint.status {
        case .enabled: try WebhookQueue.begin(endpoint.id, tx)
        case .paused: break
        case .disabled: try WebhookQueue.cancel(endpoint.id, tx)
        }
    }

    package static func willDelete(
        _ endpoint: Record<WebhookEndpoints>, in tx: Transaction
    ) throws {
        try refuseAbove(endpoint, before: nil, tx)
        try WebhookQueue.cancel(endpoint.id, tx)
    }

    private static func urlFault(
        of endpoint: Record<WebhookEndpoints>, _ tx: Transaction
    ) -> Fault? {
        guard endpoint.isSound(\.url),
            let reason = addresses(tx).refusal(of: endpoint.url)
        else { return nil }
        return Fault(pointer: "/url", code: .unknownValue, message: "url \(reason).")
    }

    private static func addresses(_ tx: Transaction) -> OutgoingAddresses {
        guard let addresses = OutgoingAddresses(tx.settings.webhookAddresses) else {
            preconditionFailure("the settings were checked at start")
        }
        return addresses
    }

    /// Who changes an endpoint decides where the records of its owner go, so the owner's role may not reach further than
    /// the caller's.
    private static func refuseAbove(
        _ endpoint: Record<WebhookEndpoints>, before: Record<WebhookEndpoints>?, _ tx: Transaction
    ) throws {
        if let before, before.row == endpoint.row { return }
        for record in [endpoint, before].compactMap({ $0 }) {
            if let owner = record.ownerID {
                guard let row = try tx.row(Users.table, owner) else { continue }
                let user = Record<Users>(row)
                try Roles.refuseAbove(user.role, in: user.team, tx)
            } else if let id = record.key, let row = try tx.row(APIKeys.table, id.rawValue) {
                try Roles.refuseAbove(Record<APIKeys>(row).role, in: nil, tx)
            }
        }
    }
}
