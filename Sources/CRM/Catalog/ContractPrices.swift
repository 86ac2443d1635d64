import API
import Schema
import Store

/// What one customer, or one group of them, pays for a product by agreement.
package struct ContractPrices: Resource {
    package static let name = "contract-prices"
    package static let singular = "contract_price"
    package static let traits: ResourceTraits = .cached
    package static let sightThrough: String? = "party_id"
    package static let indexes = [["party_id", "product_id"], ["group_id", "product_id"]]
    package static let table = TypedTable(Self())

    let party = Field.reference("party_id", to: Parties.self).optional
        .about("Who has agreed; the price also holds for the parties below. Or else group_id.")
    let group = Field.reference("group_id", to: PartyGroups.self).optional
    let contractNumber = Field.text("contract_number", max: 100, [.title, .sortable]).optional
    let product = Field.reference("product_id", to: Products.self)
    let currency = Field.currency().optional.filled().about("The installation's when left out.")
    let unitPrice = Field.unitPrice("unit_price")
    let minQuantity = Field.minimumQuantity("min_quantity").default(.zero)
        .about("The price holds from this quantity upwards, until one with a greater one.")
    let maxQuantity = Field.quantity("max_quantity").optional
        .about("And up to this one, included.")
    let validFrom = Field.day("valid_from", .sortable).optional
    let validUntil = Field.day("valid_until").optional

    package init() {}

    package static func willSave(
        _ price: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        if price.currency == nil { price.currency = tx.settings.currency }
        var faults: [Fault] = []
        if price.isSound(\.party, \.group), (price.party == nil) == (price.group == nil) {
            faults.append(
                Fault(
                    pointer: "/party_id", code: price.party == nil ? .required : .conflict,
                    message: "A contract price is for a party or for a group."))
        }
        if price.isSound(\.minQuantity, \.maxQuantity), let most = price.maxQuantity,
            most < price.minQuantity
        {
            faults.append(
                Fault(
                    pointer: "/max_quantity", code: .outOfRange,
                    message: "max_quantity must not be below min_quantity."))
        }
        if price.isSound(\.validFrom, \.validUntil) {
            faults += Validity(from: price.validFrom, until: price.validUntil).faults
        }
        guard faults.isEmpty, price.isSound else { throw Problem.invalid(faults) }
        guard try tx.first(rival, Self.rivalCells(price), { _ in true }) == nil else {
            throw Problem.invalid(
                "/min_quantity", .overlap,
                "There is a price of the product from this quantity at the same time already.")
        }
    }

    private static func rivalCells(_ price: Record<Self>) -> [Cell] {
        [
            price.product.cell, price.party.cell, price.group.cell, price.currency.cell,
            price.minQuantity.cell, price.row.cells[CommonFields.id],
            (price.validUntil ?? .last).cell, (price.validFrom ?? .first).cell,
        ]
    }

    private static let rival = SQL(
        """
        SELECT 1 FROM contract_prices
        WHERE product_id = ? AND party_id IS ? AND group_id IS ? AND currency = ?
            AND min_quantity = ? AND deleted_at IS NULL AND id IS NOT ?
            AND (valid_from IS NULL OR valid_from <= ?)
            AND (valid_until IS NULL OR valid_until >= ?)
        """)
}
