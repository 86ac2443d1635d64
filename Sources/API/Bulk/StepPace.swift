import Store
import Synchronization

/// How long a step of an import works in the writer: shorter when somebody waits there.
///
/// What follows the rows, mostly their full text, counts: a step ends its rows so much earlier as that took of the
/// steps before.
final class StepPace: Sendable {
    /// When it began, in microseconds of the pace's clock.
    struct Step: Sendable { let begin: Int64 }

    /// Microseconds of a whole step while others wait, and while nobody does.
    static let besideOthers: Int64 = 10_000
    static let alone: Int64 = 40_000

    let now: @Sendable () -> Int64
    private let isAwaited: @Sendable () -> Bool
    /// Of a step's time, the thousandths that its rows take.
    private let share = Atomic<Int64>(1_000)

    init(
        now: @escaping @Sendable () -> Int64, isAwaited: @escaping @Sendable () -> Bool
    ) {
        self.now = now
        self.isAwaited = isAwaited
    }

    convenience init(beside writer: Writer) {
        let origin = ContinuousClock.now
        self.init(
            now: {
                let (seconds, atto) = (ContinuousClock.now - origin).components
                return seconds * 1_000_000 + atto / 1_000_000_000_000
            },
            isAwaited: { writer.isAwaited })
    }

    func begin() -> Step { Step(begin: now()) }

    /// Whether a step takes no further row.
    func isOver(_ step: Step) -> Bool {
        let spent = (now() - step.begin) * 1_000
        let share = share.load(ordering: .relaxed)
        if spent >= Self.alone * share { return true }
        return spent >= Self.besideOthers * share && isAwaited()
    }

    /// Notes what followed the rows of a step that ends now; a quarter of it counts, so that one that was long by
    /// chance does not slow down those behind it.
    func end(_ step: Step, rowsEnd: Int64) {
        let whole = max(1, now() - step.begin)
        let seen = min(1_000, max(0, rowsEnd - step.begin) * 1_000 / whole)
        let before = share.load(ordering: .relaxed)
        // A step makes some way even when all that follows is slow.
        share.store(max(100, (3 * before + seen) / 4), ordering: .relaxed)
    }
}
