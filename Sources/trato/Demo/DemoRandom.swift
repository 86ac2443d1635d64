import Schema

/// The demo's only source of chance: SplitMix64 (Steele, Lea and Flood, 2014).
struct DemoRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True in so many of a hundred cases.
    mutating func happens(_ percent: Int) -> Bool { number(1...100) <= percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        precondition(!elements.isEmpty, "nothing to pick from")
        return elements[number(0...elements.count - 1)]
    }

    /// One of several, the earlier the likelier.
    mutating func pickEarly<Element>(_ elements: [Element]) -> Element {
        let first = number(0...elements.count - 1)
        return elements[min(first, number(0...elements.count - 1))]
    }

    /// A moment between 8:00 and 17:00 UTC of a day, or of the Monday after a weekend.
    mutating func workingMoment(of day: Day) -> Instant {
        let workday = day.weekday > 5 ? day.adding(days: 8 - day.weekday) : day
        let midnight = Instant(seconds: Int64(workday.daysSince1970) * 86_400)
        return midnight.adding(milliseconds: Int64(number(8 * 3_600_000...17 * 3_600_000)))
    }

    /// A number from a range, the larger the likelier: business grows.
    mutating func growing(_ range: ClosedRange<Int>) -> Int {
        let one = number(range)
        return happens(50) ? one : max(one, number(range))
    }

    /// An amount in whole tens between two bounds, more often small than large.
    mutating func amount(_ range: ClosedRange<Int>) -> String {
        let span = range.upperBound - range.lowerBound
        let part = number(0...100) * number(0...100)
        return "\((range.lowerBound + span * part / 10_000) / 10 * 10).00"
    }
}
