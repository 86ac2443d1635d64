import API
import Schema
import Store

/// What a country takes on a category of products, for a time.
package struct TaxRates: Resource {
    package static let name = "tax-rates"
    package static let singular = "tax_rate"
    package static let traits: ResourceTraits = .cached
    package static let indexes = [["country", "tax_category", "valid_from"]]
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 200, [.title, .sortable])
    let country = Field.country("country", .sortable)
    let taxCategory = Field.text("tax_category", max: 40).default("standard")
    let ratePercent = Field.percent("rate_percent")
    let validFrom = Field.day("valid_from", .sortable).optional
    let validUntil = Field.day("valid_until").optional

    package init() {}

    package static func willSave(
        _ rate: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard rate.isSound(\.validFrom, \.validUntil) else { return }
        let faults = Validity(from: rate.validFrom, until: rate.validUntil).faults
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        guard rate.isSound(\.country, \.taxCategory) else { return }
        let overlaps = try tx.first(
            overlapping,
            [
                rate.country.cell, rate.taxCategory.cell, rate.row.cells[CommonFields.id],
                (rate.validUntil ?? .last).cell, (rate.validFrom ?? .first).cell,
            ]
        ) { _ in true }
        guard overlaps == nil else {
            throw Problem.invalid(
                "/valid_from", .overlap,
                "The country has a rate for this tax_category at the same time already.")
        }
    }

    private static let overlapping = SQL(
        """
        SELECT 1 FROM tax_rates
        WHERE country = ? AND tax_category = ? AND deleted_at IS NULL AND id IS NOT ?
            AND (valid_from IS NULL OR valid_from <= ?)
            AND (valid_until IS NULL OR valid_until >= ?)
        """)
}
