import Testing

@testable import Schema

@Suite struct TimeZoneFileTests {
    /// A version 2 file with an empty first block, as RFC 9636 section 4 allows.
    static func file(
        transitions: [Int64] = [], kinds: [UInt8] = [], offsets: [Int32] = [0],
        leapSeconds: Int32 = 0, footer: String = "\nUTC0\n"
    ) -> [UInt8] {
        var bytes = header(transitions: 0, offsets: 0, leapSeconds: 0)
        bytes += header(
            transitions: Int32(transitions.count), offsets: Int32(offsets.count),
            leapSeconds: leapSeconds)
        for time in transitions { bytes += withUnsafeBytes(of: time.bigEndian) { Array($0) } }
        bytes += kinds
        for offset in offsets {
            bytes += withUnsafeBytes(of: offset.bigEndian) { Array($0) } + [0, 0]
        }
        return bytes + Array("ABC\u{0}".utf8) + Array(footer.utf8)
    }

    static func header(transitions: Int32, offsets: Int32, leapSeconds: Int32) -> [UInt8] {
        let isEmpty = offsets == 0
        let counts: [Int32] = [0, 0, leapSeconds, transitions, offsets, isEmpty ? 0 : 4]
        return Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
            + counts.flatMap { withUnsafeBytes(of: $0.bigEndian) { Array($0) } }
    }

    @Test func `a table and a footer make a history`() throws {
        let history = try #require(
            TimeZoneHistory(
                tzif: Self.file(
                    transitions: [100, 200], kinds: [1, 0], offsets: [-60, 3_600],
                    footer: "\nXXX-5\n")))
        #expect(history.offset(at: 99) == -60)
        #expect(history.offset(at: 100) == 3_600)
        #expect(history.offset(at: 199) == 3_600)
        #expect(history.offset(at: 200) == 18_000)
    }

    @Test func `without a rule the last offset stays`() throws {
        let bytes = Self.file(transitions: [100], kinds: [1], offsets: [0, 3_600], footer: "\n\n")
        let history = try #require(TimeZoneHistory(tzif: bytes))
        #expect(history.offset(at: .max) == 3_600)
        #expect(history.offset(at: .min) == 0)
    }

    @Test func `files that are not well-formed are refused`() {
        let bad: [[UInt8]] = [
            [], Array("TZif".utf8), Array("not a zone at all, but long enough to be one".utf8),
            Self.file(offsets: []), Self.file(transitions: [1], kinds: [9]),
            Self.file(transitions: [2, 1], kinds: [0, 0]),
            Self.file(transitions: [1, 1], kinds: [0, 0]), Self.file(offsets: [93_600]),
            Self.file(offsets: [.min]), Self.file(leapSeconds: 1), Self.file(footer: ""),
            Self.file(footer: "\n"), Self.file(footer: "\nUTC0"), Self.file(footer: "\nrubbish\n"),
        ]
        for (place, bytes) in bad.enumerated() {
            #expect(TimeZoneHistory(tzif: bytes) == nil, "file \(place)")
        }
    }

    @Test func `every cut and every changed byte of a file is survived`() {
        let whole = Self.file(
            transitions: [100, 200], kinds: [1, 0], offsets: [0, 3_600],
            footer: "\nCET-1CEST,M3.5.0,M10.5.0/3\n")
        #expect(TimeZoneHistory(tzif: whole) != nil)
        for length in 0..<whole.count {
            #expect(TimeZoneHistory(tzif: Array(whole.prefix(length))) == nil)
        }
        for place in whole.indices {
            for byte in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
                var bytes = whole
                bytes[place] = byte
                let history = TimeZoneHistory(tzif: bytes)
                for time in [Int64.min, 0, 150, 4_000_000_000, .max] {
                    _ = history?.instant(ofLocal: time)
                }
            }
        }
    }
}

@Suite struct TimeZoneRuleTests {
    @Test(arguments: [
        // Northern summer, southern summer, and permanent summer as RFC 9636 section 3.3.1 has it.
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2050-07-01T00:00:00Z", 7_200),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2050-12-31T23:59:59Z", 3_600),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2050-12-31T23:59:59Z", 39_600),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2051-01-01T00:00:00Z", 39_600),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2051-07-01T00:00:00Z", 36_000),
        ("EST5EDT,0/0,J365/25", "2050-12-31T23:30:00Z", -14_400),
        ("EST5EDT,0/0,J365/25", "2051-01-01T04:30:00Z", -14_400),
        ("EST5EDT,0/0,J365/25", "2052-12-31T23:30:00Z", -14_400),
        // Greenland changes on the evening before; Irish winter time is the daylight one.
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2050-03-27T00:59:59Z", -7_200),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2050-03-27T01:00:00Z", -3_600),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2050-01-01T00:00:00Z", 0),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2050-07-01T00:00:00Z", 3_600),
        ("<+0330>-3:30", "2050-07-01T00:00:00Z", 12_600),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2050-01-01T00:00:00Z", 39_600),
        ("AAA1BBB,J60,J300", "2052-03-01T02:59:59Z", -3_600),
        ("AAA1BBB,J60,J300", "2052-03-01T03:00:00Z", 0),
        ("AAA1BBB,59,300", "2052-02-29T03:00:00Z", 0),
        ("LMT-1:02:03", "2050-07-01T00:00:00Z", 3_723),
    ])
    func `a rule gives the offset of a moment`(rule: String, text: String, offset: Int) throws {
        let rule = try #require(TimeZoneRule(posix: Array(rule.utf8)))
        #expect(rule.offset(at: try #require(Instant(text)).seconds) == offset)
    }

    @Test(arguments: [
        "", "CE", "CET", "CET-", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,",
        "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,J0,J365", "CET-1CEST,J366,J1",
        "CET-1CEST,366,1", "CET-1CEST,M3.5.0,M10.5.0 ", "CET-25", "<+03-3", "<+3>", "CET-1:60",
        "CET-1:00:00:00", "CET-99999999999999999999",
    ])
    func `anything else is no rule`(text: String) {
        #expect(TimeZoneRule(posix: Array(text.utf8)) == nil)
    }
}
