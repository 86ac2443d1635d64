import Testing

@testable import Schema

@Suite struct MoneyTests {
    let limit = Money(tenThousandths: Money.limit)
    let grain = Money(tenThousandths: 1)

    @Test func `sums and differences are exact`() throws {
        let left = Money(tenThousandths: 123_456)
        #expect(try left.plus(Money(tenThousandths: 44)).tenThousandths == 123_500)
        #expect(try left.minus(Money(tenThousandths: 123_457)).tenThousandths == -1)
        #expect(left.negated.tenThousandths == -123_456)
        #expect(try Money.sum([left, left, left.negated]) == left)
        #expect(try Money.sum([]) == .zero)
    }

    @Test func `leaving the range is an error and reaching its end is not`() throws {
        #expect(try limit.minus(grain).plus(grain) == limit)
        #expect(throws: AmountOverflow()) { try limit.plus(grain) }
        #expect(throws: AmountOverflow()) { try limit.negated.minus(grain) }
        #expect(throws: AmountOverflow()) { try Money.sum([limit, grain]) }
        #expect(try Money.sum([limit, limit, limit.negated]) == limit)
    }

    @Test func `values that never came from here do not trap`() {
        let least = Money(tenThousandths: .min)
        #expect(least.negated.tenThousandths == .max)
        #expect(!least.isInRange)
        #expect(throws: AmountOverflow()) { try least.plus(least) }
        #expect(throws: AmountOverflow()) { try least.minus(Money(tenThousandths: .max)) }
        for code in ["EUR", "JPY", "KWD", "CLF"] {
            guard let currency = Currency(code) else { continue }
            for mode in Rounding.allCases {
                #expect(least.rounded(to: currency, mode) <= .zero)
                #expect(Money(tenThousandths: .max).rounded(to: currency, mode) >= .zero)
            }
        }
    }

    @Test(arguments: [
        ("EUR", 12_345, 12_300, 12_300), ("EUR", 12_350, 12_400, 12_400),
        ("EUR", 12_250, 12_300, 12_200), ("EUR", -12_250, -12_300, -12_200),
        ("EUR", 49, 0, 0), ("EUR", 50, 100, 0), ("EUR", -50, -100, 0), ("EUR", 51, 100, 100),
        ("JPY", 5_000, 10_000, 0), ("JPY", 15_000, 20_000, 20_000), ("JPY", -4_999, 0, 0),
        ("KWD", 12_345, 12_350, 12_340), ("CLF", 12_345, 12_345, 12_345),
    ])
    func `rounding goes to the currency's coin`(
        code: String, amount: Int64, halfUp: Int64, halfEven: Int64
    ) throws {
        let currency = try #require(Currency(code))
        let money = Money(tenThousandths: amount)
        #expect(money.rounded(to: currency, .halfUp).tenThousandths == halfUp)
        #expect(money.rounded(to: currency, .halfEven).tenThousandths == halfEven)
    }

    @Test(arguments: [
        (0, 2, "0.00"), (0, 0, "0"), (123_400, 2, "12.34"), (123_400, 0, "12.34"),
        (123_400, 4, "12.3400"), (-1, 0, "-0.0001"), (-1, 2, "-0.0001"), (-12_300, 2, "-1.23"),
        (10_000, 0, "1"), (9_999, 2, "0.9999"), (10_000, -3, "1"), (10_000, 9, "1.0000"),
        (Int64.min, 2, "-922337203685477.5808"),
    ])
    func `amounts read as plain decimals`(amount: Int64, places: Int, text: String) {
        #expect(Money(tenThousandths: amount).text(places: places) == text)
    }

    @Test(arguments: [
        (0, 0, "0"), (2_500_000, 0, "2.5"), (2_500_000, 2, "2.50"), (1, 0, "0.000001"),
        (-19_000_000, 2, "-19.00"), (Int64.min, 0, "-9223372036854.775808"),
    ])
    func `decimals read as plain decimals`(millionths: Int64, places: Int, text: String) {
        #expect(Decimal(millionths: millionths).text(places: places) == text)
    }

    @Test func `whole decimals beyond the range become its ends`() {
        #expect(Decimal(7).millionths == 7_000_000)
        #expect(Decimal(.max).millionths == .max)
        #expect(Decimal(.min).millionths == .min)
        #expect(Decimal.hundred.millionths == 100_000_000)
        #expect(Decimal.zero < .one)
    }
}
