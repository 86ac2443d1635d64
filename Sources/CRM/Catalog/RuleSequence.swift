import Schema

/// Rules of a few buckets that hold for a line: by priority, then those that are more about just its product, then by id.
struct RuleSequence {
    private struct Bucket {
        let held: RuleBucket
        let specificity: Int
        var next = 0

        var isAtEnd: Bool { next == held.terms.count }

        /// Whether its next rule comes before that of another bucket.
        @inline(__always)
        func comes(before other: Bucket) -> Bool {
            let (one, two) = (held.terms[next], other.held.terms[other.next])
            if one.priority != two.priority { return one.priority > two.priority }
            if specificity != other.specificity { return specificity > other.specificity }
            return one.id < two.id
        }
    }

    private var buckets: [Bucket] = []
    private var withCoupons = false

    /// Forgets the buckets and keeps their memory.
    mutating func removeAll() { buckets.removeLast(buckets.count) }

    mutating func add(_ rules: RuleBucket, specificity: Int) {
        if !rules.terms.isEmpty { buckets.append(Bucket(held: rules, specificity: specificity)) }
    }

    /// Goes to the first rule, of those that coupons unlock or of all others.
    mutating func begin(withCoupons: Bool, for line: RuleLine) {
        self.withCoupons = withCoupons
        for place in buckets.indices {
            buckets[place].next = 0
            skip(in: place, for: line, stackableOnly: false)
        }
    }

    /// The next rule that holds for the line, nil after the last; of those that are taken with others only, if asked.
    mutating func next(for line: RuleLine, stackableOnly: Bool) -> CompiledRule? {
        while let place = first() {
            let next = buckets[place].next
            let isWanted = !stackableOnly || buckets[place].held.terms[next].isStackable
            let rule = isWanted ? buckets[place].held.rules[next] : nil
            buckets[place].next += 1
            skip(in: place, for: line, stackableOnly: stackableOnly)
            if let rule { return rule }
        }
        return nil
    }

    /// The bucket whose next rule comes first.
    private func first() -> Int? {
        var first: Int?
        for place in buckets.indices where !buckets[place].isAtEnd {
            if let known = first, !buckets[place].comes(before: buckets[known]) { continue }
            first = place
        }
        return first
    }

    /// Moves a bucket to its next rule that holds for the line.
    private mutating func skip(in place: Int, for line: RuleLine, stackableOnly: Bool) {
        var next = buckets[place].next
        while next < buckets[place].held.terms.count {
            let terms = buckets[place].held.terms[next]
            if terms.requiresCoupon == withCoupons, !stackableOnly || terms.isStackable,
                line.refusal(of: terms) == nil
            {
                break
            }
            next += 1
        }
        buckets[place].next = next
    }
}
