import HTTP
import Testing

@testable import API

struct ExpositionTests {
    @Test func `durations are written in seconds, exactly`() {
        let cases: [(microseconds: Int, seconds: String)] = [
            (0, "0"), (1, "0.000001"), (100, "0.0001"), (250_000, "0.25"), (1_000_000, "1"),
            (1_500_000, "1.5"), (10_000_000, "10"), (1_795_380_039_850_000, "1795380039.85"),
            (-1_500_000, "-1.5"),
        ]
        for (microseconds, seconds) in cases {
            #expect(Exposition.text(microseconds, .microseconds) == seconds)
        }
        #expect(Exposition.text(1_500_000, .one) == "1500000")
    }

    @Test func `labels come back as they were, whatever is in them`() throws {
        let values = ["", "plain", "/v1/a/{id}", "a\"b", "a\\b", "a\nb", "\\n", "é\"\\\n\\\\"]
        var text = Exposition()
        text.family("x_total", .counter, "Help.")
        for (index, value) in values.enumerated() { text.sample([("v", value)], index) }
        let read = try PrometheusText(String(decoding: text.bytes, as: UTF8.self))
        #expect(read.samples("x_total").compactMap { $0.labels["v"] } == values)
    }

    @Test func `a histogram is cumulative, and its last bucket is its count`() throws {
        var histogram = Histogram([1_000, 10_000])
        for value in [1, 1_000, 1_001, 99_999] { histogram.add(value) }
        var text = Exposition()
        text.family("d_seconds", .histogram, "Help.")
        text.histogram([("route", "/a")], histogram, .microseconds)
        let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
        #expect(
            lines.dropFirst(2) == [
                "d_seconds_bucket{route=\"/a\",le=\"0.001\"} 2",
                "d_seconds_bucket{route=\"/a\",le=\"0.01\"} 3",
                "d_seconds_bucket{route=\"/a\",le=\"+Inf\"} 4",
                "d_seconds_sum{route=\"/a\"} 0.102001", "d_seconds_count{route=\"/a\"} 4",
            ])
    }

    @Test func `the reader of these tests refuses what is wrong`() {
        let head = "# HELP a_total A.\n# TYPE a_total counter\n"
        let bad = [
            "a_total 1\n", head + "a_total 1", head + "b_total 1\n", head + "a_total x\n",
            head + "a_total{b=1} 1\n", head + "a_total{b=\"1} 1\n", head + "a_total{b=\"\\x\"} 1\n",
            head + "a_total{b=\"1\",b=\"2\"} 1\n", head + "a_total 1\na_total 1\n", head + head,
            "# TYPE a_total counter\n# HELP a_total A.\n", "# HELP a A.\n# TYPE a summer\n",
            "# HELP 1a A.\n# TYPE 1a counter\n", head + "a_total nan\n", head + "a_total_sum 1\n",
        ]
        for text in bad {
            #expect(throws: PrometheusText.Bad.self, "\(text)") { try PrometheusText(text) }
        }
    }
}
