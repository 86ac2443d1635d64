import Synchronization
import Testing

@testable import API

/// How long steps of an import are, by a clock that stands until it is moved.
struct StepPaceTests {
    private final class Bench: Sendable {
        let time = Atomic<Int64>(0)
        let isAwaited = Atomic(false)

        func pass(_ microseconds: Int64) { time.add(microseconds, ordering: .relaxed) }

        var pace: StepPace {
            StepPace(
                now: { [self] in time.load(ordering: .relaxed) },
                isAwaited: { [self] in isAwaited.load(ordering: .relaxed) })
        }

        /// Rows of one step, each of which takes a millisecond and a share of what follows.
        func rows(_ pace: StepPace, following: Int64) -> Int64 {
            let step = pace.begin()
            var rows: Int64 = 0
            repeat {
                rows += 1
                pass(1_000)
            } while !pace.isOver(step)
            let end = pace.now()
            pass(rows * following)
            pace.end(step, rowsEnd: end)
            return rows
        }
    }

    private let bench = Bench()

    @Test func `a step is short while others wait, and longer while nobody does`() {
        let pace = bench.pace
        #expect(bench.rows(pace, following: 0) == 40)
        bench.isAwaited.store(true, ordering: .relaxed)
        #expect(bench.rows(pace, following: 0) == 10)
    }

    @Test func `a step that is long already ends when somebody comes`() {
        let pace = bench.pace
        let step = pace.begin()
        bench.pass(14_000)
        #expect(!pace.isOver(step))
        bench.isAwaited.store(true, ordering: .relaxed)
        #expect(pace.isOver(step))
    }

    @Test func `what follows the rows takes its part of the step`() {
        let pace = bench.pace
        bench.isAwaited.store(true, ordering: .relaxed)
        let steps = (0..<20).map { _ in bench.rows(pace, following: 1_000) }
        #expect(steps.first == 10)
        // Five rows and as long behind them; a step ends with the row that goes beyond.
        #expect((5...6).contains(steps.last ?? 0), "\(steps)")
        let after = (0..<20).map { _ in bench.rows(pace, following: 0) }
        #expect(after.last == 10, "\(after)")
    }

    @Test func `a step takes a row however slow it all is`() {
        let pace = bench.pace
        bench.isAwaited.store(true, ordering: .relaxed)
        for _ in 0..<20 { #expect(bench.rows(pace, following: 1_000_000) >= 1) }
    }
}
