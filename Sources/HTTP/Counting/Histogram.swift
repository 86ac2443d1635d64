/// How many values fell up to each of some bounds, and their sum.
///
/// A value costs a look for its place and two additions.
package struct Histogram: Sendable, Equatable {
    /// Inclusive upper bounds, ascending; what is greater than the last one counts as well.
    package let bounds: [Int]
    /// One count for each bound, not cumulated, and one for what is greater than all of them.
    package private(set) var counts: [Int]
    package private(set) var sum = 0

    package init(_ bounds: [Int]) {
        self.bounds = bounds
        counts = [Int](repeating: 0, count: bounds.count + 1)
    }

    /// Bounds for durations from 0.1 ms to 10 s, in microseconds.
    package static let durations = [
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
        1_000_000, 2_500_000, 5_000_000, 10_000_000,
    ]

    package mutating func add(_ value: Int) {
        var index = 0
        while index < bounds.count, value > bounds[index] { index += 1 }
        counts[index] += 1
        sum += value
    }

    /// Adds what another one with the same bounds has counted.
    package mutating func add(_ other: Histogram) {
        precondition(bounds == other.bounds, "histograms of different bounds have no sum")
        for index in counts.indices { counts[index] += other.counts[index] }
        sum += other.sum
    }

    /// All values.
    package var count: Int { counts.reduce(0, +) }
}
