import Dispatch
import Glibc

/// SIGINT and SIGTERM while a command has something to end before it ends itself; a second one ends it at once.
///
/// As long as this lives, on the main thread.
final class Interruption {
    private let first = FirstSignal()
    private let sources: [any DispatchSourceSignal]
    private static let numbers = [SIGINT, SIGTERM]

    init() {
        let (first, queue) = (first, DispatchQueue(label: "trato.interruption"))
        sources = Self.numbers.map { number in
            Signals.source(number, queue) {
                if first.isRepeated(by: number) { _exit(128 + number) }
            }
        }
    }

    deinit {
        for source in sources { source.cancel() }
        Signals.release(Self.numbers)
    }

    /// The signal that came; nil while none did.
    var number: Int32? { first.number }
}
