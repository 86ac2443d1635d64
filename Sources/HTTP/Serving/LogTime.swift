import CLinux
import Glibc

/// The time of log lines, RFC 3339 in UTC with milliseconds; the second is formatted once.
struct LogTime {
    private var second = Int.min
    private var prefix: [UInt8] = []

    /// Appends the current time.
    mutating func append(to text: inout [UInt8]) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        if now.tv_sec != second { format(now.tv_sec) }
        text.append(contentsOf: prefix)
        let milliseconds = now.tv_nsec / 1_000_000
        text.append(milliseconds < 10 ? ".00" : milliseconds < 100 ? ".0" : ".")
        text.append(decimal: milliseconds)
        text.append("Z")
    }

    private mutating func format(_ seconds: Int) {
        second = seconds
        var moment = time_t(seconds)
        var parts = tm()
        gmtime_r(&moment, &parts)
        prefix = []
        prefix.append(decimal: Int(parts.tm_year) + 1900)
        two("-", parts.tm_mon + 1)
        two("-", parts.tm_mday)
        two("T", parts.tm_hour)
        two(":", parts.tm_min)
        two(":", parts.tm_sec)
    }

    private mutating func two(_ mark: StaticString, _ value: Int32) {
        prefix.append(mark)
        if value < 10 { prefix.append("0") }
        prefix.append(decimal: Int(value))
    }
}
