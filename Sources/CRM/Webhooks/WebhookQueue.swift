import Schema
import Store

// The deliveries of an endpoint, and which of them may go.
//
// A later event of a record is never sent before an earlier one was delivered or given up. So of all that are pending for
// one endpoint and one record only the first, the head, has a `next_attempt_at`; the others wait behind it without one. What
// is due is then a range of one index, however much waits, and when a head is over the next becomes one in the same
// transaction.

/// Changes of many deliveries at once.
enum WebhookQueue {
    private static let pending = "status = 'pending' AND deleted_at IS NULL"

    /// Whether an earlier event of the same record is pending: about `d`.
    private static let isBehind = """
        EXISTS (SELECT 1 FROM webhook_deliveries e WHERE e.endpoint_id = d.endpoint_id
            AND e.record = d.record AND e.status = 'pending' AND e.deleted_at IS NULL
            AND e.seq < d.seq)
        """

    static let heads = SQL(
        """
        UPDATE webhook_deliveries AS d SET next_attempt_at = ?, version = version + 1
        WHERE endpoint_id = ? AND seq > ? AND seq <= ? AND \(pending)
            AND next_attempt_at IS NULL AND NOT \(isBehind)
        """)
    static let demoted = SQL(
        """
        UPDATE webhook_deliveries AS d SET next_attempt_at = NULL, version = version + 1
        WHERE endpoint_id = ? AND \(pending) AND next_attempt_at IS NOT NULL AND \(isBehind)
        """)
    static let next = SQL(
        """
        UPDATE webhook_deliveries SET next_attempt_at = ?, version = version + 1
        WHERE next_attempt_at IS NULL AND id = (SELECT id FROM webhook_deliveries
            WHERE endpoint_id = ? AND record = ? AND \(pending) ORDER BY seq, id LIMIT 1)
        """)
    static let earlier = SQL(
        """
        SELECT 1 FROM webhook_deliveries
        WHERE endpoint_id = ? AND record = ? AND \(pending) AND seq < ? LIMIT 1
        """)
    static let begun = SQL(
        """
        UPDATE webhook_deliveries SET next_attempt_at = ?, tries = 0, version = version + 1
        WHERE endpoint_id = ? AND \(pending) AND next_attempt_at IS NOT NULL
        """)
    static let cancelled = SQL(
        """
        UPDATE webhook_deliveries SET status = 'cancelled', next_attempt_at = NULL,
            completed_at = ?, version = version + 1
        WHERE endpoint_id = ? AND \(pending)
        """)
    static let again = SQL(
        """
        UPDATE webhook_deliveries SET status = 'pending', next_attempt_at = NULL, tries = 0,
            completed_at = NULL, version = version + 1
        WHERE endpoint_id = ? AND seq > ? AND seq <= ? AND status <> 'pending'
            AND (? = 0 OR status <> 'succeeded') AND deleted_at IS NULL
        """)
    static let known = SQL(
        """
        SELECT seq FROM webhook_deliveries
        WHERE endpoint_id = ? AND seq > ? AND seq <= ? AND deleted_at IS NULL
        """)

    /// Lets those of a range of the feed go that nothing is before.
    static func release(
        _ endpoint: ID<WebhookEndpoints>, after: Int64, through: Int64, _ tx: Transaction
    ) throws {
        try tx.execute(
            heads, [tx.now.cell, endpoint.cell, .integer(after), .integer(through)])
    }

    /// Lets the next event of a record go.
    static func releaseNext(_ delivery: Record<WebhookDeliveries>, _ tx: Transaction) throws {
        guard let record = delivery.record else { return }
        try tx.execute(next, [tx.now.cell, delivery.endpoint.cell, record.cell])
    }

    static func isBehind(_ delivery: Record<WebhookDeliveries>, _ tx: Transaction) throws -> Bool {
        guard let record = delivery.record, let seq = delivery.seq else { return false }
        return try tx.first(
            earlier, [delivery.endpoint.cell, record.cell, .integer(seq)]
        ) { _ in true } ?? false
    }

    /// Begins the schedule of everything anew, after an endpoint was enabled.
    static func begin(_ endpoint: ID<WebhookEndpoints>, _ tx: Transaction) throws {
        try tx.execute(begun, [tx.now.cell, endpoint.cell])
    }

    static func cancel(_ endpoint: ID<WebhookEndpoints>, _ tx: Transaction) throws {
        try tx.execute(cancelled, [tx.now.cell, endpoint.cell])
    }

    /// Makes what is over in a range of the feed pending again; answers which of the range there are deliveries of.
    static func replay(
        _ endpoint: ID<WebhookEndpoints>, after: Int64, through: Int64, onlyFailed: Bool,
        _ tx: Transaction
    ) throws -> Set<Int64> {
        let range: [Cell] = [endpoint.cell, .integer(after), .integer(through)]
        var seqs: Set<Int64> = []
        try tx.query(known, range) { seqs.insert($0.integer(0)) }
        try tx.execute(again, range + [.integer(onlyFailed ? 1 : 0)])
        return seqs
    }

    /// Takes back what a replay has put something before.
    static func keepOrder(_ endpoint: ID<WebhookEndpoints>, _ tx: Transaction) throws {
        try tx.execute(demoted, [endpoint.cell])
    }

    /// Stores an event of the feed for an endpoint; it goes when `release` finds nothing before it.
    static func add(
        _ seq: Int64, _ type: String, _ at: Instant, _ record: Link,
        to endpoint: ID<WebhookEndpoints>, _ tx: Transaction
    ) throws {
        var delivery = Record<WebhookDeliveries>()
        delivery.endpoint = endpoint
        delivery.messageID = WebhookDeliveries.messageID(endpoint, seq)
        delivery.seq = seq
        delivery.eventType = type
        delivery.occurredAt = at
        delivery.record = record
        _ = try tx.create(delivery)
    }
}
