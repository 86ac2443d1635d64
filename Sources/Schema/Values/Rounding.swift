/// What happens to the part of an amount that is smaller than the currency's smallest coin.
///
/// A document stores its mode when it is created and keeps it, so that recomputing an old document
/// never changes it.
package enum Rounding: String, Sendable, CaseIterable {
    /// To the nearest coin; a tie goes away from zero.
    case halfUp = "half_up"
    /// To the nearest coin; a tie goes to the even neighbour (banker's rounding).
    case halfEven = "half_even"

    /// `value / divisor`, rounded to an integer; a `divisor` below one counts as one.
    func quotient(_ value: Int128, by divisor: Int128) -> Int128 {
        guard divisor > 1 else { return value }
        let (quotient, remainder) = value.quickQuotientAndRemainder(dividingBy: divisor)
        // Comparing with what is left up to the divisor avoids doubling, which could overflow.
        let rest = remainder.magnitude
        let complement = divisor.magnitude - rest
        let isUp: Bool
        switch self {
        case .halfUp: isUp = rest >= complement
        case .halfEven: isUp = rest > complement || (rest == complement && quotient % 2 != 0)
        }
        guard isUp else { return quotient }
        return value < 0 ? quotient - 1 : quotient + 1
    }
}

extension Int128 {
    /// Quotient and remainder, in one division of the processor where both numbers have 64 bits, as most have.
    func quickQuotientAndRemainder(
        dividingBy divisor: Int128
    ) -> (quotient: Int128, remainder: Int128) {
        guard let short = Int64(exactly: self), let shortDivisor = Int64(exactly: divisor),
            shortDivisor > 0
        else { return quotientAndRemainder(dividingBy: divisor) }
        let (quotient, remainder) = short.quotientAndRemainder(dividingBy: shortDivisor)
        return (Int128(quotient), Int128(remainder))
    }
}
