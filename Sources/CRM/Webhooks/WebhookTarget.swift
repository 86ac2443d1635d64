import API
import Schema
import Store

/// What the dispatcher remembers of one endpoint.
struct WebhookTarget {
    /// Messages on their way to one endpoint at once, and while it fails.
    private static let most = 8
    /// Deliveries that may wait for one endpoint; what comes after stays in the feed.
    private static let mostWaiting = 10_000

    let id: ID<WebhookEndpoints>
    let url: String
    let status: WebhookEndpoints.Status
    let filter: WebhookFilter
    /// As whom it sees records; nil when its owner is gone.
    let access: Access?
    private let accessEndsAt: Instant?
    private let secret: String
    private let previousSecret: (text: String, until: Instant)?
    /// The last entry of the feed that was looked at; the database may know an earlier one.
    var cursor: Int64
    var savedCursor: Int64
    var replay: (after: Int64, until: Int64, onlyFailed: Bool)?
    var health: Health
    var waiting: Int
    /// When to look what is due; nil when nothing waits.
    var nextDue: Instant?
    var inFlight: Set<RecordID> = []

    /// How it has answered lately.
    struct Health: Sendable {
        var failures: Int64
        var failingSince: Instant?
        var retryAt: Instant?
    }

    init(
        _ endpoint: Record<WebhookEndpoints>, known: WebhookTarget?, access: Access?,
        accessEndsAt: Instant?, waiting: Int, nextDue: Instant?
    ) {
        id = endpoint.id
        url = endpoint.url
        status = endpoint.status
        filter = WebhookFilter(endpoint)
        self.access = access
        self.accessEndsAt = accessEndsAt
        secret = endpoint.secret
        if let text = endpoint.previousSecret, let until = endpoint.previousSecretExpiresAt {
            previousSecret = (text, until)
        } else {
            previousSecret = nil
        }
        savedCursor = endpoint.cursor
        cursor = max(endpoint.cursor, known?.cursor ?? 0)
        if let after = endpoint.replayAfter, let until = endpoint.replayUntil {
            replay = (after, until, endpoint.replaysFailed)
        }
        health = Health(
            failures: endpoint.failures, failingSince: endpoint.failingSince,
            retryAt: endpoint.retryAt)
        self.waiting = waiting
        self.nextDue = nextDue
        inFlight = known?.inFlight ?? []
    }

    func isOrphan(at now: Instant) -> Bool {
        access == nil || (accessEndsAt.map { $0 <= now } ?? false)
    }

    /// Whether more of the feed may be looked at.
    var hasRoom: Bool { status == .enabled && waiting < Self.mostWaiting }

    /// Whether anything but tests may be sent.
    func isOpen(at now: Instant) -> Bool {
        status == .enabled && (health.retryAt.map { $0 <= now } ?? true)
    }

    /// How many more messages may be on their way.
    var room: Int {
        let most = health.failures >= WebhookSchedule.failuresInARow ? 1 : Self.most
        return max(0, most - inFlight.count)
    }

    /// Entries up to this one were looked at.
    mutating func advance(to seq: Int64) { cursor = max(cursor, seq) }

    /// The keys that are valid now, the newest first.
    func secrets(at now: Instant) -> [String] {
        [secret] + (previousSecret.flatMap { $0.until > now ? [$0.text] : nil } ?? [])
    }
}

/// Reading what the dispatcher must know.
enum WebhookReading {
    static let counted = SQL(
        """
        SELECT COUNT(*) FROM webhook_deliveries
        WHERE endpoint_id = ? AND status = 'pending' AND deleted_at IS NULL
        """)
    static let oldest = SQL(
        """
        SELECT MIN(occurred_at) FROM webhook_deliveries
        WHERE endpoint_id = ? AND status = 'pending' AND deleted_at IS NULL
        """)
    static let first = SQL(
        """
        SELECT next_attempt_at FROM webhook_deliveries
        WHERE endpoint_id = ? AND status = 'pending' AND next_attempt_at IS NOT NULL
            AND deleted_at IS NULL AND (? OR seq IS NULL)
        ORDER BY next_attempt_at, id LIMIT 1 OFFSET ?
        """)
    static let due = SQL(
        """
        SELECT id, seq, message_id FROM webhook_deliveries
        WHERE endpoint_id = ? AND status = 'pending' AND next_attempt_at <= ?
            AND deleted_at IS NULL AND (? OR seq IS NULL)
        ORDER BY next_attempt_at, id LIMIT ?
        """)

    /// A delivery that may be sent now.
    struct Due {
        let id: RecordID
        let seq: Int64?
        let messageID: String
    }

    static func targets(
        known: [RecordID: WebhookTarget], _ tx: Transaction
    ) throws -> [RecordID: WebhookTarget] {
        var targets: [RecordID: WebhookTarget] = [:]
        var owners: [RecordID: Access?] = [:]
        for endpoint in try tx.select(WebhookEndpoints.self, where: "1") {
            var access: Access?
            var end: Instant?
            if let owner = endpoint.ownerID {
                access = try owners[owner] ?? Credentials.access(of: ID(owner), tx)
                owners[owner] = access
            } else if let key = endpoint.key {
                let credential = try Credentials.credential(of: key, tx)
                access = credential?.access
                end = credential?.expiresAt
            }
            let waiting = try tx.first(counted, [endpoint.id.cell]) { Int($0.integer(0)) }
            targets[endpoint.id.rawValue] = WebhookTarget(
                endpoint, known: known[endpoint.id.rawValue], access: access, accessEndsAt: end,
                waiting: waiting ?? 0,
                nextDue: try nextDue(
                    endpoint.id, isEnabled: endpoint.status == .enabled,
                    skipping: known[endpoint.id.rawValue]?.inFlight.count ?? 0, tx))
        }
        return targets
    }

    /// When the first delivery is due; those on their way come first and are not counted.
    static func nextDue(
        _ endpoint: ID<WebhookEndpoints>, isEnabled: Bool, skipping count: Int, _ tx: Transaction
    ) throws -> Instant? {
        try tx.first(
            first, [endpoint.cell, .integer(isEnabled ? 1 : 0), .integer(Int64(count))]
        ) { Instant(milliseconds: $0.integer(0)) }
    }

    /// What is due, and not on its way already.
    static func due(
        _ target: WebhookTarget, isOpen: Bool, limit: Int, _ tx: Transaction
    ) throws -> [Due] {
        var found: [Due] = []
        try tx.query(
            due,
            [
                target.id.cell, tx.now.cell, .integer(isOpen ? 1 : 0),
                .integer(Int64(limit + target.inFlight.count)),
            ]
        ) { row in
            let id = RecordID(row.uuid(0))
            guard !target.inFlight.contains(id), found.count < limit else { return }
            found.append(
                Due(id: id, seq: row.isNull(1) ? nil : row.integer(1), messageID: row.text(2)))
        }
        return found
    }

    /// When the event happened that has waited longest for an endpoint.
    static func oldest(
        _ endpoint: ID<WebhookEndpoints>, _ tx: Transaction
    ) throws -> Int64? {
        try tx.first(oldest, [endpoint.cell]) { $0.isNull(0) ? nil : $0.integer(0) } ?? nil
    }
}
