extension TimeZoneRule {
    /// The rule in a string such as `CET-1CEST,M3.5.0,M10.5.0/3`; nil when it is not one.
    init?(posix bytes: [UInt8]) {
        var reader = TimeZoneRuleReader(bytes)
        guard reader.designation(), let west = reader.time(hours: 0...24) else { return nil }
        standardOffset = -west
        if reader.isAtEnd {
            daylight = nil
            return
        }
        guard reader.designation() else { return nil }
        var offset = standardOffset + 3_600
        if !reader.isNext(",") {
            guard let west = reader.time(hours: 0...24) else { return nil }
            offset = -west
        }
        guard reader.take(","), let start = reader.change(), reader.take(","),
            let end = reader.change(), reader.isAtEnd
        else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }
}

/// Reads a POSIX `TZ` string (POSIX.1-2024 section 8.3) with the hours that RFC 9636 adds.
private struct TimeZoneRuleReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    func isNext(_ character: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: character) }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard isNext(character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Skips a name, `CET` or `<+03>`; false when there is none of three characters or more.
    mutating func designation() -> Bool {
        let isQuoted = take("<")
        let name = rest.prefix { byte in
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            return isLetter || (isQuoted && (Self.isDigit(byte) || byte == 0x2B || byte == 0x2D))
        }
        rest = rest.dropFirst(name.count)
        return name.count >= 3 && (!isQuoted || take(">"))
    }

    /// The seconds of `[+-]hh[:mm[:ss]]`.
    mutating func time(hours: ClosedRange<Int>) -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hour = number(hours) else { return nil }
        var seconds = hour * 3_600
        for unit in [60, 1] where take(":") {
            guard let value = number(0...59) else { return nil }
            seconds += value * unit
        }
        return isNegative ? -seconds : seconds
    }

    /// A date and, after a slash, the time of the change; without one it is two in the morning.
    mutating func change() -> TimeZoneRule.Change? {
        guard let date = date() else { return nil }
        guard take("/") else { return TimeZoneRule.Change(date: date, time: 7_200) }
        return time(hours: 0...167).map { TimeZoneRule.Change(date: date, time: $0) }
    }

    private mutating func date() -> TimeZoneRule.Date? {
        if take("J") { return number(1...365).map { .ordinal($0) } }
        guard take("M") else { return number(0...365).map { .zeroBased($0) } }
        guard let month = number(1...12), take("."), let week = number(1...5), take("."),
            let weekday = number(0...6)
        else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }

    /// A decimal number in a range; nil when there is none.
    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(4).prefix(while: Self.isDigit)
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return range.contains(value) ? value : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
