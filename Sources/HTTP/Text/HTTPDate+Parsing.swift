import CLinux
import Glibc

extension HTTPDate {
    /// Seconds since 1970 of any of the three forms that a recipient must take (RFC 9110 section
    /// 5.6.7); nil for anything else.
    ///
    /// The name of the day is not held against the date.
    package static func seconds(_ text: String) -> Int? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 6 where parts[5] == "GMT" && isDay(parts[0], in: shortDays, comma: true):
            return seconds(parts[1], parts[2], parts[3], parts[4])
        case 4 where parts[3] == "GMT" && isDay(parts[0], in: longDays, comma: true):
            return obsolete(parts[1].split(separator: "-").map(String.init), parts[2])
        case 5 where isDay(parts[0], in: shortDays, comma: false):
            return seconds(parts[2], parts[1], parts[4], parts[3])
        case 6 where parts[2].isEmpty && isDay(parts[0], in: shortDays, comma: false):
            // asctime pads the day of the month with a space.
            return seconds("0" + parts[3], parts[1], parts[5], parts[4])
        default: return nil
        }
    }

    private static let shortDays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let longDays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func isDay(_ text: String, in days: [String], comma: Bool) -> Bool {
        comma ? text.hasSuffix(",") && days.contains(String(text.dropLast())) : days.contains(text)
    }

    /// RFC 850: a year of two digits that seems to be more than fifty years ahead is a past one.
    private static func obsolete(_ date: [String], _ time: String) -> Int? {
        guard date.count == 3, let year = number(date[2], digits: 2) else { return nil }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &now)
        var moment = now.tv_sec
        var today = tm()
        gmtime_r(&moment, &today)
        let current = Int(today.tm_year) + 1900
        var full = current / 100 * 100 + year
        if full > current + 50 { full -= 100 }
        return seconds(date[0], date[1], "\(full)", time)
    }

    private static func seconds(
        _ day: String, _ month: String, _ year: String, _ time: String
    ) -> Int? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard clock.count == 3, let month = months.firstIndex(of: month),
            let day = number(day, digits: 2), let year = number(year, digits: 4),
            let hour = number(clock[0], digits: 2), let minute = number(clock[1], digits: 2),
            let second = number(clock[2], digits: 2),
            // 60 is a leap second.
            (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        var parts = tm()
        parts.tm_year = Int32(year - 1900)
        parts.tm_mon = Int32(month)
        parts.tm_mday = Int32(day)
        let midnight = timegm(&parts)
        guard parts.tm_mday == Int32(day) else { return nil }
        return midnight + hour * 3600 + minute * 60 + second
    }

    private static func number(_ text: String, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(text)
    }
}
