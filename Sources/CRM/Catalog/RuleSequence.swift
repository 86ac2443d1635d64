import Schema

/// Rules of a few buckets that hold for a line: by priority, then those that are more about just its product, then by id.
struct RuleSequence: Sequence, IteratorProtocol {
    private struct Bucket {
        let rules: [CompiledRule]
        let specificity: Int
        var next = 0
    }

    private let line: RuleLine
    private var buckets: [Bucket] = []

    init(_ line: RuleLine) { self.line = line }

    mutating func add(_ rules: [CompiledRule], specificity: Int) {
        guard !rules.isEmpty else { return }
        buckets.append(Bucket(rules: rules, specificity: specificity))
        skip(in: buckets.count - 1)
    }

    /// Moves a bucket to its next rule that holds for the line.
    private mutating func skip(in place: Int) {
        let rules = buckets[place].rules
        var next = buckets[place].next
        while next < rules.count, line.refusal(of: rules[next]) != nil { next += 1 }
        buckets[place].next = next
    }

    mutating func next() -> CompiledRule? {
        var first: (place: Int, rule: CompiledRule)?
        for place in buckets.indices where buckets[place].next < buckets[place].rules.count {
            let rule = buckets[place].rules[buckets[place].next]
            if let known = first, !comes(rule, place, before: known.rule, known.place) { continue }
            first = (place, rule)
        }
        guard let first else { return nil }
        buckets[first.place].next += 1
        skip(in: first.place)
        return first.rule
    }

    private func comes(
        _ one: CompiledRule, _ place: Int, before other: CompiledRule, _ otherPlace: Int
    ) -> Bool {
        if one.priority != other.priority { return one.priority > other.priority }
        let specificities = (buckets[place].specificity, buckets[otherPlace].specificity)
        if specificities.0 != specificities.1 { return specificities.0 > specificities.1 }
        return one.id < other.id
    }
}
