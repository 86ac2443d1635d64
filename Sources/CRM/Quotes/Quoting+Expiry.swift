import API
import Schema
import Store

/// What the clock does to quotes.
extension Quoting {
    /// Expires sent quotes whose last day is over where they are valid.
    ///
    /// Called by the clock; takes as many as fit one short transaction and leaves the rest to the
    /// next call.
    package static func expireDue(_ tx: Transaction) throws {
        // West of UTC a day ends later than in UTC, east of it earlier: by a day at most either way.
        var zones: [String] = []
        try tx.query(dueZones, [tx.now.day.cell]) { zones.append($0.text(0)) }
        for zone in zones {
            guard let known = TimeZone.named(zone) else { continue }
            let due = try tx.select(
                Quotes.self, where: "status = 'sent' AND valid_until < ? AND time_zone = ?",
                [known.day(of: tx.now).cell, .text(zone)], limit: batch)
            for quote in due { try tx.update(quote) { $0.status = .expired } }
        }
    }

    private static let batch = 200

    private static let dueZones = SQL(
        """
        SELECT DISTINCT time_zone FROM quotes
        WHERE deleted_at IS NULL AND status = 'sent' AND valid_until <= ?
        """)
}
