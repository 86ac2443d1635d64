import Schema

/// The fields that quotes and orders share.
final class DocumentFields: FieldGroup {
    let opportunity = Field.reference("opportunity_id", to: Opportunities.self).optional
    let priceBook = Field.reference("price_book_id", to: PriceBooks.self).optional
        .about("Where lines without unit_price take it from; else the default of the currency.")
    let currency = Field.currency().optional.filled().about(
        "The installation's when it is left out.")
    let campaign = Field.text("campaign", max: 100).optional
        .about("Which campaign it came of; pricing rules may ask for it.")
    let couponCodes = Field.labels("coupon_codes", max: 10).default([])
        .about("Coupons; they are used up when an order is confirmed.")
    let includesTax = Field.boolean("prices_include_tax", .createOnly).optional.filled()
        .about(
            "Whether unit prices, discount and freight contain the tax; else as the price book says."
        )
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
        .about("lines_net_amount - discount_net_amount + freight_net_amount: EN 16931 BT-109.")
    let taxAmount = Field.money("tax_amount", .readOnly).default(.zero)
        .about("The sum of the taxes: EN 16931 BT-110.")
    let grossAmount = Field.money("gross_amount", [.readOnly, .sortable]).default(.zero)
        .about("net_amount plus tax_amount: EN 16931 BT-112.")
    let discountNet = Field.money("discount_net_amount", .readOnly).default(.zero)
        .about("discount_amount without tax: EN 16931 BT-107.")
    let freightNet = Field.money("freight_net_amount", .readOnly).default(.zero)
        .about("freight_amount without tax: EN 16931 BT-108.")
    let recurringTotals = Field.objects("recurring_totals", of: RecurringTotalForm())
        .about("What falls due in each interval; the document's totals hold one interval of each.")
    let costAmount = Field.money("cost_amount", .readOnly).optional
        .about("What the lines cost us; null when that is not known of every product.")
    let approvalRequired = Field.boolean("approval_required", .readOnly).default(false)
        .about(
            "Whether a line that is not optional leaves less than its product's floor: somebody approves it before it binds."
        )
    let taxTreatment = Field.choice("tax_treatment", TaxTreatment.self, [.readOnly, .carried])
        .default(.standard)
        .about("Why tax is taken as it is: by rates, by a certificate, or by the buyer abroad.")
    let taxExemption = Field.text("tax_exemption", max: 700, [.readOnly, .carried]).optional
        .about("The certificate, or the law: EN 16931 BT-120.")
    let sellerVAT = Field.text("seller_vat_id", max: 20, [.readOnly, .carried]).optional
        .about("Ours, as it was: EN 16931 BT-31.")
    let buyerVAT = Field.text("buyer_vat_id", max: 20, [.readOnly, .carried]).optional
        .about("The party's valid one, as it was: EN 16931 BT-48.")
    let exchangeRate = Field.quantity("exchange_rate").optional.filled(after: ["currency"])
        .about("Units of currency for one of the installation's, for reporting; it then stays.")
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
    let type = Field.choice("line_type", LineType.self).default(.item)
        .about("Headings and notes have a description only.")
    let isOptional = Field.boolean("is_optional").default(false)
        .about("An offer beside the others: it has amounts, but the totals leave it out.")
    let interval = Field.choice("recurrence_interval", Recurrence.self).optional
        .about("The price is for one of them, again and again; null: once.")
    let intervalCount = Field.integer("recurrence_count", 1...1_200).optional
        .about("The term: how many intervals; null: until it is cancelled.")
    let quantity = Field.quantity("quantity").default(.zero).about(
        "Required on items; 1 on headings and notes.")
    let options = Field.labels("bundle_options", max: 100).optional
        .about("The SKUs of the options that are chosen; null: the bundle's usual ones.")
    let parts = Field.objects("bundle_components", of: BundlePartForm.form, .carried)
        .about("What a line of a bundle contains.")
    let listPrice = Field.unitPrice("list_price", [.readOnly, .carried]).optional
        .about("The price book's for one unit, before everything else.")
    let unitPrice = Field.unitPrice("unit_price").optional
        .filled(after: ["product_id", "bundle_options"])
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
    let unitCost = Field.unitPrice("unit_cost", [.readOnly, .carried]).optional
        .about("What one unit costs us, in the document's currency.")
    let approvalRequired = Field.boolean("approval_required", .readOnly).default(false)
        .about("Whether it leaves less than the product's floor.")
    let priceTrace = Field.objects("price_trace", of: PriceStepForm(), .carried)
        .about("How the price came about, step by step.")
    let netAmount = Field.money("net_amount", .readOnly).default(.zero)
        .about("After the line's discount, before the document's: EN 16931 BT-131.")
    let discountAmount = Field.money("discount_amount").default(.zero)
        .filled(after: ["discount_percent"])
        .about("The line's own discount: from discount_percent unless that is 0, else as given.")
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
