/// The offsets of one zone over all time: a table of transitions and a rule for what follows.
final class TimeZoneHistory: Sendable {
    /// When offsets change, in ascending seconds since 1970.
    private let transitions: [Int64]
    /// The seconds east of UTC from each transition on.
    private let offsets: [Int32]
    /// The seconds east of UTC before the first transition.
    private let initialOffset: Int
    /// What holds after the last transition; nil when the last offset does.
    private let rule: TimeZoneRule?

    static let utc = TimeZoneHistory(transitions: [], offsets: [], initialOffset: 0, rule: nil)

    /// `transitions` ascend, and each has its offset.
    init(transitions: [Int64], offsets: [Int32], initialOffset: Int, rule: TimeZoneRule?) {
        self.transitions = transitions
        self.offsets = offsets
        self.initialOffset = initialOffset
        self.rule = rule
    }

    /// Beyond some 30,000 years either way nothing changes any more, and sums cannot overflow.
    private static let farthest: Int64 = 1_000_000_000_000

    /// Offsets are less than 26 hours (RFC 9636 section 3.2), so an instant is less than that away
    /// from what clocks show at it.
    private static let largestOffset: Int64 = 26 * 3_600

    /// Seconds east of UTC at an instant in seconds since 1970.
    func offset(at seconds: Int64) -> Int {
        let seconds = min(max(seconds, -Self.farthest), Self.farthest)
        let passed = countOfTransitions(upTo: seconds)
        if passed == transitions.count, let rule { return rule.offset(at: seconds) }
        return passed == 0 ? initialOffset : Int(offsets[passed - 1])
    }

    /// The earliest instant at which local clocks show `local` (seconds of local time since 1970),
    /// or, when they skip it, the instant at which they do.
    func instant(ofLocal local: Int64) -> Int64 {
        let local = min(max(local, -Self.farthest), Self.farthest)
        let (start, end) = (local - Self.largestOffset, local + Self.largestOffset)
        let candidates = offsets(from: start, to: end)
        let matching = candidates.map { local - Int64($0) }
            .filter { $0 + Int64(offset(at: $0)) == local }
        if let earliest = matching.min() { return earliest }
        return endOfGap(around: local, after: start, before: end)
    }

    /// The first instant in a range at which local clocks are past `local`: clocks never show it
    /// and only ever run forward, except where they go back, which makes a match before.
    private func endOfGap(around local: Int64, after start: Int64, before end: Int64) -> Int64 {
        var (low, high) = (start, end)
        while low < high {
            let middle = low + (high - low) / 2
            if middle + Int64(offset(at: middle)) > local {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }

    /// The different offsets that hold at some time in a range.
    private func offsets(from start: Int64, to end: Int64) -> Set<Int> {
        var found: Set<Int> = [offset(at: start), offset(at: end)]
        for place in countOfTransitions(upTo: start)..<countOfTransitions(upTo: end) {
            found.insert(Int(offsets[place]))
        }
        return found
    }

    private func countOfTransitions(upTo seconds: Int64) -> Int {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
