import Schema

extension Pricing {
    private struct Rate: Hashable {
        let category: String
        let percent: Decimal
    }

    /// Tax by category and rate, and each line's share of it.
    ///
    /// Freight counts as of the standard category at its own rate.
    static func addTaxes(
        _ lines: [Line], _ terms: Terms, _ result: inout Result
    ) throws(AmountOverflow) {
        var members: [Rate: [Int]] = [:]
        for (index, line) in lines.enumerated() {
            let rate = Rate(category: line.taxCategory, percent: line.taxRatePercent)
            members[rate, default: []].append(index)
        }
        let freightRate = Rate(category: standardCategory, percent: terms.freightTaxRatePercent)
        if terms.freight != .zero, members[freightRate] == nil { members[freightRate] = [] }
        let rates = members.keys.sorted {
            ($0.category, $0.percent) < ($1.category, $1.percent)
        }
        for rate in rates {
            let freight = rate == freightRate ? terms.freight : .zero
            try add(rate, members[rate] ?? [], freight, terms, &result)
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
        var row = Tax(category: rate.category, ratePercent: rate.percent)
        row.taxable = try Money.sum(bases)
        var shares: [Money] = []
        switch terms.taxRounding {
        case .line:
            for base in bases { shares.append(try tax(on: base, rate, terms)) }
            row.tax = try Money.sum(shares)
        case .document:
            row.tax = try tax(on: row.taxable, rate, terms)
            shares = row.tax.allocated(over: bases, currency: terms.currency)
        }
        for (index, share) in zip(members, shares) { result.lines[index].tax = share }
        if let last = shares.last { result.freightTax = try result.freightTax.plus(last) }
        result.taxes.append(row)
    }

    private static func tax(
        on base: Money, _ rate: Rate, _ terms: Terms
    ) throws(AmountOverflow) -> Money {
        try base.percent(rate.percent, currency: terms.currency, rounding: terms.rounding)
    }
}
