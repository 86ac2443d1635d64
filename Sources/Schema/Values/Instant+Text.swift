extension Instant {
    /// The bytes of an instant's text.
    package static let textLength = 24

    /// The instant of an RFC 3339 `date-time` (section 5.6) with any offset; nil for anything else.
    ///
    /// A fraction may have any number of digits and is cut to milliseconds. Second 60 is accepted
    /// where a leap second can be, in the last minute of a UTC day, and counts as the next second,
    /// because Unix time has no name for it. Year 0 and what UTC moves out of 0001-9999 is refused.
    package init?(rfc3339 bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count >= 20, let day = Day(rfc3339: .init(rebasing: bytes[0..<10])),
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"),
            let hour = FixedDigits.read(bytes, at: 11, count: 2), hour < 24,
            let minute = FixedDigits.read(bytes, at: 14, count: 2), minute < 60,
            let second = FixedDigits.read(bytes, at: 17, count: 2), second <= 60,
            let (fraction, zoneStart) = Self.fraction(bytes, at: 19),
            let offset = Self.offsetMinutes(bytes, at: zoneStart)
        else { return nil }
        let minutes = Int(day.daysSince1970) * 1_440 + hour * 60 + minute - offset
        guard second < 60 || minutes.flooredDivision(by: 1_440).remainder == 1_439 else {
            return nil
        }
        self.init(milliseconds: Int64((minutes * 60 + second) * 1_000 + fraction))
        guard (Self.first...Self.last).contains(self) else { return nil }
    }

    /// The instant of an RFC 3339 `date-time`; nil for anything else.
    package init?(_ text: String) {
        var text = text
        guard let instant = text.withUTF8({ Instant(rfc3339: $0) }) else { return nil }
        self = instant
    }

    /// Milliseconds of an optional fraction, and where it ends; nil for a point without digits.
    private static func fraction(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int
    ) -> (milliseconds: Int, end: Int)? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: ".") else { return (0, start) }
        var (milliseconds, weight, place) = (0, 100, start + 1)
        while let digit = FixedDigits.read(bytes, at: place, count: 1) {
            milliseconds += digit * weight
            weight /= 10
            place += 1
        }
        return place == start + 1 ? nil : (milliseconds, place)
    }

    /// Minutes east of UTC of `Z` or `+hh:mm`, which must be all that is left.
    private static func offsetMinutes(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int
    ) -> Int? {
        guard start < bytes.count else { return nil }
        switch bytes[start] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            return start + 1 == bytes.count ? 0 : nil
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard start + 6 == bytes.count, bytes[start + 3] == UInt8(ascii: ":"),
                let hours = FixedDigits.read(bytes, at: start + 1, count: 2), hours < 24,
                let minutes = FixedDigits.read(bytes, at: start + 4, count: 2), minutes < 60
            else { return nil }
            let offset = hours * 60 + minutes
            return bytes[start] == UInt8(ascii: "-") ? -offset : offset
        default:
            return nil
        }
    }

    /// Writes 24 bytes, `2026-11-22T10:15:30.250Z`; outside years 1-9999 the nearest end of them.
    package func write(into target: UnsafeMutablePointer<UInt8>) {
        let instant = min(max(self, Self.first), Self.last)
        instant.day.write(into: target)
        let time = Int(instant.milliseconds.flooredDivision(by: 86_400_000).remainder)
        target[10] = UInt8(ascii: "T")
        FixedDigits.write(time / 3_600_000, count: 2, to: target + 11)
        target[13] = UInt8(ascii: ":")
        FixedDigits.write(time / 60_000 % 60, count: 2, to: target + 14)
        target[16] = UInt8(ascii: ":")
        FixedDigits.write(time / 1_000 % 60, count: 2, to: target + 17)
        target[19] = UInt8(ascii: ".")
        FixedDigits.write(time % 1_000, count: 3, to: target + 20)
        target[23] = UInt8(ascii: "Z")
    }

    /// Calls `body` with the instant's 24 bytes, which live on the stack for that long.
    package func withText<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.textLength) { buffer in
            if let target = buffer.baseAddress { write(into: target) }
            return try body(UnsafeBufferPointer(buffer))
        }
    }

    /// The instant as `2026-11-22T10:15:30.250Z`.
    package var text: String { withText { String(decoding: $0, as: UTF8.self) } }
}
