import Schema

/// What is ordered.
package struct OrderLines: SalesLine {
    package static let name = "order-lines"
    package static let singular = "order_line"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())
    static let lineFields = table.properties.pointee.line

    let line = LineFields()
    let progress = LineProgressFields()

    package init() {}
}

/// An order's tax by category and rate.
package struct OrderTaxes: SalesTax {
    package static let name = "order-taxes"
    package static let singular = "order_tax"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let tax = TaxFields()

    package init() {}
}
