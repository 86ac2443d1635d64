import API
import Schema
import Store

/// That a customer is not charged tax, for a time, by a certificate.
package struct TaxExemptions: Resource {
    package static let name = "tax-exemptions"
    package static let singular = "tax_exemption"
    package static let traits: ResourceTraits = .cached
    package static let sightThrough: String? = "party_id"
    package static let table = TypedTable(Self())

    let party = Field.reference("party_id", to: Parties.self)
    let certificateNumber = Field.text("certificate_number", max: 100, [.title, .sortable])
    let reason = Field.text("reason", max: 500).optional
        .about("As it is to stand on the document: EN 16931 BT-120.")
    let country = Field.country("country").optional
        .about("Whose tax it is about; every country's when it is left out.")
    let taxCategory = Field.text("tax_category", max: 40).optional
        .about("What is not taxed; everything when it is left out.")
    let validFrom = Field.day("valid_from", .sortable).optional
    let validUntil = Field.day("valid_until", .sortable).optional

    package init() {}

    package static func willSave(
        _ exemption: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard exemption.isSound(\.validFrom, \.validUntil) else { return }
        let faults = Validity(from: exemption.validFrom, until: exemption.validUntil).faults
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }
}

/// A certificate that holds for a document.
struct HeldExemption {
    let certificate: String
    /// Nil: every category.
    let category: String?

    /// Those of a party for the tax of a country on a day, the broadest and oldest first.
    static func all(
        of party: RecordID, country: String?, on day: Day, in tx: Transaction
    ) throws -> [HeldExemption] {
        var found: [HeldExemption] = []
        let cells: [Cell] = [party.cell, country.cell, day.cell, day.cell]
        try tx.query(held, cells) { row in
            found.append(
                HeldExemption(
                    certificate: row.text(0), category: row.isNull(1) ? nil : row.text(1)))
        }
        return found
    }

    private static let held = SQL(
        """
        SELECT certificate_number, tax_category FROM tax_exemptions
        WHERE party_id = ? AND (country IS NULL OR country = ?) AND deleted_at IS NULL
            AND (valid_from IS NULL OR valid_from <= ?)
            AND (valid_until IS NULL OR valid_until >= ?)
        ORDER BY tax_category IS NOT NULL, id
        """)
}
