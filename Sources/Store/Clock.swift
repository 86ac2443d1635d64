import Glibc

/// Where transactions take their time from; tests put their own in its place.
package struct Clock: Sendable {
    package let milliseconds: @Sendable () -> Int64

    package init(_ milliseconds: @escaping @Sendable () -> Int64) {
        self.milliseconds = milliseconds
    }

    package static let system = Clock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
