import Schema

/// A year, a quarter or a month: `2026`, `2026-Q4`, `2026-11`.
struct ForecastPeriod: Equatable {
    /// As it is written.
    let text: String
    let first: Day
    let last: Day

    /// Nil for anything but the three forms with a year from 1970 to 9999.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let year = Self.number(parts[0], digits: 4), year >= 1970, parts.count <= 2 else {
            return nil
        }
        guard parts.count == 2 else {
            self.init(text, year, month: 1, months: 12)
            return
        }
        if parts[1].first == "Q" {
            guard let quarter = Self.number(parts[1].dropFirst(), digits: 1),
                (1...4).contains(quarter)
            else { return nil }
            self.init(text, year, month: quarter * 3 - 2, months: 3)
        } else {
            guard let month = Self.number(parts[1], digits: 2) else { return nil }
            self.init(text, year, month: month, months: 1)
        }
    }

    /// The quarter that a day lies in.
    init(quarterOf day: Day) {
        let first = day.firstOfQuarter
        text = "\(day.year)-Q\((day.month + 2) / 3)"
        self.first = first
        last = first.adding(months: 2).lastOfMonth
    }

    private init?(_ text: String, _ year: Int, month: Int, months: Int) {
        guard let first = Day(year: year, month: month, day: 1) else { return nil }
        self.text = text
        self.first = first
        last = first.adding(months: months - 1).lastOfMonth
    }

    /// What a parameter is refused with that is no period.
    static let malformed = Problem(
        .badParameter, "period is a year, quarter or month: 2026, 2026-Q4, 2026-11.",
        extras: [("parameter", .text("period"))])

    private static func number(_ text: Substring, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// The instants of the period on clocks of a zone: from the first, up to and without the
    /// second.
    func instants(in zone: TimeZone) -> (from: Instant, until: Instant) {
        (zone.start(of: first), zone.start(of: last.adding(days: 1)))
    }
}
