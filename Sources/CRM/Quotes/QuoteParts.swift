import Schema

/// What a quote offers.
package struct QuoteLines: SalesLine {
    package static let name = "quote-lines"
    package static let singular = "quote_line"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let product = LineFields.product
    let description = LineFields.description
    let quantity = LineFields.quantity
    let unitPrice = LineFields.unitPrice
    let discountPercent = LineFields.discountPercent
    let taxCategory = LineFields.taxCategory
    let taxRatePercent = LineFields.taxRatePercent
    let netAmount = LineFields.netAmount
    let discountAmount = LineFields.discountAmount
    let allocatedDiscountAmount = LineFields.allocatedDiscountAmount
    let taxAmount = LineFields.taxAmount
    let grossAmount = LineFields.grossAmount

    package init() {}
}

/// A quote's tax by category and rate.
package struct QuoteTaxes: SalesTax {
    package static let name = "quote-taxes"
    package static let singular = "quote_tax"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let taxCategory = TaxFields.taxCategory
    let ratePercent = TaxFields.ratePercent
    let taxableAmount = TaxFields.taxableAmount
    let taxAmount = TaxFields.taxAmount

    package init() {}
}
