import Schema

/// Some rules in the order in which they are tried, and beside them what lines ask of each.
final class RuleBucket: Sendable {
    let rules: [CompiledRule]
    let terms: [RuleTerms]
    /// Whether one of them asks more of a document than that its part concerns it.
    private let asksDocument: Bool

    init(_ rules: [CompiledRule]) {
        self.rules = rules.sorted { $0.terms.comes(before: $1.terms) }
        terms = self.rules.map(\.terms)
        asksDocument = rules.contains(where: \.asksDocument)
    }

    /// Those rules that hold for a document.
    func held(for basket: RuleBasket) -> RuleBucket {
        asksDocument ? RuleBucket(rules.filter { basket.refusal(of: $0) == nil }) : self
    }

    var isFixed: Bool { !asksDocument }
}

/// The rules of an index that hold for one document.
struct RuleSelection {
    let index: RuleIndex
    let basket: RuleBasket
    private let parts: [RuleIndex.Buckets]
    private let others: [RuleBucket]
    /// What is left of buckets whose rules ask something of the document.
    private var held: [ObjectIdentifier: RuleBucket] = [:]
    /// The rules of the line that is priced; kept for its memory.
    private var sequence = RuleSequence()

    init(_ index: RuleIndex, _ basket: RuleBasket) {
        self.index = index
        self.basket = basket
        parts = index.parts(for: basket)
        others = parts.map { $0.others.held(for: basket) }
    }

    /// Lowers a line's price by the rules that hold for it: first those that come by themselves, then those of coupons.
    ///
    /// A rule that is not stackable is taken alone: when it comes first nothing follows, and when another was taken it is
    /// passed over. No rule raises a price. What cannot be taken is looked at only to be explained.
    mutating func apply(
        to line: RuleLine, _ rounding: Rounding, explains: Bool
    ) -> AppliedRules {
        var applied = AppliedRules(price: line.price)
        gather(for: line)
        sequence.begin(withCoupons: false, for: line)
        take(&applied, line, rounding, explains: explains)
        if !basket.unlocked.isEmpty {
            sequence.begin(withCoupons: true, for: line)
            take(&applied, line, rounding, explains: explains)
        }
        return applied
    }

    private mutating func take(
        _ applied: inout AppliedRules, _ line: RuleLine, _ rounding: Rounding, explains: Bool
    ) {
        while explains || !applied.isClosed {
            let takesAny = explains || applied.steps.isEmpty
            guard let rule = sequence.next(for: line, stackableOnly: !takesAny) else { return }
            applied.take(rule, rounding)
        }
    }

    /// Puts the buckets of a line together: the more one is about just this product, the greater its number.
    private mutating func gather(for line: RuleLine) {
        sequence.removeAll()
        for part in parts { add(part.byProduct[line.product], specificity: .max) }
        for (place, category) in line.categories.enumerated() {
            for part in parts { add(part.byCategory[category], specificity: 1_000_000 - place) }
        }
        if let brand = line.brand {
            for part in parts { add(part.byBrand[brand], specificity: 1) }
        }
        for bucket in others { sequence.add(bucket, specificity: 0) }
    }

    private mutating func add(_ bucket: RuleBucket?, specificity: Int) {
        guard let bucket else { return }
        if bucket.isFixed {
            sequence.add(bucket, specificity: specificity)
        } else if let known = held[ObjectIdentifier(bucket)] {
            sequence.add(known, specificity: specificity)
        } else {
            let made = bucket.held(for: basket)
            held[ObjectIdentifier(bucket)] = made
            sequence.add(made, specificity: specificity)
        }
    }

    /// The rules about a line's product that did not lower its price, and why; 100 at most.
    func refusals(for line: RuleLine, _ applied: AppliedRules) -> [(
        rule: CompiledRule, why: RuleRefusal
    )] {
        var found = applied.refused
        let known = Set(applied.steps.map(\.rule.id) + applied.refused.map(\.rule.id))
        for rule in index.rules where line.concerns(rule) && !known.contains(rule.id) {
            guard let why = basket.refusal(of: rule) ?? line.refusal(of: rule.terms) else {
                continue
            }
            found.append((rule, why))
            if found.count == 100 { break }
        }
        return found
    }
}
