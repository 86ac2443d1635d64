import Schema
import Store

/// How far back the feed answers; the audit trail itself keeps everything.
package enum FeedHorizon {
    private static let at = SQL(
        "SELECT seq, at FROM audit_entries WHERE seq >= ? ORDER BY seq LIMIT 1")
    private static let newest = SQL("SELECT COALESCE(MAX(seq), 0) FROM audit_entries")

    package static func last(_ tx: Transaction) throws -> Int64 {
        try tx.first(newest) { $0.integer(0) } ?? 0
    }

    private static func start(_ tx: Transaction) -> Instant {
        tx.now.adding(seconds: -tx.settings.feedRetentionDays * 86_400)
    }

    /// Throws `snapshot_required` when the entry after the cursor is older than the retention.
    static func check(_ cursor: Int64, _ tx: Transaction) throws {
        let next = try tx.first(at, [.integer(cursor + 1)]) { Instant(milliseconds: $0.integer(1)) }
        guard let next, next < start(tx) else { return }
        throw Problem(
            .snapshotRequired,
            "The feed reaches back \(tx.settings.feedRetentionDays) days: read the lists, then follow from latest."
        )
    }

    /// The first entry within the retention.
    static func first(_ tx: Transaction) throws -> Int64 { try first(at: start(tx), tx) }

    /// The last entry before an instant, as a cursor; throws `snapshot_required` beyond the retention.
    package static func before(_ instant: Instant, _ tx: Transaction) throws -> Int64 {
        let cursor = try first(at: instant, tx) - 1
        if try cursor < last(tx) { try check(cursor, tx) }
        return cursor
    }

    /// The first entry at an instant or later; entries are in order of time, so it is found by halving.
    private static func first(at start: Instant, _ tx: Transaction) throws -> Int64 {
        var low: Int64 = 1
        var high = try last(tx) + 1
        while low < high {
            let middle = low + (high - low) / 2
            let found = try tx.first(at, [.integer(middle)]) {
                ($0.integer(0), Instant(milliseconds: $0.integer(1)))
            }
            guard let (seq, time) = found, time < start else {
                high = middle
                continue
            }
            low = seq + 1
        }
        return low
    }
}
