import Schema

/// The fields that quotes and orders share.
final class DocumentFields: FieldGroup {
    let opportunity = Field.reference("opportunity_id", to: Opportunities.self).optional
    let priceBook = Field.reference("price_book_id", to: PriceBooks.self).optional
        .about("Where lines without unit_price take it from; else the default of the currency.")
    let currency = Field.currency().optional.filled().about(
        "The installation's when it is left out.")
    let rounding = Field.choice("rounding_mode", Rounding.self, .createOnly).default(.halfUp)
        .about("What happens to half a coin; kept for the life of the document.")
    let taxRounding = Field.choice("tax_rounding", TaxRounding.self, .createOnly).default(.document)
        .about("Whether tax is rounded once for each category or on every line; kept likewise.")
    let discountPercent = Field.percent("discount_percent").optional
        .about("A discount on the sum of the lines; null when discount_amount is fixed.")
    let discountAmount = Field.money("discount_amount").optional.filled(after: ["discount_percent"])
        .about("The document's discount: from discount_percent if there is one, else as given.")
    let freightAmount = Field.money("freight_amount").default(.zero)
    let freightTaxRatePercent = Field.percent("freight_tax_rate_percent").optional.filled()
        .about("When left out or null, the country's rate of the category standard, else 0.")
    let freightTaxAmount = Field.money("freight_tax_amount", .readOnly).default(.zero)
    let linesNetAmount = Field.money("lines_net_amount", .readOnly).default(.zero)
        .about("The sum of the lines' net_amount.")
    let netAmount = Field.money("net_amount", [.readOnly, .sortable]).default(.zero)
        .about("lines_net_amount less discount_amount plus freight_amount: EN 16931 BT-109.")
    let taxAmount = Field.money("tax_amount", .readOnly).default(.zero)
        .about("The sum of the taxes: EN 16931 BT-110.")
    let grossAmount = Field.money("gross_amount", [.readOnly, .sortable]).default(.zero)
        .about("net_amount plus tax_amount: EN 16931 BT-112.")
    let terms = Field.longText("terms").optional.about("For the customer.")
    let notes = Field.longText("notes", .alwaysEditable).optional.about("For colleagues.")
}

/// The fields of a document's lines.
final class LineFields: FieldGroup {
    let product = Field.reference("product_id", to: Products.self).optional
    let description = Field.text("description", max: 500, .searchable).optional.filled(after: [
        "product_id"
    ])
    .about("The product's name when left out or null; needed on a line without product.")
    let quantity = Field.quantity("quantity")
    let unitPrice = Field.unitPrice("unit_price").optional.filled(after: ["product_id"])
        .about(
            "When left out or null, the price book's for the product and quantity. It then "
                + "stays, also when the quantity changes, until it is set to null or the "
                + "product changes."
        )
    let discountPercent = Field.percent("discount_percent").default(.zero)
    let taxCategory = Field.text("tax_category", max: 40).optional.filled(after: ["product_id"])
        .about("The product's when left out or null.")
    let taxRatePercent = Field.percent("tax_rate_percent").optional.filled(after: [
        "product_id", "tax_category",
    ])
    .about(
        "When left out or null, the tax rate of the buyer's country for the tax_category "
            + "on the document's date, else 0. It then stays, like unit_price.")
    let netAmount = Field.money("net_amount", .readOnly).default(.zero)
        .about("After the line's discount, before the document's: EN 16931 BT-131.")
    let discountAmount = Field.money("discount_amount", .readOnly).default(.zero).about(
        "The line's own discount.")
    let allocatedDiscountAmount = Field.money("allocated_discount_amount", .readOnly).default(.zero)
        .about("The line's share of the document's discount.")
    let taxAmount = Field.money("tax_amount", .readOnly).default(.zero)
        .about("The line's share of the tax of its category.")
    let grossAmount = Field.money("gross_amount", .readOnly).default(.zero)
        .about("net_amount less allocated_discount_amount plus tax_amount.")
}

/// The fields of a document's taxes: one row for each category and rate.
final class TaxFields: FieldGroup {
    let taxCategory = Field.text("tax_category", max: 40, .readOnly)
    let ratePercent = Field.percent("rate_percent", .readOnly)
    let taxableAmount = Field.money("taxable_amount", .readOnly).default(.zero)
        .about("Line nets less their discounts, and freight: EN 16931 BT-116.")
    let taxAmount = Field.money("tax_amount", .readOnly).default(.zero).about("EN 16931 BT-117.")
}
