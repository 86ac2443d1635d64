import Schema

/// What a quote offers.
package struct QuoteLines: SalesLine {
    package static let name = "quote-lines"
    package static let singular = "quote_line"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())
    static let lineFields = table.properties.pointee.line

    let line = LineFields()

    package init() {}
}

/// A quote's tax by category and rate.
package struct QuoteTaxes: SalesTax {
    package static let name = "quote-taxes"
    package static let singular = "quote_tax"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let tax = TaxFields()

    package init() {}
}
