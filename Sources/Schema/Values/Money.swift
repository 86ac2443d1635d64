import JSON

/// An amount of money in ten-thousandths of a currency unit, whatever the currency.
///
/// One scale for all currencies (their coins have 0, 2, 3 or 4 decimals) lets amounts compare,
/// sort and sum in one column. The currency stands beside the amount, once per document.
/// Valid amounts lie within ±9,000,000,000,000 units, so that about a hundred of them can be added
/// before an `Int64` is full; every operation that could leave the range throws.
package struct Money: Hashable, Comparable, Sendable {
    /// The amount; 12.34 is 123,400.
    package var tenThousandths: Int64

    /// An amount from its stored form, taken as it is.
    package init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }

    /// No money.
    package static let zero = Money(tenThousandths: 0)

    /// The ten-thousandths in one unit.
    package static let scale: Int64 = 10_000

    /// The largest magnitude an amount may have, in ten-thousandths.
    package static let limit: Int64 = 9_000_000_000_000 * scale

    /// Whether the amount lies within the permitted range.
    package var isInRange: Bool { tenThousandths.magnitude <= Self.limit.magnitude }

    package static func < (left: Money, right: Money) -> Bool {
        left.tenThousandths < right.tenThousandths
    }

    /// The exact sum; throws when it leaves the permitted range.
    package func plus(_ other: Money) throws(AmountOverflow) -> Money {
        try Money(checking: Int128(tenThousandths) + Int128(other.tenThousandths))
    }

    /// The exact difference; throws when it leaves the permitted range.
    package func minus(_ other: Money) throws(AmountOverflow) -> Money {
        try Money(checking: Int128(tenThousandths) - Int128(other.tenThousandths))
    }

    /// The same amount with the other sign.
    package var negated: Money {
        Money(tenThousandths: tenThousandths == .min ? .max : -tenThousandths)
    }

    /// The exact sum of many amounts; only the total has to lie within the permitted range.
    package static func sum(_ amounts: [Money]) throws(AmountOverflow) -> Money {
        var total: Int128 = 0
        for amount in amounts { total += Int128(amount.tenThousandths) }
        return try Money(checking: total)
    }

    /// The amount rounded to the currency's smallest coin.
    package func rounded(to currency: Currency, _ mode: Rounding) -> Money {
        let coin = currency.coin
        let coins = mode.quotient(Int128(tenThousandths), by: Int128(coin))
        return Money(tenThousandths: Int64(clamping: coins * Int128(coin)))
    }

    /// The amount as `-1234.50`: at least `places` decimals, more where exactness needs them.
    package func text(places: Int) -> String {
        DecimalDigits.text(tenThousandths, places: 4, atLeast: min(max(places, 0), 4))
    }

    /// An amount from a wide intermediate result; throws when it is outside the permitted range.
    init(checking wide: Int128) throws(AmountOverflow) {
        guard wide.magnitude <= UInt128(Self.limit.magnitude) else { throw AmountOverflow() }
        self.init(tenThousandths: Int64(truncatingIfNeeded: wide))
    }
}

/// An amount would leave the range of ±9,000,000,000,000 units.
package struct AmountOverflow: Error, Hashable {
    package init() {}
}
