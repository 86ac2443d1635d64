import Dispatch
import Synchronization
import Testing

@testable import HTTP

extension Server {
    /// What all loops have counted, or nothing of those that have ended.
    func counts() -> TrafficCounts {
        let sum = Sum()
        let done = sum.done
        visitLoops { [gathering = Gathering(sum)] _, traffic in gathering.sum.add(traffic.counts) }
        #expect(done.wait(timeout: .now() + 10) == .success)
        return sum.counts
    }

    /// Looks again and again until the counts are as they must become, for ten seconds.
    func wait(until isSo: (TrafficCounts) -> Bool) {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            if isSo(counts()) { return }
        }
        Issue.record("the counts stay at \(counts())")
    }

    /// Says that it is over when the last loop has let go of it.
    private final class Gathering: Sendable {
        let sum: Sum

        init(_ sum: Sum) { self.sum = sum }

        deinit { sum.done.signal() }
    }

    private final class Sum: Sendable {
        let done = DispatchSemaphore(value: 0)
        private let kept = Mutex(TrafficCounts())

        func add(_ other: TrafficCounts) { kept.withLock { $0.add(other) } }

        var counts: TrafficCounts { kept.withLock { $0 } }
    }
}
