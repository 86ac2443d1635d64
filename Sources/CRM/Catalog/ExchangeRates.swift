import API
import Schema
import Store

/// What the installation's currency was worth in another one from a day on.
package struct ExchangeRates: Resource {
    package static let name = "exchange-rates"
    package static let singular = "exchange_rate"
    package static let uniques = [Unique("currency", "valid_from")]
    package static let table = TypedTable(Self())

    let currency = Field.currency("currency", [.createOnly, .sortable])
    let validFrom = Field.day("valid_from", .sortable)
        .about("It holds until the day of a newer one.")
    let rate = Field.quantity("rate")
        .about("Units of the currency for one unit of the installation's, as the ECB quotes them.")
    let source = Field.text("source", max: 100).optional

    package init() {}

    package static func willSave(
        _ rate: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard rate.isSound(\.currency), rate.currency == tx.settings.currency else { return }
        throw Problem.invalid(
            "/currency", .conflict, "This is the installation's own currency; its rate is 1.")
    }

    /// The newest rate of a currency that has begun on a day; nil when there is none.
    static func rate(of currency: Currency, on day: Day, in tx: Transaction) throws -> Decimal? {
        if currency == tx.settings.currency { return .one }
        return try tx.first(newest, [currency.cell, day.cell]) {
            Decimal(millionths: $0.integer(0))
        }
    }

    private static let newest = SQL(
        """
        SELECT rate FROM exchange_rates WHERE currency = ? AND valid_from <= ?
            AND deleted_at IS NULL ORDER BY valid_from DESC LIMIT 1
        """)
}
