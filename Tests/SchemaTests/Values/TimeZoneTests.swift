import Testing

@testable import Schema

@Suite struct TimeZoneTests {
    @Test(arguments: [
        ("Europe/Madrid", "2026-03-29T00:59:59Z", 3_600),
        ("Europe/Madrid", "2026-03-29T01:00:00Z", 7_200),
        ("Europe/Madrid", "2026-10-25T00:59:59Z", 7_200),
        ("Europe/Madrid", "2026-10-25T01:00:00Z", 3_600),
        ("Europe/Madrid", "2050-03-27T00:59:59Z", 3_600),
        ("Europe/Madrid", "2050-03-27T01:00:00Z", 7_200),
        ("Europe/Madrid", "2050-10-30T00:59:59Z", 7_200),
        ("Europe/Madrid", "2050-10-30T01:00:00Z", 3_600),
        ("America/New_York", "2026-03-08T06:59:59Z", -18_000),
        ("America/New_York", "2026-03-08T07:00:00Z", -14_400),
        ("America/New_York", "2026-11-01T06:00:00Z", -18_000),
        ("America/New_York", "2050-07-01T00:00:00Z", -14_400),
        ("America/New_York", "2051-01-01T00:00:00Z", -18_000),
        ("Asia/Kolkata", "2026-11-22T00:00:00Z", 19_800),
        ("Asia/Kolkata", "2050-06-01T00:00:00Z", 19_800),
        ("Pacific/Apia", "2011-12-30T09:59:59Z", -36_000),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", 50_400),
        ("Australia/Sydney", "2050-01-01T00:00:00Z", 39_600),
        ("Australia/Sydney", "2050-07-01T00:00:00Z", 36_000),
        ("Asia/Kathmandu", "2026-01-01T00:00:00Z", 20_700),
        ("Etc/GMT+5", "2026-01-01T00:00:00Z", -18_000),
        ("UTC", "2026-01-01T00:00:00Z", 0),
    ])
    func `clocks are ahead of UTC by the offset of the moment`(
        name: String, text: String, offset: Int
    ) throws {
        let zone = try #require(TimeZone.named(name))
        let instant = try #require(Instant(text))
        #expect(zone.offsetSeconds(at: instant.seconds) == offset)
    }

    @Test(arguments: [
        ("Europe/Madrid", "2026-11-22", 36_930, "2026-11-22T09:15:30.000Z"),
        ("Europe/Madrid", "2026-03-29", 9_000, "2026-03-29T01:00:00.000Z"),
        ("Europe/Madrid", "2026-03-29", 7_200, "2026-03-29T01:00:00.000Z"),
        ("Europe/Madrid", "2026-03-29", 10_800, "2026-03-29T01:00:00.000Z"),
        ("Europe/Madrid", "2026-10-25", 9_000, "2026-10-25T00:30:00.000Z"),
        ("Europe/Madrid", "2026-10-25", 10_800, "2026-10-25T02:00:00.000Z"),
        ("Europe/Madrid", "2050-03-27", 9_000, "2050-03-27T01:00:00.000Z"),
        ("Europe/Madrid", "2050-10-30", 9_000, "2050-10-30T00:30:00.000Z"),
        ("America/New_York", "2026-03-08", 9_000, "2026-03-08T07:00:00.000Z"),
        ("America/New_York", "2026-11-01", 5_400, "2026-11-01T05:30:00.000Z"),
        ("Asia/Kolkata", "2026-11-22", 0, "2026-11-21T18:30:00.000Z"),
        ("Pacific/Apia", "2011-12-29", 86_399, "2011-12-30T09:59:59.000Z"),
        ("Pacific/Apia", "2011-12-30", 0, "2011-12-30T10:00:00.000Z"),
        ("Pacific/Apia", "2011-12-30", 43_200, "2011-12-30T10:00:00.000Z"),
        ("Pacific/Apia", "2011-12-31", 0, "2011-12-30T10:00:00.000Z"),
        // Midnight itself was skipped.
        ("America/Sao_Paulo", "2018-11-04", 0, "2018-11-04T03:00:00.000Z"),
        ("Europe/Madrid", "2026-11-22", 86_400, "2026-11-22T23:00:00.000Z"),
        ("Europe/Madrid", "2026-11-22", -3_600, "2026-11-21T22:00:00.000Z"),
    ])
    func `a local time has one instant`(
        name: String, date: String, seconds: Int, text: String
    ) throws {
        let zone = try #require(TimeZone.named(name))
        let day = try #require(Day(date))
        #expect(zone.instant(of: day, secondsIntoDay: seconds).text == text)
    }

    @Test func `an instant has the date of the place`() throws {
        let instant = try #require(Instant("2026-11-22T23:30:00Z"))
        #expect(try #require(TimeZone.named("Europe/Madrid")).day(of: instant).text == "2026-11-23")
        #expect(TimeZone.utc.day(of: instant).text == "2026-11-22")
        let zone = try #require(TimeZone.named("America/New_York"))
        #expect(zone.local(instant) == (try #require(Day("2026-11-22")), 66_600))
        #expect(zone.start(of: zone.day(of: instant)).text == "2026-11-22T05:00:00.000Z")
    }

    @Test(arguments: [
        "", "/", "Europe", "Europe/", "/Europe/Madrid", "Europe//Madrid", "Europe/Nowhere",
        "../etc/passwd", "Europe/../Europe/Madrid", "Europe/Madrid/..", "./Europe/Madrid",
        "europe/madrid", "posix/Europe/Madrid", "right/Europe/Madrid", "posixrules", "tzdata.zi",
        "zone.tab", "Europe/Madrid\u{0}", "Europe/Madrid ", "Europe\\Madrid", "Éurope/Madrid",
        "A" + String(repeating: "a", count: 64), "Europe/Madrid%00", "localtime",
    ])
    func `anything else names no zone`(name: String) {
        #expect(TimeZone.named(name) == nil)
    }

    @Test(arguments: [
        "Europe/Madrid", "America/New_York", "Pacific/Apia", "Africa/Casablanca", "Asia/Gaza",
        "Australia/Lord_Howe", "America/Nuuk", "Antarctica/Troll", "Europe/Dublin", "Asia/Manila",
        "Pacific/Kwajalein", "America/Juneau", "Africa/Monrovia", "Asia/Tehran",
    ])
    func `the instant of a local time shows that time`(name: String) throws {
        let zone = try #require(TimeZone.named(name))
        var random = ValuesRandom(seed: 1)
        let range = Int64(-4_000_000_000)...5_000_000_000
        for _ in 0..<5_000 {
            let instant = Instant(seconds: .random(in: range, using: &random))
            let (day, seconds) = zone.local(instant)
            let back = zone.instant(of: day, secondsIntoDay: seconds)
            guard back <= instant, zone.local(back) == (day, seconds) else {
                Issue.record("\(name): \(instant.text) comes back as \(back.text)")
                return
            }
        }
    }

    @Test func `the most distant moments do not trap`() throws {
        for name in ["Europe/Madrid", "Asia/Kolkata", "UTC"] {
            let zone = try #require(TimeZone.named(name))
            for number in [Int64.min, .max] {
                #expect(zone.offsetSeconds(at: number).magnitude < 93_600)
                _ = zone.local(Instant(milliseconds: number))
                for days in [Int32.min, .max] {
                    let day = Day(daysSince1970: days)
                    _ = zone.instant(of: day, secondsIntoDay: Int(number))
                }
            }
        }
    }
}
