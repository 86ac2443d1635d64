// What a document costs, from its lines and terms alone.
//
// The order of steps is that of EN 16931 section 6.4: line nets, then the document's discount and
// freight, then tax on what each category is left with. Each amount is rounded once, from the exact
// product; sums of rounded amounts are exact, so nothing drifts. The document's discount is split
// over the lines by largest remainder, and so is the tax of a category when tax is rounded once for
// the document; both splits sum to the cent.
//
// Rejected: taking the document's discount off the unit prices (it cannot be shown, and rounds once
// for every line), and one rounding of the whole tax (authorities want each rate to add up).
//
// Invariants, whatever the input: Σ line net − discount + freight = net; Σ allocated = discount;
// Σ taxable = net; Σ tax of categories = tax = Σ line tax + freight tax; net + tax = gross; a line
// at 100 % discount is exactly zero. Amounts out of range throw `AmountOverflow`, nothing traps.

import Schema

/// When tax is rounded: once for each category of the document, or on every line.
package enum TaxRounding: String, Word { case document, line }

/// The price of a document as a function of values.
package enum Pricing {
    /// One line, all of it resolved.
    package struct Line: Sendable {
        package var quantity: Decimal
        package var unitPrice: Decimal
        package var discountPercent: Decimal
        package var taxCategory: String
        package var taxRatePercent: Decimal

        package init(
            quantity: Decimal, unitPrice: Decimal, discountPercent: Decimal = .zero,
            taxCategory: String = Pricing.standardCategory, taxRatePercent: Decimal = .zero
        ) {
            self.quantity = quantity
            self.unitPrice = unitPrice
            self.discountPercent = discountPercent
            self.taxCategory = taxCategory
            self.taxRatePercent = taxRatePercent
        }
    }

    /// A reduction of the whole document.
    package enum Discount: Sendable {
        /// Of the sum of the line nets, 0 to 100.
        case percent(Decimal)
        case amount(Money)
    }

    /// What a document says once for all its lines.
    package struct Terms: Sendable {
        package var currency: Currency
        package var rounding: Rounding
        package var taxRounding: TaxRounding
        package var discount: Discount
        package var freight: Money
        package var freightTaxRatePercent: Decimal

        package init(
            currency: Currency, rounding: Rounding = .halfUp, taxRounding: TaxRounding = .document,
            discount: Discount = .amount(.zero), freight: Money = .zero,
            freightTaxRatePercent: Decimal = .zero
        ) {
            self.currency = currency
            self.rounding = rounding
            self.taxRounding = taxRounding
            self.discount = discount
            self.freight = freight
            self.freightTaxRatePercent = freightTaxRatePercent
        }
    }

    /// The tax category of what names none, and of freight.
    package static let standardCategory = "standard"

    /// What a line comes to.
    package struct LineAmounts: Sendable, Equatable {
        /// After the line's discount, before the document's.
        package var net = Money.zero
        package var discount = Money.zero
        /// The share of the document's discount.
        package var allocatedDiscount = Money.zero
        package var tax = Money.zero
        /// What the line costs in the end: net − allocated discount + tax.
        package var gross = Money.zero
    }

    /// One rate of one category: a VAT breakdown of EN 16931.
    package struct Tax: Sendable, Equatable {
        package let category: String
        package let ratePercent: Decimal
        package var taxable = Money.zero
        package var tax = Money.zero
    }

    /// What a document comes to.
    package struct Result: Sendable, Equatable {
        package var lines: [LineAmounts] = []
        /// By category, then rate.
        package var taxes: [Tax] = []
        package var linesNet = Money.zero
        package var discount = Money.zero
        package var freight = Money.zero
        package var freightTax = Money.zero
        package var net = Money.zero
        package var tax = Money.zero
        package var gross = Money.zero
    }

    /// Prices a document.
    ///
    /// A fixed discount above the sum of the lines is computed as it stands; refusing it is the
    /// caller's. Throws when an amount leaves the range of `Money`.
    package static func price(
        _ lines: [Line], _ terms: Terms
    ) throws(AmountOverflow) -> Result {
        var result = Result()
        for line in lines { result.lines.append(try amounts(of: line, terms)) }
        result.linesNet = try Money.sum(result.lines.map(\.net))
        try allocateDiscount(terms, &result)
        result.freight = terms.freight
        result.net = try result.linesNet.minus(result.discount).plus(result.freight)
        try addTaxes(lines, terms, &result)
        result.tax = try Money.sum(result.taxes.map(\.tax))
        result.gross = try result.net.plus(result.tax)
        for index in lines.indices {
            let line = result.lines[index]
            result.lines[index].gross = try line.net.minus(line.allocatedDiscount).plus(line.tax)
        }
        return result
    }

    private static func amounts(
        of line: Line, _ terms: Terms
    ) throws(AmountOverflow) -> LineAmounts {
        let (gross, net) = try Money.lineNet(
            quantity: line.quantity, unitPrice: line.unitPrice,
            discountPercent: line.discountPercent, currency: terms.currency,
            rounding: terms.rounding)
        var amounts = LineAmounts()
        amounts.net = net
        amounts.discount = try gross.minus(net)
        return amounts
    }

    private static func allocateDiscount(
        _ terms: Terms, _ result: inout Result
    ) throws(AmountOverflow) {
        switch terms.discount {
        case .amount(let amount): result.discount = amount
        case .percent(let rate):
            result.discount = try result.linesNet.percent(
                rate, currency: terms.currency, rounding: terms.rounding)
        }
        let shares = result.discount.allocated(
            over: result.lines.map(\.net), currency: terms.currency)
        for (index, share) in shares.enumerated() { result.lines[index].allocatedDiscount = share }
    }
}
