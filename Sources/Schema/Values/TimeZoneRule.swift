/// The rule of a zone for all years to come: the POSIX `TZ` string of RFC 9636 section 3.3.
struct TimeZoneRule: Sendable {
    /// Seconds east of UTC outside daylight saving time.
    let standardOffset: Int
    /// When clocks change every year; nil when they do not.
    let daylight: Daylight?

    /// Daylight saving time of a year.
    struct Daylight: Sendable {
        /// Seconds east of UTC.
        let offset: Int
        let start: Change
        let end: Change
    }

    /// A day of each year and a time on it, in seconds since midnight of what clocks show before
    /// the change; it may lie up to a week before or after that day.
    struct Change: Sendable {
        let date: Date
        let time: Int
    }

    /// A day of each year in the three ways POSIX writes it.
    enum Date: Sendable {
        /// `Jn`: 1-365, and 29 February is not counted.
        case ordinal(Int)
        /// `n`: 0-365, and 29 February is counted.
        case zeroBased(Int)
        /// `Mm.w.d`: weekday `d` (0 is Sunday) of week `w` of month `m`; week 5 is the last.
        case weekday(month: Int, week: Int, weekday: Int)

        /// The date in a year, in days since 1970.
        func days(in year: Int) -> Int {
            switch self {
            case .ordinal(let number):
                let isPastLeapDay = number >= 60 && CivilCalendar.isLeap(year)
                let first = CivilCalendar.days(year: year, month: 1, day: 1)
                return first + number - 1 + (isPastLeapDay ? 1 : 0)
            case .zeroBased(let number):
                return CivilCalendar.days(year: year, month: 1, day: 1) + number
            case .weekday(let month, let week, let weekday):
                let first = CivilCalendar.days(year: year, month: month, day: 1)
                // 1970-01-01 was a Thursday, the fourth day after Sunday.
                let ahead = (weekday - first - 4).flooredDivision(by: 7).remainder
                let day = ahead + (week - 1) * 7
                return first + (day < CivilCalendar.daysInMonth(month, of: year) ? day : day - 7)
            }
        }
    }

    /// Seconds east of UTC at an instant, in seconds since 1970.
    func offset(at seconds: Int64) -> Int {
        guard let daylight else { return standardOffset }
        let now = Int(seconds)
        let days = (now + standardOffset).flooredDivision(by: 86_400).quotient
        let year = CivilCalendar.date(days: days).year
        var latest = (time: Int.min, offset: standardOffset)
        // The neighbouring years count too: in the south summer spans the new year. Starts come
        // last, so that summer wins where one year's end meets the next year's start, which is
        // how permanent daylight saving time is written.
        for year in (year - 1)...(year + 1) {
            let end = daylight.end.seconds(in: year, offset: daylight.offset)
            if end <= now, end > latest.time { latest = (end, standardOffset) }
        }
        for year in (year - 1)...(year + 1) {
            let start = daylight.start.seconds(in: year, offset: standardOffset)
            if start <= now, start >= latest.time { latest = (start, daylight.offset) }
        }
        return latest.offset
    }
}

extension TimeZoneRule.Change {
    /// The instant of the change in a year, in seconds since 1970, given the offset before it.
    fileprivate func seconds(in year: Int, offset: Int) -> Int {
        date.days(in: year) * 86_400 + time - offset
    }
}
