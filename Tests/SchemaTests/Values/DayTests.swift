import Testing

@testable import Schema

@Suite struct DayTests {
    @Test func `four centuries of dates follow each other`() throws {
        var (year, month, day) = (1800, 1, 1)
        var date = try #require(Day("1800-01-01"))
        var weekday = 3
        for _ in 0..<146_097 {
            guard date.date == (year, month, day), date.weekday == weekday,
                Day(date.text) == date, Day(year: year, month: month, day: day) == date
            else {
                Issue.record("\(date.text) is not \(year)-\(month)-\(day)")
                return
            }
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            day += 1
            if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
            weekday = weekday % 7 + 1
            date = date.adding(days: 1)
        }
        #expect(date.text == "2200-01-01")
    }

    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-11-22", 20_779),
        ("0001-01-01", -719_162), ("9999-12-31", 2_932_896), ("2038-01-19", 24_855),
    ])
    func `dates count from 1970`(text: String, days: Int32) {
        #expect(Day(text)?.daysSince1970 == days)
        #expect(Day(daysSince1970: days).text == text)
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-1-01", "2026-11-2", "26-11-22", "2026-11-31", "2026-02-29",
        "1900-02-29", "2026-00-10", "2026-13-01", "2026-01-00", "2026-01-32", "0000-01-01",
        "2026/11/22", "2026-11-22 ", " 2026-11-22", "2026-11-22T", "+026-11-22", "2026-1a-22",
        "20261122", "2026-11-2２", "-026-11-22", "12026-11-22",
    ])
    func `anything but a real date is refused`(text: String) {
        #expect(Day(text) == nil)
    }

    @Test(arguments: [
        ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", -1, "2026-02-28"), ("2026-11-22", 14, "2028-01-22"),
        ("2026-01-15", -1, "2025-12-15"), ("2026-12-31", 2, "2027-02-28"),
        ("2026-11-22", 0, "2026-11-22"), ("2026-11-22", .max, "9999-12-31"),
        ("2026-11-22", .min, "0001-01-01"), ("9999-12-15", 1, "9999-12-31"),
        ("0001-01-15", -1, "0001-01-01"),
    ])
    func `months end where they end`(start: String, months: Int, end: String) throws {
        #expect(try #require(Day(start)).adding(months: months).text == end)
    }

    @Test func `days and years stay within the range of dates`() throws {
        let day = try #require(Day("2024-02-29"))
        #expect(day.adding(years: 1).text == "2025-02-28")
        #expect(day.adding(years: 4).text == "2028-02-29")
        #expect(day.adding(days: 366).text == "2025-03-01")
        #expect(day.adding(days: .max) == .last)
        #expect(day.adding(days: .min) == .first)
        #expect(day.adding(years: .max) == .last)
        #expect(day.adding(years: .min) == .first)
        #expect(day.days(since: day.adding(days: -30)) == 30)
    }

    @Test(arguments: [
        ("2026-11-22", "2026-11-01", "2026-10-01", "2026-01-01", "2026-11-16", "2026-11-30"),
        ("2024-02-29", "2024-02-01", "2024-01-01", "2024-01-01", "2024-02-26", "2024-02-29"),
        ("2026-06-01", "2026-06-01", "2026-04-01", "2026-01-01", "2026-06-01", "2026-06-30"),
        ("2025-12-31", "2025-12-01", "2025-10-01", "2025-01-01", "2025-12-29", "2025-12-31"),
    ])
    func `periods have their first days`(
        text: String, month: String, quarter: String, year: String, week: String, end: String
    ) throws {
        let day = try #require(Day(text))
        #expect(day.firstOfMonth.text == month)
        #expect(day.firstOfQuarter.text == quarter)
        #expect(day.firstOfYear.text == year)
        #expect(day.firstOfWeek.text == week)
        #expect(day.lastOfMonth.text == end)
    }

    @Test func `stored numbers out of range do not trap`() {
        for days in [Int32.min, .max] {
            let day = Day(daysSince1970: days)
            #expect(day.text == (days < 0 ? Day.first : Day.last).text)
            #expect(day.adding(months: 1) >= .first)
            #expect(day.firstOfYear <= .last)
            #expect(day.firstOfWeek <= .last)
            #expect(day.lastOfMonth >= .first)
        }
    }
}
