import API
import Schema
import Store

/// Turning entries of the feed into deliveries: looked at on a reader, written with the endpoint's new place in the feed.
struct WebhookPlan: Sendable {
    /// Entries of the feed that are looked at together.
    static let page: Int64 = 500

    let endpoint: ID<WebhookEndpoints>
    /// The entries of the range that the endpoint gets.
    let entries: [FeedEntry]
    let after: Int64
    let through: Int64
    /// Set when a range is replayed.
    let replay: Replay?

    struct Replay: Sendable {
        let onlyFailed: Bool
        let isLast: Bool
    }

    /// The next step of the replay of a range.
    ///
    /// It reaches as far as the feed was looked at; what lies beyond comes by itself.
    static func replay(
        _ target: WebhookTarget, _ replay: (after: Int64, until: Int64, onlyFailed: Bool),
        _ tx: Transaction
    ) throws -> WebhookPlan {
        let until = min(replay.until, target.cursor)
        let page = try FeedEntry.heads(after: replay.after, limit: Self.page, tx)
        let entries = page.filter { $0.seq <= until }
        let through = page.count == entries.count ? page.last?.seq ?? until : until
        let isLast = through >= until || page.count < Self.page
        return WebhookPlan(
            endpoint: target.id, entries: try wanted(entries, target, tx), after: replay.after,
            through: through, replay: Replay(onlyFailed: replay.onlyFailed, isLast: isLast))
    }

    static func next(
        _ target: WebhookTarget, _ page: [FeedEntry], _ tx: Transaction
    ) throws -> WebhookPlan {
        WebhookPlan(
            endpoint: target.id, entries: try wanted(page, target, tx), after: target.cursor,
            through: page.last?.seq ?? target.cursor, replay: nil)
    }

    private static func wanted(
        _ entries: [FeedEntry], _ target: WebhookTarget, _ tx: Transaction
    ) throws -> [FeedEntry] {
        let wanted = entries.filter(target.filter.wants)
        return wanted.isEmpty ? [] : try FeedEntry.visible(wanted, tx)
    }

    // MARK: Writing

    private static let moved = SQL(
        """
        UPDATE webhook_endpoints SET cursor_seq = ?
        WHERE id = ? AND cursor_seq <= ? AND status = 'enabled' AND deleted_at IS NULL
        """)
    private static let replayed = SQL(
        """
        UPDATE webhook_endpoints SET replay_after_seq = ?, version = version + 1
        WHERE id = ? AND replay_after_seq = ? AND status = 'enabled' AND deleted_at IS NULL
        """)
    private static let replayEnded = SQL(
        """
        UPDATE webhook_endpoints
        SET replay_after_seq = NULL, replay_until_seq = NULL, replays_failed_only = 0,
            version = version + 1
        WHERE id = ? AND replay_after_seq = ? AND status = 'enabled' AND deleted_at IS NULL
        """)

    /// Stores the deliveries and the new place in the feed together; false, and nothing, when the endpoint has changed
    /// meanwhile.
    func write(_ tx: Transaction) throws -> Bool {
        guard try move(tx) else { return false }
        var known: Set<Int64> = []
        if let replay {
            known = try WebhookQueue.replay(
                endpoint, after: after, through: through, onlyFailed: replay.onlyFailed, tx)
        }
        for entry in entries where !known.contains(entry.seq) {
            try WebhookQueue.add(
                entry.seq, entry.type, entry.at, Link(resource: entry.resource, id: entry.id),
                to: endpoint, tx)
        }
        if replay != nil { try WebhookQueue.keepOrder(endpoint, tx) }
        try WebhookQueue.release(endpoint, after: after, through: through, tx)
        return true
    }

    private func move(_ tx: Transaction) throws -> Bool {
        guard let replay else {
            return try tx.execute(
                Self.moved, [.integer(through), endpoint.cell, .integer(after)]) == 1
        }
        if replay.isLast {
            return try tx.execute(Self.replayEnded, [endpoint.cell, .integer(after)]) == 1
        }
        return try tx.execute(
            Self.replayed, [.integer(through), endpoint.cell, .integer(after)]) == 1
    }
}
