import Glibc

/// A point in time, in milliseconds of Unix time (UTC without leap seconds).
package struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
    package var milliseconds: Int64

    /// An instant from its stored form, taken as it is.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// An instant of whole seconds since 1970; beyond what milliseconds can count it is the end.
    package init(seconds: Int64) {
        let (product, overflows) = seconds.multipliedReportingOverflow(by: 1_000)
        self.init(milliseconds: overflows ? (seconds < 0 ? .min : .max) : product)
    }

    /// The system's clock.
    package static func now() -> Instant {
        var time = timespec()
        // CLOCK_REALTIME with a valid pointer has no way to fail (clock_gettime(2), ERRORS).
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// 0001-01-01T00:00:00.000Z, the first instant that has a text.
    package static let first = Instant(milliseconds: -62_135_596_800_000)
    /// 9999-12-31T23:59:59.999Z, the last instant that has a text.
    package static let last = Instant(milliseconds: 253_402_300_799_999)

    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 { milliseconds.flooredDivision(by: 1_000).quotient }

    /// The calendar date in UTC.
    package var day: Day {
        Day(clamping: Int(milliseconds.flooredDivision(by: 86_400_000).quotient))
    }

    /// The instant `count` milliseconds later, or the end of the range.
    package func adding(milliseconds count: Int64) -> Instant {
        let (sum, overflows) = milliseconds.addingReportingOverflow(count)
        return Instant(milliseconds: overflows ? (count < 0 ? .min : .max) : sum)
    }

    /// The instant `count` seconds later, or the end of the range.
    package func adding(seconds count: Int64) -> Instant {
        adding(milliseconds: Instant(seconds: count).milliseconds)
    }

    /// Milliseconds from `other` to this instant, or the nearest that `Int64` can hold.
    package func milliseconds(since other: Instant) -> Int64 {
        let (difference, overflows) = milliseconds.subtractingReportingOverflow(other.milliseconds)
        return overflows ? (milliseconds < 0 ? .min : .max) : difference
    }
}
