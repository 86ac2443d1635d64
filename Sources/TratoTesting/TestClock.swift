import Schema
import Store
import Synchronization

/// A clock that stands still until a test moves it.
package final class TestClock: Sendable {
    private let milliseconds: Atomic<Int64>

    /// Starts at 2026-11-22T10:15:30.250Z, a Sunday.
    package init(milliseconds: Int64 = 1_795_342_530_250) {
        self.milliseconds = Atomic(milliseconds)
    }

    package var clock: Clock { Clock { self.milliseconds.load(ordering: .relaxed) } }

    package var now: Instant { Instant(milliseconds: milliseconds.load(ordering: .relaxed)) }

    package func advance(milliseconds step: Int64) {
        milliseconds.add(step, ordering: .relaxed)
    }

    package func advance(seconds: Int64) { advance(milliseconds: seconds * 1000) }

    package func advance(days: Int64) { advance(seconds: days * 86_400) }
}
