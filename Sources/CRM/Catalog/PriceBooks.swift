import API
import Schema
import Store

/// Prices of products in one currency, for a time.
package struct PriceBooks: Resource {
    package static let name = "price-books"
    package static let singular = "price_book"
    package static let traits: ResourceTraits = [.requiresMatch, .cached]
    package static let uniques = [
        Unique("currency", where: "is_default = 1"),
        Unique("currency", "channel", where: "channel IS NOT NULL"),
    ]
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 200, [.title, .sortable])
    let currency = Field.currency("currency", .createOnly).optional.filled()
        .about("The installation's when it is left out.")
    let isDefault = Field.boolean("is_default").default(false)
        .about("Used by documents of its currency that name no price book; one for each currency.")
    let channel = Field.choice("channel", Orders.Channel.self).optional
        .about("Used by documents of its currency that came in this way; one for each channel.")
    let includesTax = Field.boolean("prices_include_tax").default(false)
        .about("Whether its prices are what the customer pays in the end.")
    let tierMode = Field.choice("tier_mode", TierMode.self).default(.volume)
        .about("Whether a price holds for the whole quantity, or for the part from its minimum on.")
    let validFrom = Field.day("valid_from").optional
    let validUntil = Field.day("valid_until").optional
    let entries = Owned("entries", PriceBookEntries.self, max: 5_000)

    package init() {}

    package static func willSave(
        _ book: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        if book.currency == nil { book.currency = tx.settings.currency }
        var faults = doubleEntries(book.entries)
        if book.isSound(\.validFrom, \.validUntil) {
            faults += Validity(from: book.validFrom, until: book.validUntil).faults
        }
        if book.isDefault, book.isSound(\.currency), try hasOtherDefault(than: book, in: tx) {
            faults.append(
                Fault(
                    pointer: "/is_default", code: .conflict,
                    message: "Another price book is the default of this currency."))
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    private static func hasOtherDefault(than book: Record<Self>, in tx: Transaction) throws -> Bool
    {
        try tx.first(otherDefault, [book.currency.cell, book.row.cells[CommonFields.id]]) { _ in
            true
        }
            ?? false
    }

    private static let otherDefault = SQL(
        """
        SELECT 1 FROM price_books
        WHERE is_default = 1 AND currency = ? AND deleted_at IS NULL AND id IS NOT ?
        """)

    /// Two entries of one product for the same quantity: nobody could say which price holds.
    private static func doubleEntries(_ entries: [Record<PriceBookEntries>]) -> [Fault] {
        struct Tier: Hashable {
            let product: ID<Products>
            let minQuantity: Decimal
        }
        var seen: Set<Tier> = []
        return entries.enumerated().compactMap { index, entry in
            guard entry.isSound(\.product, \.minQuantity) else { return nil }
            let tier = Tier(product: entry.product, minQuantity: entry.minQuantity)
            guard !seen.insert(tier).inserted else { return nil }
            return Fault(
                pointer: "/entries/\(index)", code: .duplicate,
                message: "The product has an entry for this min_quantity already.")
        }
    }
}

/// How the entries of one product for several quantities are meant.
package enum TierMode: String, Word {
    /// The whole quantity at the price of the tier that it reaches.
    case volume
    /// Each part of the quantity at the price of its own tier.
    case graduated
}

/// One price of a product, from a quantity upwards.
package struct PriceBookEntries: Resource {
    package static let name = "price-book-entries"
    package static let singular = "price_book_entry"
    package static let traits: ResourceTraits = .child
    package static let indexes = [["parent_id", "product_id"]]
    package static let table = TypedTable(Self())

    let product = Field.reference("product_id", to: Products.self)
    let minQuantity = Field.minimumQuantity("min_quantity").default(.zero)
        .about("The price holds from this quantity upwards, until an entry with a greater one.")
    let unitPrice = Field.unitPrice("unit_price")

    package init() {}
}
