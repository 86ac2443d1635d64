// What price resolution does with unit prices. Each result is computed exactly in 128 bits and rounded once to the six
// decimals that a unit price may have.

extension Decimal {
    /// What is left after `rate` percent (0 to 100) are taken off; 100 leaves exactly nothing.
    package func less(percent rate: Decimal, rounding: Rounding) -> Decimal {
        let product = Int128(millionths) * Int128(Decimal.hundred.millionths - rate.millionths)
        let rest = rounding.quotient(product, by: Int128(Decimal.hundred.millionths))
        return Decimal(millionths: Int64(clamping: rest))
    }

    /// What is left after an amount is taken off; never below nothing.
    package func less(amount: Decimal) -> Decimal {
        guard amount < self else { return .zero }
        return Decimal(millionths: millionths - amount.millionths)
    }

    /// The sum; throws when it leaves the range of requests, 1,000,000,000.
    package func plus(_ other: Decimal) throws(AmountOverflow) -> Decimal {
        try Decimal(checking: Int128(millionths) + Int128(other.millionths))
    }

    /// The product; throws when it leaves the range of requests, 1,000,000,000.
    package func times(
        _ other: Decimal, rounding: Rounding
    ) throws(AmountOverflow) -> Decimal {
        let product = Int128(millionths) * Int128(other.millionths)
        return try Decimal(checking: rounding.quotient(product, by: Int128(Self.scale)))
    }

    /// The mean of prices weighted by quantities; zero when there is no quantity.
    package static func mean(
        of parts: [(quantity: Decimal, price: Decimal)], rounding: Rounding
    ) throws(AmountOverflow) -> Decimal {
        var total: Int128 = 0
        var quantity: Int128 = 0
        for part in parts {
            total += Int128(part.quantity.millionths) * Int128(part.price.millionths)
            quantity += Int128(part.quantity.millionths)
        }
        guard quantity > 0 else { return .zero }
        return try Decimal(checking: rounding.quotient(total, by: quantity))
    }

    /// Whether quantity by price reaches an amount, compared exactly.
    package static func product(_ quantity: Decimal, _ price: Decimal, reaches amount: Money)
        -> Bool
    {
        // Millionths by millionths against ten-thousandths.
        Int128(quantity.millionths) * Int128(price.millionths)
            >= Int128(amount.tenThousandths) * 100_000_000
    }

    /// Whether quantity by price is beyond an amount, compared exactly.
    package static func product(_ quantity: Decimal, _ price: Decimal, exceeds amount: Money)
        -> Bool
    {
        Int128(quantity.millionths) * Int128(price.millionths)
            > Int128(amount.tenThousandths) * 100_000_000
    }

    private init(checking wide: Int128) throws(AmountOverflow) {
        guard wide.magnitude <= UInt128(DecimalUse.largest.millionths) else {
            throw AmountOverflow()
        }
        self.init(millionths: Int64(truncatingIfNeeded: wide))
    }
}
