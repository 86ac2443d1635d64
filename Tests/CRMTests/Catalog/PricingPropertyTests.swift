import CRM
import Schema
import Testing

/// Numbers that look random and are the same every time: SplitMix64.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

struct PricingPropertyTests {
    /// Small and large numbers alike, with few decimals or with six.
    private static func decimal(_ random: inout Seeded, upTo digits: Int) -> Decimal {
        var value = Int64.random(in: 0...9, using: &random)
        for _ in 0..<Int.random(in: 0...digits, using: &random) {
            value = value * 10 + Int64.random(in: 0...9, using: &random)
        }
        return Decimal(millionths: value * ([1, 1_000, 10_000].randomElement(using: &random) ?? 1))
    }

    private static func percent(_ random: inout Seeded) -> Decimal {
        let usual: [Decimal] = [.zero, .zero, Decimal(7), Decimal(19), Decimal(50), .hundred]
        if Bool.random(using: &random) { return usual.randomElement(using: &random) ?? .zero }
        return Decimal(millionths: Int64.random(in: 0...100_000_000, using: &random))
    }

    private static func document(_ random: inout Seeded) throws -> ([Pricing.Line], Pricing.Terms) {
        let code = ["EUR", "JPY", "KWD", "CLF", "USD"].randomElement(using: &random) ?? "EUR"
        let currency = try #require(Currency(code))
        let lines = (0..<Int.random(in: 1...12, using: &random)).map { _ in
            Pricing.Line(
                quantity: decimal(&random, upTo: 5), unitPrice: decimal(&random, upTo: 6),
                discountPercent: percent(&random),
                taxCategory: Bool.random(using: &random) ? "standard" : "reduced",
                taxRatePercent: Bool.random(using: &random) ? Decimal(19) : percent(&random),
                part: [.counted, .counted, .counted, .offered, .text].randomElement(using: &random)
                    ?? .counted)
        }
        var terms = Pricing.Terms(
            currency: currency,
            rounding: Rounding.allCases.randomElement(using: &random) ?? .halfUp,
            taxRounding: TaxRounding.allCases.randomElement(using: &random) ?? .document,
            includesTax: Bool.random(using: &random))
        let coins = Int64.random(in: 0...100_000, using: &random)
        terms.freight = Money(tenThousandths: coins * currency.coin)
        terms.freightTaxRatePercent = percent(&random)
        if Bool.random(using: &random) {
            terms.discount = .percent(percent(&random))
        } else {
            let most = try sumAsPriced(lines, terms).tenThousandths / currency.coin
            let coins = Int64.random(in: 0...most, using: &random)
            terms.discount = .amount(Money(tenThousandths: coins * currency.coin))
        }
        return (lines, terms)
    }

    /// What the counted lines come to before the document's discount, with tax where prices contain it.
    private static func sumAsPriced(
        _ lines: [Pricing.Line], _ terms: Pricing.Terms
    ) throws -> Money {
        var terms = terms
        terms.freight = .zero
        terms.discount = .amount(.zero)
        let result = try Pricing.price(lines, terms)
        return terms.includesTax ? result.gross : result.net
    }

    /// What is wrong with a priced document; empty when every invariant holds.
    private static func violations(
        _ result: Pricing.Result, _ lines: [Pricing.Line], _ terms: Pricing.Terms
    ) throws -> [String] {
        var found: [String] = []
        func hold(_ rule: String, _ holds: Bool) { if !holds { found.append(rule) } }
        func sum(_ amounts: [Money]) throws -> Money { try Money.sum(amounts) }
        let counted = zip(lines, result.lines).filter { $0.0.part == .counted }.map(\.1)
        hold("line nets", try sum(counted.map(\.net)) == result.linesNet)
        hold(
            "net",
            try result.linesNet.minus(result.discountNet).plus(result.freightNet) == result.net)
        if !counted.isEmpty {
            hold("allocated", try sum(counted.map(\.allocatedDiscount)) == result.discountNet)
        }
        hold("taxable", try sum(result.taxes.map(\.taxable)) == result.net)
        hold("tax", try sum(result.taxes.map(\.tax)) == result.tax)
        hold("line tax", try sum(counted.map(\.tax)).plus(result.freightTax) == result.tax)
        hold("gross", try result.net.plus(result.tax) == result.gross)
        hold(
            "line gross",
            try sum(counted.map(\.gross)).plus(result.freightNet).plus(result.freightTax)
                == result.gross)
        if terms.includesTax {
            let asPriced = try sumAsPriced(lines, terms).minus(result.discount).plus(terms.freight)
            hold("the customer pays what the prices say", asPriced == result.gross)
        }
        for (line, amounts) in zip(lines, result.lines) {
            hold("no line below nothing", amounts.net >= .zero && amounts.gross >= .zero)
            hold("no share above its line", amounts.allocatedDiscount <= amounts.net)
            hold("no share below nothing", amounts.allocatedDiscount >= .zero)
            hold("whole coins", amounts.gross.tenThousandths % terms.currency.coin == 0)
            hold("whole coins of net", amounts.net.tenThousandths % terms.currency.coin == 0)
            if line.discountPercent == .hundred { hold("free is free", amounts.gross == .zero) }
            if line.taxRatePercent == .zero { hold("untaxed", amounts.tax == .zero) }
            if line.part == .text {
                hold("text is nothing", amounts.net == .zero && amounts.gross == .zero)
            }
        }
        return found
    }

    @Test func `ten thousand documents add up`() throws {
        let seed: UInt64 = 20_261_122
        var random = Seeded(state: seed)
        for number in 0..<10_000 {
            let (lines, terms) = try Self.document(&random)
            let result = try Pricing.price(lines, terms)
            let found = try Self.violations(result, lines, terms)
            #expect(found.isEmpty, "seed \(seed), document \(number): \(found) \(terms) \(lines)")
            let again = try Pricing.price(lines, terms)
            #expect(again == result, "seed \(seed), document \(number) changes")
        }
    }

    @Test func `more discount never costs more, and all of it leaves nothing`() throws {
        let seed: UInt64 = 20_261_128
        var random = Seeded(state: seed)
        for number in 0..<2_000 {
            var (lines, terms) = try Self.document(&random)
            terms.freight = .zero
            let steps = (0..<5).map { _ in Self.percent(&random) }.sorted() + [.hundred]
            var last: Money?
            for step in steps {
                terms.discount = .percent(step)
                let gross = try Pricing.price(lines, terms).gross
                // Tax on each line is rounded for each, and may differ by half a coin for each.
                let slack =
                    terms.taxRounding == .line
                    ? Int64(lines.count) * terms.currency.coin : terms.currency.coin
                if let last {
                    #expect(
                        gross.tenThousandths <= last.tenThousandths + slack,
                        "seed \(seed), document \(number) at \(step.text(places: 0)) %")
                }
                last = gross
            }
            #expect(last == .zero, "seed \(seed), document \(number)")
            terms.discount = .amount(.zero)
            let index = Int.random(in: lines.indices, using: &random)
            var amounts: [Money] = []
            for step in steps {
                lines[index].discountPercent = step
                amounts.append(try Pricing.price(lines, terms).lines[index].net)
            }
            #expect(
                zip(amounts, amounts.dropFirst()).allSatisfy { $0 >= $1 },
                "seed \(seed), document \(number)")
        }
    }
}
