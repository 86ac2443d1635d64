import Schema
import Store

/// How far back the feed answers; the audit trail itself keeps everything.
enum FeedHorizon {
    private static let at = SQL(
        "SELECT seq, at FROM audit_entries WHERE seq >= ? ORDER BY seq LIMIT 1")
    private static let newest = SQL("SELECT COALESCE(MAX(seq), 0) FROM audit_entries")

    static func last(_ tx: Transaction) throws -> Int64 {
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

    /// The first entry within the retention; entries are in order of time, so it is found by halving.
    static func first(_ tx: Transaction) throws -> Int64 {
        var low: Int64 = 1
        var high = try last(tx) + 1
        let start = start(tx)
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
