import Testing

@testable import HTTP

struct HistogramTests {
    @Test func `a value belongs to the first bound that it does not exceed`() {
        let cases: [(value: Int, place: Int)] = [
            (-1, 0), (0, 0), (9, 0), (10, 0), (11, 1), (20, 1), (21, 2), (1_000_000, 2),
        ]
        for (value, place) in cases {
            var histogram = Histogram([10, 20])
            histogram.add(value)
            var expected = [0, 0, 0]
            expected[place] = 1
            #expect(histogram.counts == expected, "\(value)")
            #expect(histogram.sum == value)
        }
    }

    @Test func `the bounds of durations ascend`() {
        let bounds = Histogram.durations
        #expect(bounds == bounds.sorted() && Set(bounds).count == bounds.count)
    }

    @Test func `adding up keeps every value`() {
        var (first, second, both) = (Histogram([1, 5]), Histogram([1, 5]), Histogram([1, 5]))
        for value in 0..<8 {
            if value % 3 == 0 { first.add(value) } else { second.add(value) }
            both.add(value)
        }
        first.add(second)
        #expect(first == both)
        #expect(first.count == 8)
        #expect(first.sum == 28)
    }
}
