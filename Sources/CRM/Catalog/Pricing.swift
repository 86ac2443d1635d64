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
// Prices may contain the tax. Then discounts and freight do so too, everything up to the tax is computed in what the
// customer pays, and the tax is taken out of that: first of what is left after the discount, then of the discount, so
// that net amounts before and after it differ by exactly the net discount and no share is ever negative. The gross total is
// to the coin what the prices say.
//
// Lines that are only offered get amounts of their own and stay out of every sum; headings and notes come to nothing.
//
// Invariants, whatever the input: Σ line net − net discount + net freight = net; Σ allocated = net discount;
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
        /// In place of the percentage, when that is 0.
        package var discountAmount: Money
        package var taxCategory: String
        package var taxRatePercent: Decimal
        package var part: Part

        /// What a line has to do with the totals.
        package enum Part: Sendable { case counted, offered, text }

        package init(
            quantity: Decimal, unitPrice: Decimal, discountPercent: Decimal = .zero,
            discountAmount: Money = .zero, taxCategory: String = Pricing.standardCategory,
            taxRatePercent: Decimal = .zero, part: Part = .counted
        ) {
            self.quantity = quantity
            self.unitPrice = unitPrice
            self.discountPercent = discountPercent
            self.discountAmount = discountAmount
            self.part = part
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
        package var includesTax: Bool
        package var discount: Discount
        package var freight: Money
        package var freightTaxRatePercent: Decimal

        package init(
            currency: Currency, rounding: Rounding = .halfUp, taxRounding: TaxRounding = .document,
            includesTax: Bool = false, discount: Discount = .amount(.zero), freight: Money = .zero,
            freightTaxRatePercent: Decimal = .zero
        ) {
            self.includesTax = includesTax
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
        /// As the prices are, with tax or without; and without.
        package var discount = Money.zero
        package var discountNet = Money.zero
        package var freight = Money.zero
        package var freightNet = Money.zero
        package var freightTax = Money.zero
        package var net = Money.zero
        package var tax = Money.zero
        package var gross = Money.zero
    }

    /// Prices a document.
    ///
    /// A fixed discount above what it is taken off is computed as it stands; refusing it is the
    /// caller's. Throws when an amount leaves the range of `Money`.
    package static func price(
        _ lines: [Line], _ terms: Terms
    ) throws(AmountOverflow) -> Result {
        var result = Result()
        for line in lines { result.lines.append(try amounts(of: line, terms)) }
        let counted = lines.indices.filter { lines[$0].part == .counted }
        try allocateDiscount(terms, counted, &result)
        result.freight = terms.freight
        result.freightNet = terms.freight
        try addTaxes(lines, counted, terms, &result)
        for index in lines.indices where lines[index].part == .offered {
            try addTax(toOffered: index, lines[index], terms, &result)
        }
        for index in lines.indices {
            let line = result.lines[index]
            result.lines[index].gross = try line.net.minus(line.allocatedDiscount).plus(line.tax)
        }
        result.linesNet = try Money.sum(counted.map { result.lines[$0].net })
        result.discountNet = try Money.sum(counted.map { result.lines[$0].allocatedDiscount })
        // Without lines there is nobody to take a share.
        if counted.isEmpty { result.discountNet = result.discount }
        result.net = try result.linesNet.minus(result.discountNet).plus(result.freightNet)
        result.tax = try Money.sum(result.taxes.map(\.tax))
        result.gross = try result.net.plus(result.tax)
        return result
    }

    /// What a line comes to by itself, as its price is, with tax or without.
    private static func amounts(
        of line: Line, _ terms: Terms
    ) throws(AmountOverflow) -> LineAmounts {
        var amounts = LineAmounts()
        guard line.part != .text else { return amounts }
        let (gross, net) = try Money.lineNet(
            quantity: line.quantity, unitPrice: line.unitPrice,
            discountPercent: line.discountPercent, currency: terms.currency,
            rounding: terms.rounding)
        if line.discountPercent == .zero {
            amounts.net = try gross.minus(line.discountAmount)
            amounts.discount = line.discountAmount
        } else {
            amounts.net = net
            amounts.discount = try gross.minus(net)
        }
        return amounts
    }

    private static func allocateDiscount(
        _ terms: Terms, _ counted: [Int], _ result: inout Result
    ) throws(AmountOverflow) {
        let nets = counted.map { result.lines[$0].net }
        switch terms.discount {
        case .amount(let amount): result.discount = amount
        case .percent(let rate):
            result.discount = try Money.sum(nets).percent(
                rate, currency: terms.currency, rounding: terms.rounding)
        }
        guard result.discount != .zero else { return }
        let shares = result.discount.allocated(over: nets, currency: terms.currency)
        for (index, share) in zip(counted, shares) { result.lines[index].allocatedDiscount = share }
    }
}
