import API
import Schema
import Store

/// Turns amounts into another currency by the exchange rates of a day.
struct CreditRates {
    let day: Day

    /// An amount in whole coins of another currency, half a coin up.
    ///
    /// Throws `validation_failed` at `/currency` when one of the two has no rate on the day.
    func converted(
        _ amount: Money, from currency: Currency, to other: Currency, in tx: Transaction
    ) throws -> Money {
        guard currency != other, amount != .zero else { return amount }
        let from = try rate(of: currency, in: tx)
        let to = try rate(of: other, in: tx)
        let coin = Int128(other.coin)
        let product = Int128(amount.tenThousandths) * Int128(to.millionths)
        let divisor = Int128(from.millionths) * coin
        let (quotient, rest) = product.quotientAndRemainder(dividingBy: divisor)
        let isUp = rest.magnitude >= divisor.magnitude - rest.magnitude
        let coins = quotient + (isUp ? product.signum() : 0)
        guard let exact = Int64(exactly: coins * coin), Money(tenThousandths: exact).isInRange
        else { throw AmountOverflow() }
        return Money(tenThousandths: exact)
    }

    private func rate(of currency: Currency, in tx: Transaction) throws -> Decimal {
        if let rate = try ExchangeRates.rate(of: currency, on: day, in: tx), rate > .zero {
            return rate
        }
        throw Problem.invalid(
            "/currency", .conflict,
            "There is no exchange rate of \(currency.text) on \(day.text), which house credit needs."
        )
    }
}
