import Schema

extension Pricing {
    private struct Rate: Equatable {
        let category: String
        let percent: Decimal
    }

    /// Tax by category and rate, and each line's share of it; where prices contain tax, also what is left without.
    ///
    /// Freight counts as of the standard category at its own rate.
    static func addTaxes(
        _ lines: [Line], _ counted: [Int], _ terms: Terms, _ result: inout Result
    ) throws(AmountOverflow) {
        var groups: [(rate: Rate, members: [Int])] = []
        var place = 0
        for index in counted {
            let rate = Rate(
                category: lines[index].taxCategory, percent: lines[index].taxRatePercent)
            // Lines that follow one another are mostly of one rate.
            if place >= groups.count || groups[place].rate != rate {
                place = groups.firstIndex { $0.rate == rate } ?? groups.count
                if place == groups.count { groups.append((rate, [])) }
            }
            groups[place].members.append(index)
        }
        let freightRate = Rate(category: standardCategory, percent: terms.freightTaxRatePercent)
        if terms.freight != .zero, !groups.contains(where: { $0.rate == freightRate }) {
            groups.append((freightRate, []))
        }
        groups.sort { ($0.rate.category, $0.rate.percent) < ($1.rate.category, $1.rate.percent) }
        for (rate, members) in groups {
            let freight = rate == freightRate ? terms.freight : .zero
            try add(rate, members, freight, terms, &result)
        }
    }

    private static func add(
        _ rate: Rate, _ members: [Int], _ freight: Money, _ terms: Terms, _ result: inout Result
    ) throws(AmountOverflow) {
        // Freight is the last base, so that on equal remainders a line takes the odd cent.
        var bases: [Money] = []
        for index in members {
            bases.append(try result.lines[index].net.minus(result.lines[index].allocatedDiscount))
        }
        bases.append(freight)
        let (tax, shares) = try split(bases, rate.percent, terms)
        var row = Tax(category: rate.category, ratePercent: rate.percent)
        row.taxable = try Money.sum(bases)
        row.tax = tax
        for (index, share) in zip(members, shares) { result.lines[index].tax = share }
        if let last = shares.last { result.freightTax = try result.freightTax.plus(last) }
        if terms.includesTax {
            row.taxable = try row.taxable.minus(tax)
            if let last = shares.last { result.freightNet = try result.freightNet.minus(last) }
            let discounts = members.map { result.lines[$0].allocatedDiscount }
            let taxOfDiscounts = try split(discounts, rate.percent, terms).shares
            for (place, index) in members.enumerated() {
                let discount = try discounts[place].minus(taxOfDiscounts[place])
                result.lines[index].allocatedDiscount = discount
                result.lines[index].net = try bases[place].minus(shares[place]).plus(discount)
            }
        }
        result.taxes.append(row)
    }

    /// The tax on, or in, some amounts of one rate: the whole, and the share of each.
    private static func split(
        _ bases: [Money], _ rate: Decimal, _ terms: Terms
    ) throws(AmountOverflow) -> (tax: Money, shares: [Money]) {
        switch terms.taxRounding {
        case .line:
            var shares: [Money] = []
            for base in bases { shares.append(try tax(on: base, rate, terms)) }
            return (try Money.sum(shares), shares)
        case .document:
            let tax = try tax(on: try Money.sum(bases), rate, terms)
            return (tax, tax.allocated(over: bases, currency: terms.currency))
        }
    }

    /// A line that is only offered is taxed by itself.
    static func addTax(
        toOffered index: Int, _ line: Line, _ terms: Terms, _ result: inout Result
    ) throws(AmountOverflow) {
        let tax = try tax(on: result.lines[index].net, line.taxRatePercent, terms)
        result.lines[index].tax = tax
        if terms.includesTax { result.lines[index].net = try result.lines[index].net.minus(tax) }
    }

    private static func tax(
        on base: Money, _ rate: Decimal, _ terms: Terms
    ) throws(AmountOverflow) -> Money {
        terms.includesTax
            ? try base.taxIncluded(rate, currency: terms.currency, rounding: terms.rounding)
            : try base.percent(rate, currency: terms.currency, rounding: terms.rounding)
    }
}
