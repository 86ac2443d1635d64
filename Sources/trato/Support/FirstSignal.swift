import Synchronization

/// The signal by which something was asked to end, and when.
final class FirstSignal: Sendable {
    private let kept = Mutex<(number: Int32, at: ContinuousClock.Instant)?>(nil)

    /// Nil while none came.
    var number: Int32? { kept.withLock { $0?.number } }

    /// Takes note of a signal; whether it says that somebody will not wait for what the first one began.
    ///
    /// Within a second it does not: `timeout` signals a process and then its group, and a terminal all that runs in it.
    func isRepeated(by number: Int32) -> Bool {
        kept.withLock { kept in
            guard let first = kept else {
                kept = (number, ContinuousClock.now)
                return false
            }
            return ContinuousClock.now - first.at > .seconds(1)
        }
    }
}
