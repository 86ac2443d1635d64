import Store

extension Transaction {
    /// The next number of a document type in the current year: `Q-2026-000123`.
    ///
    /// Gap-free: the counter belongs to the transaction, so a number that is not used is given again.
    package func nextNumber(_ prefix: String) throws -> String {
        let year = now.day.year
        let last = try first(
            NumberSeries.take, [.text(prefix), .integer(Int64(year))], { $0.integer(0) })
        guard let last else { preconditionFailure("RETURNING gave no row") }
        let digits = String(last)
        let padding = String(repeating: "0", count: max(0, 6 - digits.count))
        return "\(prefix)-\(year)-\(padding)\(digits)"
    }
}

private enum NumberSeries {
    static let take = SQL(
        """
        INSERT INTO number_series (prefix, year, last) VALUES (?, ?, 1)
        ON CONFLICT (prefix, year) DO UPDATE SET last = last + 1 RETURNING last
        """)
}
