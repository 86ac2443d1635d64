import CLinux
import Glibc

/// IMF-fixdate, the one date format that HTTP generates (RFC 9110 section 5.6.7).
package enum HTTPDate {
    /// Seconds since 1970 as `Sun, 06 Nov 1994 08:49:37 GMT`; exact for years 1 to 9999.
    package static func format(_ seconds: Int) -> String {
        String(decoding: bytes(seconds), as: UTF8.self)
    }

    static func bytes(_ seconds: Int) -> [UInt8] {
        var moment = time_t(seconds)
        var parts = tm()
        gmtime_r(&moment, &parts)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        text += name(days, parts.tm_wday)
        text += [0x2C, 0x20]
        text += digits(Int(parts.tm_mday), 2) + [0x20]
        text += name(monthNames, parts.tm_mon)
        text += [0x20] + digits(Int(parts.tm_year) + 1900, 4) + [0x20]
        text += digits(Int(parts.tm_hour), 2) + [0x3A]
        text += digits(Int(parts.tm_min), 2) + [0x3A]
        text += digits(Int(parts.tm_sec), 2)
        text += Array(" GMT".utf8)
        return text
    }

    private static let days: StaticString = "SunMonTueWedThuFriSat"
    private static let monthNames: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"

    private static func name(_ names: StaticString, _ index: Int32) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: names.utf8Start + Int(index) * 3, count: 3)
    }

    private static func digits(_ value: Int, _ count: Int) -> [UInt8] {
        var rest = value
        var text = [UInt8](repeating: 0x30, count: count)
        for index in text.indices.reversed() {
            text[index] += UInt8(rest % 10)
            rest /= 10
        }
        return text
    }
}

/// The current second as answers begin with it, formatted anew when it changes; one per loop.
struct DateLine {
    private var second = Int.min
    /// From the `Date` to the name of the field that follows it.
    private var line: [UInt8] = []
    /// The same with the status line that most answers have.
    private var whole: [UInt8] = []

    /// Takes up the current second.
    mutating func refresh() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &now)
        guard now.tv_sec != second else { return }
        second = now.tv_sec
        line = Array("Date: ".utf8) + HTTPDate.bytes(second) + Array("\r\nX-Request-Id: ".utf8)
        whole = Array("HTTP/1.1 200 OK\r\n".utf8) + line
    }

    /// Writes the status line, the date, and what comes before the id.
    func append(_ status: Int, to output: OutputBuffer) {
        if status == 200 { return output.append(whole) }
        StatusLine.append(status, to: output)
        output.append(line)
    }
}
