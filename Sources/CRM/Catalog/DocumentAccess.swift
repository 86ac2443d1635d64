// The fields of documents, lines and taxes by name, for the rules that are generic over quotes and orders.
//
// Without these, `line.quantity` in such a rule would go by a key path, which in generic code is made at run time for
// each access: 70 % of the instructions of an order with five lines.

import Schema

/// A quote or an order.
extension Record where R: SalesDocument {
    var opportunity: ID<Opportunities>? {
        get { self[R.properties.opportunity] }
        set { self[R.properties.opportunity] = newValue }
    }
    var priceBook: ID<PriceBooks>? {
        get { self[R.properties.priceBook] }
        set { self[R.properties.priceBook] = newValue }
    }
    var currency: Currency? {
        get { self[R.properties.currency] }
        set { self[R.properties.currency] = newValue }
    }
    var rounding: Rounding {
        get { self[R.properties.rounding] }
        set { self[R.properties.rounding] = newValue }
    }
    var taxRounding: TaxRounding {
        get { self[R.properties.taxRounding] }
        set { self[R.properties.taxRounding] = newValue }
    }
    var discountPercent: Decimal? {
        get { self[R.properties.discountPercent] }
        set { self[R.properties.discountPercent] = newValue }
    }
    var discountAmount: Money? {
        get { self[R.properties.discountAmount] }
        set { self[R.properties.discountAmount] = newValue }
    }
    var freightAmount: Money {
        get { self[R.properties.freightAmount] }
        set { self[R.properties.freightAmount] = newValue }
    }
    var freightTaxRatePercent: Decimal? {
        get { self[R.properties.freightTaxRatePercent] }
        set { self[R.properties.freightTaxRatePercent] = newValue }
    }
    var freightTaxAmount: Money {
        get { self[R.properties.freightTaxAmount] }
        set { self[R.properties.freightTaxAmount] = newValue }
    }
    var linesNetAmount: Money {
        get { self[R.properties.linesNetAmount] }
        set { self[R.properties.linesNetAmount] = newValue }
    }
    var netAmount: Money {
        get { self[R.properties.netAmount] }
        set { self[R.properties.netAmount] = newValue }
    }
    var taxAmount: Money {
        get { self[R.properties.taxAmount] }
        set { self[R.properties.taxAmount] = newValue }
    }
    var grossAmount: Money {
        get { self[R.properties.grossAmount] }
        set { self[R.properties.grossAmount] = newValue }
    }
    var lines: [Record<R.Line>] {
        get { self[R.properties.lines] }
        set { self[R.properties.lines] = newValue }
    }
    var taxes: [Record<R.Tax>] {
        get { self[R.properties.taxes] }
        set { self[R.properties.taxes] = newValue }
    }
}

/// A line of one.
extension Record where R: SalesLine {
    var product: ID<Products>? {
        get { self[R.properties.product] }
        set { self[R.properties.product] = newValue }
    }
    var description: String? {
        get { self[R.properties.description] }
        set { self[R.properties.description] = newValue }
    }
    var quantity: Decimal {
        get { self[R.properties.quantity] }
        set { self[R.properties.quantity] = newValue }
    }
    var unitPrice: Decimal? {
        get { self[R.properties.unitPrice] }
        set { self[R.properties.unitPrice] = newValue }
    }
    var discountPercent: Decimal {
        get { self[R.properties.discountPercent] }
        set { self[R.properties.discountPercent] = newValue }
    }
    var taxCategory: String? {
        get { self[R.properties.taxCategory] }
        set { self[R.properties.taxCategory] = newValue }
    }
    var taxRatePercent: Decimal? {
        get { self[R.properties.taxRatePercent] }
        set { self[R.properties.taxRatePercent] = newValue }
    }
    var netAmount: Money {
        get { self[R.properties.netAmount] }
        set { self[R.properties.netAmount] = newValue }
    }
    var discountAmount: Money {
        get { self[R.properties.discountAmount] }
        set { self[R.properties.discountAmount] = newValue }
    }
    var allocatedDiscountAmount: Money {
        get { self[R.properties.allocatedDiscountAmount] }
        set { self[R.properties.allocatedDiscountAmount] = newValue }
    }
    var taxAmount: Money {
        get { self[R.properties.taxAmount] }
        set { self[R.properties.taxAmount] = newValue }
    }
    var grossAmount: Money {
        get { self[R.properties.grossAmount] }
        set { self[R.properties.grossAmount] = newValue }
    }
}

/// The tax of one category and rate.
extension Record where R: SalesTax {
    var taxCategory: String {
        get { self[R.properties.taxCategory] }
        set { self[R.properties.taxCategory] = newValue }
    }
    var ratePercent: Decimal {
        get { self[R.properties.ratePercent] }
        set { self[R.properties.ratePercent] = newValue }
    }
    var taxableAmount: Money {
        get { self[R.properties.taxableAmount] }
        set { self[R.properties.taxableAmount] = newValue }
    }
    var taxAmount: Money {
        get { self[R.properties.taxAmount] }
        set { self[R.properties.taxAmount] = newValue }
    }
}
