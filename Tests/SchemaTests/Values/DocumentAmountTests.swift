import Testing

@testable import Schema

@Suite struct DocumentAmountTests {
    struct Line: Sendable {
        let quantity: Int64
        let price: Int64
        let discount: Int64
        let code: String
        let gross: Int64
        let net: Int64
    }

    @Test(arguments: [
        Line(
            quantity: 3_000_000, price: 10_000_000, discount: 0, code: "EUR", gross: 300_000,
            net: 300_000),
        Line(
            quantity: 3_000_000, price: 33_330_000, discount: 10_000_000, code: "EUR",
            gross: 999_900, net: 899_900),
        // 1.5 at 0.01 is 0.015: the discount of 50 % is taken from that, not from 0.02.
        Line(
            quantity: 1_500_000, price: 10_000, discount: 50_000_000, code: "EUR", gross: 200,
            net: 100),
        Line(
            quantity: 7_000_000, price: 19_990_000, discount: 100_000_000, code: "EUR",
            gross: 1_399_300, net: 0),
        Line(
            quantity: -2_000_000, price: 12_500_000, discount: 0, code: "JPY", gross: -250_000,
            net: -250_000),
        Line(
            quantity: 1_000_000, price: 1_234_567, discount: 0, code: "KWD", gross: 12_350,
            net: 12_350),
        Line(
            quantity: 1_000_000, price: 100_000_000, discount: -5_000_000, code: "EUR",
            gross: 1_000_000, net: 1_050_000),
    ])
    func `a line is rounded once from the exact product`(line: Line) throws {
        let (gross, net) = try Money.lineNet(
            quantity: Decimal(millionths: line.quantity),
            unitPrice: Decimal(millionths: line.price),
            discountPercent: Decimal(millionths: line.discount),
            currency: try #require(Currency(line.code)), rounding: .halfUp)
        #expect(gross.tenThousandths == line.gross)
        #expect(net.tenThousandths == line.net)
    }

    @Test func `no line traps whatever its factors`() throws {
        let extremes: [Int64] = [
            .min, .min + 1, -100_000_000, -1, 0, 1, 100_000_000, .max - 1, .max,
        ]
        for code in ["EUR", "JPY", "CLF"] {
            let currency = try #require(Currency(code))
            for quantity in extremes {
                for price in extremes {
                    for discount in extremes {
                        let amounts = try? Money.lineNet(
                            quantity: Decimal(millionths: quantity),
                            unitPrice: Decimal(millionths: price),
                            discountPercent: Decimal(millionths: discount),
                            currency: currency, rounding: .halfEven)
                        #expect(amounts?.net.isInRange != false)
                        #expect(amounts?.gross.isInRange != false)
                    }
                }
            }
        }
    }

    @Test func `a line too large for an amount is an error`() throws {
        let euro = try #require(Currency("EUR"))
        #expect(throws: AmountOverflow()) {
            try Money.lineNet(
                quantity: Decimal(10_000_000), unitPrice: Decimal(1_000_000),
                discountPercent: .zero, currency: euro, rounding: .halfUp)
        }
        #expect(throws: AmountOverflow()) {
            try Money.lineNet(
                quantity: Decimal(9_000_000), unitPrice: Decimal(1_000_000),
                discountPercent: Decimal(-1), currency: euro, rounding: .halfUp)
        }
    }

    @Test(arguments: [
        (1_000_000, 19_000_000, "EUR", 190_000, 190_000), (1_050, 50_000_000, "EUR", 500, 500),
        (100, 50_000_000, "EUR", 100, 0), (-100, 50_000_000, "EUR", -100, 0),
        (9_990_000, 8_100_000, "CHF", 809_200, 809_200),
        (1_230_000, 10_000_000, "JPY", 120_000, 120_000),
    ])
    func `a percentage is rounded to the coin`(
        amount: Int64, rate: Int64, code: String, halfUp: Int64, halfEven: Int64
    ) throws {
        let currency = try #require(Currency(code))
        let money = Money(tenThousandths: amount)
        let rate = Decimal(millionths: rate)
        let up = try money.percent(rate, currency: currency, rounding: .halfUp)
        let even = try money.percent(rate, currency: currency, rounding: .halfEven)
        #expect(up.tenThousandths == halfUp)
        #expect(even.tenThousandths == halfEven)
    }

    @Test func `a percentage out of range is an error`() throws {
        let euro = try #require(Currency("EUR"))
        for rate in [Decimal(101), Decimal(millionths: .max), Decimal(millionths: .min)] {
            #expect(throws: AmountOverflow()) {
                try Money(tenThousandths: Money.limit).percent(
                    rate, currency: euro, rounding: .halfUp)
            }
        }
    }
}
