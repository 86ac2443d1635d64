import API
import Schema

/// Customers who are priced alike: retailers, schools, the staff.
package struct PartyGroups: Resource {
    package static let name = "party-groups"
    package static let singular = "party_group"
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 200, [.title, .sortable])
    let description = Field.longText("description", max: 2_000).optional
    let priceBook = Field.reference("price_book_id", to: PriceBooks.self).optional
        .about("Of documents for its parties, unless the document or the party names another.")

    package init() {}
}
