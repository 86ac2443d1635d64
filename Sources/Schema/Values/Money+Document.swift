// What documents do with amounts. Every result is computed exactly in 128 bits and rounded once at
// the end: rounding on the way is how totals drift by a cent. The widest product is quantity by
// price by what the discount leaves: the first two fit because both are Int64, and once the gross
// amount is known to be in range (below 2^84 in units of 10^-12) there is room for the third; a
// factor that is too large even then is reported, never trapped on.

extension Money {
    /// Gross and net of one document line, each rounded once from the exact product.
    ///
    /// `gross` is quantity × price and `net` is quantity × price × (100 − discount) / 100, both in
    /// whole coins of `currency`. A negative discount is a surcharge; 100 gives exactly zero.
    /// Throws when either leaves the permitted range.
    package static func lineNet(
        quantity: Decimal, unitPrice: Decimal, discountPercent: Decimal,
        currency: Currency, rounding: Rounding
    ) throws(AmountOverflow) -> (gross: Money, net: Money) {
        // Millionths by millionths; a coin is 10^(12 - digits) of these, and 10^8 is 100 percent.
        let product = Int128(quantity.millionths) * Int128(unitPrice.millionths)
        let productsPerCoin = Int128(currency.coin) * 100_000_000
        let gross = rounding.quotient(product, by: productsPerCoin)
        let remaining = 100_000_000 - Int128(discountPercent.millionths)
        let grossAmount = try Money(coins: gross, of: currency)
        let (discounted, overflows) = product.multipliedReportingOverflow(by: remaining)
        guard !overflows else { throw AmountOverflow() }
        let net = rounding.quotient(discounted, by: productsPerCoin * 100_000_000)
        return (grossAmount, try Money(coins: net, of: currency))
    }

    /// `rate` percent of the amount, in whole coins of `currency`; 19 percent of 100.00 is 19.00.
    ///
    /// Throws when the result leaves the permitted range.
    package func percent(
        _ rate: Decimal, currency: Currency, rounding: Rounding
    ) throws(AmountOverflow) -> Money {
        let product = Int128(tenThousandths) * Int128(rate.millionths)
        let coins = rounding.quotient(product, by: Int128(currency.coin) * 100_000_000)
        return try Money(coins: coins, of: currency)
    }

    /// The tax that the amount contains at `rate` percent, in whole coins of `currency`: 19 % of 119.00 is 19.00.
    ///
    /// Throws when the result leaves the permitted range.
    package func taxIncluded(
        _ rate: Decimal, currency: Currency, rounding: Rounding
    ) throws(AmountOverflow) -> Money {
        let product = Int128(tenThousandths) * Int128(rate.millionths)
        let whole = Int128(Decimal.hundred.millionths) + Int128(rate.millionths)
        return try Money(
            coins: rounding.quotient(product, by: Int128(currency.coin) * whole), of: currency)
    }

    /// The amount so many times; throws when that leaves the permitted range.
    package func times(_ count: Int64) throws(AmountOverflow) -> Money {
        try Money(checking: Int128(tenThousandths) * Int128(count))
    }

    /// Quantity by price, in whole coins of `currency`.
    package static func product(
        _ quantity: Decimal, _ price: Decimal, currency: Currency, rounding: Rounding
    ) throws(AmountOverflow) -> Money {
        try lineNet(
            quantity: quantity, unitPrice: price, discountPercent: .zero, currency: currency,
            rounding: rounding
        ).gross
    }

    /// Whether the amount leaves `margin` percent of itself after a cost, compared exactly.
    package func leaves(margin: Decimal, after cost: Money) -> Bool {
        Int128(tenThousandths) * Int128(Decimal.hundred.millionths - margin.millionths)
            >= Int128(cost.tenThousandths) * Int128(Decimal.hundred.millionths)
    }

    /// The amount split in proportion to `weights` by largest remainder, so that the shares sum to
    /// it exactly.
    ///
    /// Shares are whole coins of `currency`; equal remainders go to the earlier share, and a
    /// negative amount is split like its positive mirror. Weights that point against the sign of
    /// their sum count as zero, and a zero weight gets nothing, unless all are zero: then
    /// everything goes to the first. An amount that is no whole number of coins leaves its odd
    /// part on the first share that has a weight. No weights give no shares.
    package func allocated(over weights: [Money], currency: Currency) -> [Money] {
        guard !weights.isEmpty else { return [] }
        if self == .zero { return Array(repeating: .zero, count: weights.count) }
        let parts = Self.usableWeights(weights)
        let coin = Int128(currency.coin)
        let coins = Int128(tenThousandths.magnitude) / coin
        let oddPart = Int128(tenThousandths.magnitude) % coin
        var shares = Self.largestRemainder(coins, over: parts).map { $0 * coin }
        if let first = parts.firstIndex(where: { $0 > 0 }) { shares[first] += oddPart }
        let sign: Int128 = tenThousandths < 0 ? -1 : 1
        return shares.map { Money(tenThousandths: Int64(clamping: sign * $0)) }
    }

    /// Weights that are never negative and never all zero.
    private static func usableWeights(_ weights: [Money]) -> [Int128] {
        let total = weights.reduce(into: Int128(0)) { $0 += Int128($1.tenThousandths) }
        let sign: Int128 = total < 0 ? -1 : 1
        var parts = weights.map { max(0, sign * Int128($0.tenThousandths)) }
        if !parts.contains(where: { $0 > 0 }) { parts[0] = 1 }
        return parts
    }

    /// Splits `coins` over `parts`: rounded down, then one more for the largest remainders.
    private static func largestRemainder(_ coins: Int128, over parts: [Int128]) -> [Int128] {
        let whole = parts.reduce(0, +)
        var shares: [Int128] = []
        var remainders: [(index: Int, rest: Int128)] = []
        shares.reserveCapacity(parts.count)
        for (index, part) in parts.enumerated() {
            let (share, rest) = (coins * part).quickQuotientAndRemainder(dividingBy: whole)
            shares.append(share)
            if rest > 0 { remainders.append((index, rest)) }
        }
        // The remainders add up to a whole number of coins, fewer than there are remainders.
        let leftover = Int(clamping: coins - shares.reduce(0, +))
        remainders.sort { $0.rest == $1.rest ? $0.index < $1.index : $0.rest > $1.rest }
        for remainder in remainders.prefix(leftover) { shares[remainder.index] += 1 }
        return shares
    }

    /// An amount from a number of the currency's smallest coins.
    private init(coins: Int128, of currency: Currency) throws(AmountOverflow) {
        let (wide, overflows) = coins.multipliedReportingOverflow(by: Int128(currency.coin))
        guard !overflows else { throw AmountOverflow() }
        try self.init(checking: wide)
    }
}
