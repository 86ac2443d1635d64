/// A date of a filter: absolute, or counted from now in the caller's time zone.
///
/// `today`, `yesterday`, `tomorrow`, `-30d`, `+2w`, `-3m`, `+1y`, `start_of_week|month|quarter|year`.
struct RelativeDate {
    let day: Day
    let instant: Instant

    init?(_ text: String, _ parser: FilterParser) {
        let zone = TimeZone.named(parser.access.timeZone) ?? .utc
        if let instant = Instant(text) {
            self.instant = instant
            day = zone.day(of: instant)
            return
        }
        guard let day = Day(text) ?? Self.relative(text, zone.day(of: parser.now)) else {
            return nil
        }
        self.day = day
        instant = zone.instant(of: day, secondsIntoDay: 0)
    }

    private static func relative(_ text: String, _ today: Day) -> Day? {
        switch text {
        case "today": return today
        case "yesterday": return today.adding(days: -1)
        case "tomorrow": return today.adding(days: 1)
        case "start_of_week": return today.firstOfWeek
        case "start_of_month": return today.firstOfMonth
        case "start_of_quarter": return today.firstOfQuarter
        case "start_of_year": return today.firstOfYear
        default: break
        }
        guard let sign = text.first, sign == "-" || sign == "+", let unit = text.last,
            let count = Int(text.dropFirst().dropLast()), (0...40_000).contains(count)
        else { return nil }
        let steps = sign == "-" ? -count : count
        switch unit {
        case "d": return today.adding(days: steps)
        case "w": return today.adding(days: steps * 7)
        case "m": return today.adding(months: steps)
        case "y": return today.adding(months: steps * 12)
        default: return nil
        }
    }
}
