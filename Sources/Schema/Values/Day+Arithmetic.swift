extension Day {
    /// Year, month (1-12) and day of the month (1-31) together.
    package var date: (year: Int, month: Int, day: Int) {
        CivilCalendar.date(days: Int(daysSince1970))
    }

    /// The calendar year.
    package var year: Int { date.year }
    /// The month, 1-12.
    package var month: Int { date.month }
    /// The day of the month, 1-31.
    package var day: Int { date.day }
    /// The day of the week as ISO 8601 counts it: 1 is Monday, 7 is Sunday.
    package var weekday: Int {
        // 1970-01-01 was a Thursday.
        (Int(daysSince1970) + 3).flooredDivision(by: 7).remainder + 1
    }

    /// The date `count` days later, or the end of the range of dates.
    package func adding(days count: Int) -> Day {
        let (sum, overflows) = Int(daysSince1970).addingReportingOverflow(count)
        return Day(clamping: overflows ? (count < 0 ? .min : .max) : sum)
    }

    /// The same day `count` months later, or the month's last day where it is shorter.
    ///
    /// A month after 31 January is 28 or 29 February. Beyond the range of dates it is its end.
    package func adding(months count: Int) -> Day {
        // Anything farther than the whole range ends at its edge all the same.
        let step = min(max(count, -200_000), 200_000)
        let start = Day(clamping: Int(daysSince1970)).date
        let (year, month) = (start.year * 12 + start.month - 1 + step).flooredDivision(by: 12)
        let day = min(start.day, CivilCalendar.daysInMonth(month + 1, of: year))
        return Day(clamping: CivilCalendar.days(year: year, month: month + 1, day: day))
    }

    /// The same date `count` years later; 29 February becomes 28 February in common years.
    package func adding(years count: Int) -> Day {
        adding(months: min(max(count, -10_000), 10_000) * 12)
    }

    /// The number of days from `other` to this date; negative when this one is earlier.
    package func days(since other: Day) -> Int { Int(daysSince1970) - Int(other.daysSince1970) }

    /// The first day of this date's month.
    package var firstOfMonth: Day { first(ofMonth: month) }
    /// The first day of this date's quarter (January, April, July or October).
    package var firstOfQuarter: Day { first(ofMonth: (month - 1) / 3 * 3 + 1) }
    /// 1 January of this date's year.
    package var firstOfYear: Day { first(ofMonth: 1) }
    /// The Monday on or before this date.
    package var firstOfWeek: Day { adding(days: 1 - weekday) }
    /// The last day of this date's month.
    package var lastOfMonth: Day {
        let (year, month, day) = date
        return adding(days: CivilCalendar.daysInMonth(month, of: year) - day)
    }

    private func first(ofMonth month: Int) -> Day {
        Day(clamping: CivilCalendar.days(year: year, month: month, day: 1))
    }
}
