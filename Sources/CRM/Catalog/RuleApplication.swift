import Schema

extension RuleSelection {
    /// Lowers a line's price by the rules that hold for it: first those that come by themselves, then those of coupons.
    ///
    /// A rule that is not stackable is taken alone: when it comes first nothing follows, and when another was taken it is
    /// passed over. No rule raises a price. What follows one that is taken alone is looked at only to be explained.
    mutating func apply(
        to line: RuleLine, _ rounding: Rounding, explains: Bool
    ) -> AppliedRules {
        var applied = AppliedRules(price: line.price)
        let rules = rules(for: line)
        for rule in rules where !rule.requiresCoupon {
            if applied.isClosed, !explains { return applied }
            applied.take(rule, .rule, rounding)
        }
        guard !basket.unlocked.isEmpty else { return applied }
        for rule in rules where rule.requiresCoupon {
            if applied.isClosed, !explains { return applied }
            applied.take(rule, .coupon, rounding)
        }
        return applied
    }

    /// The rules about a line's product that did not lower its price, and why; 100 at most.
    func refusals(for line: RuleLine, _ applied: AppliedRules) -> [(
        rule: CompiledRule, why: RuleRefusal
    )] {
        var found = applied.refused
        let known = Set(
            applied.steps.compactMap { $0.source?.id } + applied.refused.map { $0.rule.id })
        for rule in index.rules where line.concerns(rule) && !known.contains(rule.id) {
            guard let why = basket.refusal(of: rule) ?? line.refusal(of: rule) else { continue }
            found.append((rule, why))
            if found.count == 100 { break }
        }
        return found
    }
}

/// What rules have made of one line's price.
struct AppliedRules {
    private(set) var price: Decimal
    private(set) var steps: [PriceStep] = []
    private(set) var refused: [(rule: CompiledRule, why: RuleRefusal)] = []
    /// Whether a rule was taken that is taken alone.
    private(set) var isClosed = false

    init(price: Decimal) { self.price = price }

    mutating func take(_ rule: CompiledRule, _ level: PriceLevel, _ rounding: Rounding) {
        if isClosed {
            refused.append((rule, .taken))
            return
        }
        if !rule.isStackable, !steps.isEmpty {
            refused.append((rule, .exclusive))
            return
        }
        let after = rule.lowered(price, rounding)
        guard after < price else {
            refused.append((rule, .notLower))
            return
        }
        steps.append(
            PriceStep(
                level: level, source: Link(resource: PricingRules.name, id: rule.id), before: price,
                after: after, reason: rule.reason))
        price = after
        if !rule.isStackable { isClosed = true }
    }
}
