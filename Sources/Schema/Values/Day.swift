/// A calendar date without a time or a zone.
///
/// Dates that come from text or arithmetic lie between 0001-01-01 and 9999-12-31, which is what
/// RFC 3339 can write apart from year 0.
package struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01; negative before.
    package var daysSince1970: Int32

    /// A date from its stored form, taken as it is.
    package init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }

    /// The date of a year (1-9999), month and day of the month; nil when there is no such date.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9_999).contains(year), (1...12).contains(month),
            (1...CivilCalendar.daysInMonth(month, of: year)).contains(day)
        else { return nil }
        self.init(clamping: CivilCalendar.days(year: year, month: month, day: day))
    }

    /// The date in `2026-11-22`, the `full-date` of RFC 3339 section 5.6; nil for anything else.
    package init?(rfc3339 bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = FixedDigits.read(bytes, at: 0, count: 4),
            let month = FixedDigits.read(bytes, at: 5, count: 2),
            let day = FixedDigits.read(bytes, at: 8, count: 2)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The date in `2026-11-22`; nil for anything else.
    package init?(_ text: String) {
        var text = text
        guard let day = text.withUTF8({ Day(rfc3339: $0) }) else { return nil }
        self = day
    }

    /// 0001-01-01, the first date.
    package static let first = Day(daysSince1970: -719_162)
    /// 9999-12-31, the last date.
    package static let last = Day(daysSince1970: 2_932_896)

    package static func < (left: Day, right: Day) -> Bool {
        left.daysSince1970 < right.daysSince1970
    }

    /// Writes ten bytes, `2026-11-22`; a date out of range is written as the nearest end of it.
    package func write(into target: UnsafeMutablePointer<UInt8>) {
        let (year, month, day) = Day(clamping: Int(daysSince1970)).date
        FixedDigits.write(year, count: 4, to: target)
        target[4] = UInt8(ascii: "-")
        FixedDigits.write(month, count: 2, to: target + 5)
        target[7] = UInt8(ascii: "-")
        FixedDigits.write(day, count: 2, to: target + 8)
    }

    /// The date as `2026-11-22`.
    package var text: String {
        String(unsafeUninitializedCapacity: 10) { buffer in
            guard let target = buffer.baseAddress else { return 0 }
            write(into: target)
            return 10
        }
    }

    /// The date nearest to a number of days since 1970-01-01.
    init(clamping days: Int) {
        let first = Int(Self.first.daysSince1970)
        let last = Int(Self.last.daysSince1970)
        self.init(daysSince1970: Int32(truncatingIfNeeded: min(max(days, first), last)))
    }
}
