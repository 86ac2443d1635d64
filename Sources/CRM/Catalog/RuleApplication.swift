import JSON
import Schema

/// What rules have made of one line's price.
struct AppliedRules {
    /// A rule that was taken, and what one unit cost before and after it.
    struct Step {
        let rule: CompiledRule
        let before: Decimal
        let after: Decimal
    }

    private(set) var price: Decimal
    private(set) var steps: [Step] = []
    private(set) var refused: [(rule: CompiledRule, why: RuleRefusal)] = []
    /// Whether a rule was taken that is taken alone.
    private(set) var isClosed = false

    init(price: Decimal) { self.price = price }

    mutating func take(_ rule: CompiledRule, _ rounding: Rounding) {
        if isClosed {
            refused.append((rule, .taken))
            return
        }
        if !rule.terms.isStackable, !steps.isEmpty {
            refused.append((rule, .exclusive))
            return
        }
        let after = rule.lowered(price, rounding)
        guard after < price else {
            refused.append((rule, .notLower))
            return
        }
        if steps.isEmpty { steps.reserveCapacity(8) }
        steps.append(Step(rule: rule, before: price, after: after))
        price = after
        isClosed = !rule.terms.isStackable
    }

    /// Writes the steps as elements of an array.
    func write(_ currency: Currency, to json: inout JSONWriter) {
        for step in steps {
            step.rule.frame.write(
                before: step.before, after: step.after, currency, to: &json)
        }
    }
}
