import Schema

/// What is ordered.
package struct OrderLines: SalesLine {
    package static let name = "order-lines"
    package static let singular = "order_line"
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

/// An order's tax by category and rate.
package struct OrderTaxes: SalesTax {
    package static let name = "order-taxes"
    package static let singular = "order_tax"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let taxCategory = TaxFields.taxCategory
    let ratePercent = TaxFields.ratePercent
    let taxableAmount = TaxFields.taxableAmount
    let taxAmount = TaxFields.taxAmount

    package init() {}
}
