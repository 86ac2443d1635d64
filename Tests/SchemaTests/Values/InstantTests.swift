import Testing

@testable import Schema

@Suite struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-22T10:15:30.250Z", 1_795_342_530_250),
        ("2026-11-22T10:15:30.25Z", 1_795_342_530_250),
        ("2026-11-22t10:15:30.250z", 1_795_342_530_250),
        ("2026-11-22T12:15:30.250+02:00", 1_795_342_530_250),
        ("2026-11-22T04:45:30.250-05:30", 1_795_342_530_250),
        ("2026-11-22T10:15:30.250999999999999999999999999Z", 1_795_342_530_250),
        ("2026-11-22T10:15:30-00:00", 1_795_342_530_000),
        ("1969-12-31T23:59:59.999Z", -1), ("1969-12-31T23:59:59.9999Z", -1),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("2017-01-01T05:29:60+05:30", 1_483_228_800_000),
        ("2016-12-31T18:59:60.5-05:00", 1_483_228_800_500),
    ])
    func `an RFC 3339 instant is read`(text: String, milliseconds: Int64) {
        #expect(Instant(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T10:15:30", "2026-11-22 10:15:30Z", "2026-11-22T10:15Z",
        "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z", "2026-11-22T10:15:61Z",
        "2026-11-22T10:15:60Z", "2026-11-22T10:59:60Z", "2026-02-29T10:15:30Z",
        "2026-11-22T10:15:30.Z", "2026-11-22T10:15:30,5Z", "2026-11-22T10:15:30+0200",
        "2026-11-22T10:15:30+02", "2026-11-22T10:15:30+24:00", "2026-11-22T10:15:30+02:60",
        "2026-11-22T10:15:30ZZ", "2026-11-22T10:15:30Z ", " 2026-11-22T10:15:30Z",
        "2026-11-22T1:15:30Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z", "2026-11-22T10:15:30.250",
        "2026-11-22T10:15:30.", "2026-11-22T10:15:30+", "2026-11-22T-1:15:30Z",
        "2026-11-22T10:15:30\u{2212}02:00", "20261122T101530Z",
    ])
    func `anything else is refused`(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test(arguments: [1, 99] as [UInt64])
    func `what is written is read back`(seed: UInt64) {
        var random = ValuesRandom(seed: seed)
        let range = Instant.first.milliseconds...Instant.last.milliseconds
        for _ in 0..<20_000 {
            let instant = Instant(milliseconds: .random(in: range, using: &random))
            let text = instant.text
            guard text.utf8.count == 24, Instant(text) == instant, text.hasPrefix(instant.day.text)
            else {
                Issue.record("seed \(seed): \(instant.milliseconds) is written \(text)")
                return
            }
        }
    }

    @Test func `every cut of an instant is refused`() {
        let text = "2026-11-22T12:15:30.250+02:00"
        for length in 0..<text.count { #expect(Instant(String(text.prefix(length))) == nil) }
    }

    @Test func `texts have milliseconds and UTC`() {
        #expect(Instant(milliseconds: 0).text == "1970-01-01T00:00:00.000Z")
        #expect(Instant(milliseconds: 1_795_342_530_250).text == "2026-11-22T10:15:30.250Z")
        #expect(Instant(milliseconds: -1).text == "1969-12-31T23:59:59.999Z")
        #expect(Instant(milliseconds: .min).text == "0001-01-01T00:00:00.000Z")
        #expect(Instant(milliseconds: .max).text == "9999-12-31T23:59:59.999Z")
        let length = Instant.now().withText { $0.count }
        #expect(length == Instant.textLength)
    }

    @Test func `sums end at the ends of the range`() {
        let instant = Instant(milliseconds: 1_500)
        #expect(instant.adding(seconds: -2).milliseconds == -500)
        #expect(instant.adding(seconds: -2).seconds == -1)
        #expect(instant.adding(seconds: -2).day.text == "1969-12-31")
        #expect(instant.adding(seconds: .max).milliseconds == .max)
        #expect(Instant(milliseconds: -1).adding(seconds: .min).milliseconds == .min)
        #expect(
            Instant(milliseconds: .max).milliseconds(since: instant.adding(seconds: -2)) == .max)
        #expect(Instant(milliseconds: .min).milliseconds(since: instant) == .min)
        #expect(instant.milliseconds(since: .init(milliseconds: 500)) == 1_000)
        #expect(Instant(milliseconds: .max).day == .last)
        #expect(Instant(milliseconds: .min).day == .first)
    }

    @Test func `the clock runs in this century or later`() throws {
        #expect(Instant.now() > (try #require(Instant("2025-01-01T00:00:00Z"))))
        #expect(Instant.now() < .last)
    }
}
