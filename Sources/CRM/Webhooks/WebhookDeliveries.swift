import Schema
import Store

/// One event on its way to one endpoint, with every attempt.
///
/// Who sees the endpoint sees its deliveries.
package struct WebhookDeliveries: Resource {
    package static let name = "webhook-deliveries"
    package static let singular = "webhook_delivery"
    package static let traits: ResourceTraits = [.readOnly, .noCreate, .appendOnly, .silent]
    package static let sightThrough: String? = "endpoint_id"
    /// What is due, and the order of one record's events.
    package static let indexes = [
        ["endpoint_id", "status", "next_attempt_at"], ["endpoint_id", "record", "status", "seq"],
    ]
    package static let uniques = [Unique("endpoint_id", "seq", where: "seq IS NOT NULL")]
    package static let table = TypedTable(Self())

    let endpoint = Field.reference("endpoint_id", to: WebhookEndpoints.self, [.readOnly, .weak])
    let messageID = Field.text("message_id", max: 100, [.readOnly, .unique])
        .about("What is sent as webhook-id, the same in every attempt and replay.")
    let seq = Field.integer("seq", 0...Int64.max, .readOnly).optional
        .about("The entry of the feed; null for a test.")
    let eventType = Field.text("event_type", max: 100, .readOnly)
    let occurredAt = Field.instant("occurred_at", .readOnly)
    let record = Field.link("record", .readOnly).optional
    let status = Field.status("status", Status.self)
    let attemptCount = Field.integer("attempt_count", 0...Int64.max, .readOnly).default(0)
    /// Attempts of the schedule that runs.
    let tries = Field.integer("tries", 0...Int64.max, .hidden).default(0)
    let nextAttemptAt = Field.instant("next_attempt_at", .readOnly).optional
        .about("Null while an earlier event of the record is on its way.")
    let lastStatus = Field.integer("last_response_status", 0...999, .readOnly).optional
    let lastError = Field.text("last_error", max: 500, .readOnly).optional
    let completedAt = Field.instant("completed_at", [.readOnly, .sortable]).optional
    let attempts = Owned("attempts", WebhookAttempts.self, max: Int(keptAttempts), .readOnly)

    package init() {}

    /// The last ones of a delivery.
    static let keptAttempts = 20

    package enum Status: String, State {
        case pending
        /// An answer 2xx came.
        case succeeded
        /// Given up after three days, or a test that failed.
        case failed
        /// Its endpoint was disabled or deleted.
        case cancelled
        /// Its record is outside the owner's sight.
        case skipped

        package static let initial = pending
        package static let automatic: Set<String> = [
            "succeed", "give_up", "cancel", "skip", "replay",
        ]

        package var event: String { self == .pending ? "replayed" : rawValue }

        package var verbs: [String: Status] {
            switch self {
            case .pending:
                [
                    "succeed": .succeeded, "give_up": .failed, "cancel": .cancelled,
                    "skip": .skipped,
                ]
            case .succeeded, .failed, .cancelled, .skipped: ["replay": .pending]
            }
        }
    }

    /// The same for every attempt of an event to an endpoint, also after the row was lost.
    static func messageID(_ endpoint: ID<WebhookEndpoints>, _ seq: Int64) -> String {
        "msg_\(compact(endpoint.rawValue))_\(seq)"
    }

    static func compact(_ id: RecordID) -> String { String(id.text.filter { $0 != "-" }) }

    // MARK: Retention

    static let oldAttempts = SQL(
        """
        DELETE FROM webhook_attempts WHERE parent_id IN (SELECT id FROM webhook_deliveries
            WHERE completed_at < ? AND deleted_at IS NULL ORDER BY completed_at, id LIMIT 1000)
        """)
    static let old = SQL(
        """
        DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries
            WHERE completed_at < ? AND deleted_at IS NULL ORDER BY completed_at, id LIMIT 1000)
        """)

    /// Forgets deliveries whose time is over, a thousand at a time so that nobody waits long.
    static func removeOld(_ tx: Transaction) throws {
        let before = tx.now.adding(seconds: -tx.settings.webhookRetentionDays * 86_400)
        try tx.execute(oldAttempts, [before.cell])
        try tx.execute(old, [before.cell])
    }
}

/// One request to an endpoint and what came of it.
package struct WebhookAttempts: Resource {
    package static let name = "webhook-attempts"
    package static let singular = "webhook_attempt"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let startedAt = Field.instant("started_at", .readOnly)
    let duration = Field.minimumQuantity("duration_seconds", .readOnly)
    let responseStatus = Field.integer("response_status", 0...999, .readOnly).optional
        .about("Null when no answer came.")
    let error = Field.text("error", max: 500, .readOnly).optional
    let response = Field.longText("response", max: 1_000, .readOnly).optional
        .about("How the answer's body began.")

    package init() {}
}
