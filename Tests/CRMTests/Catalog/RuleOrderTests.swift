import JSON
import Schema
import Testing
import TratoTesting

@testable import CRM

/// Rules are found in buckets and taken from their heads; here they are all looked at and sorted.
struct RuleOrderTests {
    private static func id(_ kind: UInt64, _ number: Int) -> RecordID {
        RecordID(high: 0x0193_0000_0000_7000 | kind, low: 0x8000_0000_0000_0000 | UInt64(number))
    }

    private static func rule(_ number: Int, _ random: inout SeededRandom) -> CompiledRule {
        func some(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
        var rule = Record<PricingRules>()
        rule.row.id = id(1, number)
        rule.name = "Rule \(number)"
        rule.priority = Int64(some(4))
        rule.isStackable = some(3) > 0
        rule.requiresCoupon = some(4) == 0
        rule.includesContracts = some(2) == 0
        rule.action = [.percentOff, .amountOff, .fixedPrice][some(3)]
        rule.value = Decimal(Int64(1 + some(40)))
        switch some(4) {
        case 0: rule.product = ID(id(2, some(3)))
        case 1: rule.category = ID(id(3, some(4)))
        case 2: rule.brand = ["one", "Two"][some(2)]
        default: break
        }
        switch some(4) {
        case 0: rule.party = ID(id(4, some(2)))
        case 1: rule.group = ID(id(5, some(2)))
        default: break
        }
        if some(5) == 0 { rule.country = ["PT", "ES"][some(2)] }
        if some(10) == 0 { rule.currency = Currency(["EUR", "USD"][some(2)]) }
        if some(10) == 0 { rule.channel = [.web, .api][some(2)] }
        if some(10) == 0 { rule.campaign = ["spring", "autumn"][some(2)] }
        if some(10) == 0 { rule.role = [.customer, .supplier][some(2)] }
        if some(10) == 0 { rule.validFrom = Day(daysSince1970: 19_999 + Int32(some(3))) }
        if some(10) == 0 { rule.validUntil = Day(daysSince1970: 19_999 + Int32(some(3))) }
        if some(4) == 0 { rule.minQuantity = Decimal(Int64(some(10))) }
        if some(6) == 0 { rule.maxAmount = Money(tenThousandths: Int64(some(900)) * 10_000) }
        return CompiledRule(rule)
    }

    private static func specificity(_ rule: CompiledRule, _ line: RuleLine) -> Int {
        if rule.product != nil { return .max }
        if let category = rule.category {
            return 1_000_000 - (line.categories.firstIndex(of: category) ?? 0)
        }
        return rule.brand == nil ? 0 : 1
    }

    private static func expected(
        _ rules: [CompiledRule], _ basket: RuleBasket, _ line: RuleLine
    ) -> AppliedRules {
        let holding = rules.filter {
            line.concerns($0) && basket.refusal(of: $0) == nil && line.refusal(of: $0.terms) == nil
        }.sorted { one, other in
            let (first, second) = (one.terms.priority, other.terms.priority)
            if first != second { return first > second }
            let left = specificity(one, line)
            let right = specificity(other, line)
            return left == right ? one.id < other.id : left > right
        }
        var applied = AppliedRules(price: line.price)
        for rule in holding where !rule.terms.requiresCoupon { applied.take(rule, .halfUp) }
        for rule in holding where rule.terms.requiresCoupon { applied.take(rule, .halfUp) }
        return applied
    }

    private static func text(_ applied: AppliedRules, _ currency: Currency) -> String {
        var json = JSONWriter()
        json.beginArray()
        applied.write(currency, to: &json)
        json.endArray()
        return String(decoding: json.finish(), as: UTF8.self)
    }

    @Test(arguments: 0..<40)
    func `a line gets what all rules in their order make of it`(_ seed: Int) {
        var random = SeededRandom(UInt64(seed))
        let rules = (0..<60).map { Self.rule($0, &random) }
        var basket = RuleBasket(
            currency: Currency("EUR")!, day: Day(daysSince1970: 20_000), channel: "web")
        basket.party = Self.id(4, 0)
        basket.campaign = seed % 5 == 0 ? "spring" : nil
        basket.roles = seed % 3 == 1 ? ["customer"] : []
        basket.group = seed % 3 == 0 ? nil : Self.id(5, 1)
        basket.country = seed % 2 == 0 ? "PT" : nil
        if seed % 4 != 0 {
            basket.unlocked = Set(rules.filter { $0.id.low % 2 == 0 }.map(\.id))
        }
        var selection = RuleSelection(RuleIndex(rules), basket)
        var steps = 0
        for number in 0..<30 {
            var line = RuleLine(
                product: Self.id(2, number % 4), quantity: Decimal(Int64(number % 12)),
                price: Decimal(Int64(number * 7)))
            line.categories = [[], [0], [1, 0], [3, 2, 0]][number % 4].map { Self.id(3, $0) }
            line.brand = [nil, "one", "two"][number % 3]
            line.isContract = number % 5 == 0
            let expected = Self.expected(rules, basket, line)
            let full = selection.apply(to: line, .halfUp, explains: true)
            let short = selection.apply(to: line, .halfUp, explains: false)
            #expect(full.price == expected.price)
            #expect(Self.text(full, basket.currency) == Self.text(expected, basket.currency))
            #expect(full.refused.map(\.rule.id) == expected.refused.map(\.rule.id))
            #expect(full.refused.map(\.why) == expected.refused.map(\.why))
            #expect(short.price == expected.price)
            #expect(Self.text(short, basket.currency) == Self.text(expected, basket.currency))
            steps += expected.steps.count
        }
        #expect(steps > 10, "rules were taken at all")
    }
}
