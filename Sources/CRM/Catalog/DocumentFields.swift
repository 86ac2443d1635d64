import Schema

/// The fields that quotes and orders share, each declared anew for the table that takes it.
enum DocumentFields {
    static var priceBook: Field<ID<PriceBooks>?> {
        Field.reference("price_book_id", to: PriceBooks.self).optional
            .about("Where lines without unit_price take it from; else the default of the currency.")
    }
    static var currency: Field<Currency?> {
        Field.currency().optional.filled().about("The installation's when it is left out.")
    }
    static var rounding: Field<Rounding> {
        Field.choice("rounding_mode", Rounding.self, .createOnly).default(.halfUp)
            .about("What happens to half a coin; kept for the life of the document.")
    }
    static var taxRounding: Field<TaxRounding> {
        Field.choice("tax_rounding", TaxRounding.self, .createOnly).default(.document)
            .about("Whether tax is rounded once for each category or on every line; kept likewise.")
    }
    static var discountPercent: Field<Decimal?> {
        Field.percent("discount_percent").optional
            .about("A discount on the sum of the lines; null when discount_amount is fixed.")
    }
    static var discountAmount: Field<Money?> {
        Field.money("discount_amount").optional.filled(after: ["discount_percent"])
            .about("The document's discount: from discount_percent if there is one, else as given.")
    }
    static var freightAmount: Field<Money> {
        Field.money("freight_amount").default(.zero)
    }
    static var freightTaxRatePercent: Field<Decimal?> {
        Field.percent("freight_tax_rate_percent").optional.filled()
            .about("When left out or null, the country's rate of the category standard, else 0.")
    }
    static var freightTaxAmount: Field<Money> {
        Field.money("freight_tax_amount", .readOnly).default(.zero)
    }
    static var linesNetAmount: Field<Money> {
        Field.money("lines_net_amount", .readOnly).default(.zero)
            .about("The sum of the lines' net_amount.")
    }
    static var netAmount: Field<Money> {
        Field.money("net_amount", [.readOnly, .sortable]).default(.zero)
            .about("lines_net_amount less discount_amount plus freight_amount: EN 16931 BT-109.")
    }
    static var taxAmount: Field<Money> {
        Field.money("tax_amount", .readOnly).default(.zero)
            .about("The sum of the taxes: EN 16931 BT-110.")
    }
    static var grossAmount: Field<Money> {
        Field.money("gross_amount", [.readOnly, .sortable]).default(.zero)
            .about("net_amount plus tax_amount: EN 16931 BT-112.")
    }
    static var purchaseOrderNumber: Field<String?> {
        Field.text("purchase_order_number", max: 100, [.searchable, .indexed, .alwaysEditable])
            .optional
            .about("The customer's own number.")
    }
    static var terms: Field<String?> { Field.longText("terms").optional.about("For the customer.") }
    static var notes: Field<String?> {
        Field.longText("notes", .alwaysEditable).optional.about("For colleagues.")
    }
}

/// The fields of a document's lines.
enum LineFields {
    static var product: Field<ID<Products>?> {
        Field.reference("product_id", to: Products.self).optional
    }
    static var description: Field<String?> {
        Field.text("description", max: 500, .searchable).optional.filled(after: ["product_id"])
            .about("The product's name when left out or null; needed on a line without product.")
    }
    static var quantity: Field<Decimal> { Field.quantity("quantity") }
    static var unitPrice: Field<Decimal?> {
        Field.unitPrice("unit_price").optional.filled(after: ["product_id"])
            .about(
                "When left out or null, the price book's for the product and quantity. It then "
                    + "stays, also when the quantity changes, until it is set to null or the "
                    + "product changes."
            )
    }
    static var discountPercent: Field<Decimal> { Field.percent("discount_percent").default(.zero) }
    static var taxCategory: Field<String?> {
        Field.text("tax_category", max: 40).optional.filled(after: ["product_id"])
            .about("The product's when left out or null.")
    }
    static var taxRatePercent: Field<Decimal?> {
        Field.percent("tax_rate_percent").optional.filled(after: ["product_id", "tax_category"])
            .about(
                "When left out or null, the tax rate of the buyer's country for the tax_category "
                    + "on the document's date, else 0. It then stays, like unit_price.")
    }
    static var netAmount: Field<Money> {
        Field.money("net_amount", .readOnly).default(.zero)
            .about("After the line's discount, before the document's: EN 16931 BT-131.")
    }
    static var discountAmount: Field<Money> {
        Field.money("discount_amount", .readOnly).default(.zero).about("The line's own discount.")
    }
    static var allocatedDiscountAmount: Field<Money> {
        Field.money("allocated_discount_amount", .readOnly).default(.zero)
            .about("The line's share of the document's discount.")
    }
    static var taxAmount: Field<Money> {
        Field.money("tax_amount", .readOnly).default(.zero)
            .about("The line's share of the tax of its category.")
    }
    static var grossAmount: Field<Money> {
        Field.money("gross_amount", .readOnly).default(.zero)
            .about("net_amount less allocated_discount_amount plus tax_amount.")
    }
}

/// The fields of a document's taxes.
enum TaxFields {
    static var taxCategory: Field<String> { Field.text("tax_category", max: 40, .readOnly) }
    static var ratePercent: Field<Decimal> { Field.percent("rate_percent", .readOnly) }
    static var taxableAmount: Field<Money> {
        Field.money("taxable_amount", .readOnly).default(.zero)
            .about("Line nets less their discounts, and freight: EN 16931 BT-116.")
    }
    static var taxAmount: Field<Money> {
        Field.money("tax_amount", .readOnly).default(.zero).about("EN 16931 BT-117.")
    }
}
