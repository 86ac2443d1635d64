import Dispatch
import Glibc
import Synchronization

/// SIGINT and SIGTERM while a command has something to end before it ends itself; a second one ends it at once.
struct Interruption {
    private let first = First()
    private let sources: [any DispatchSourceSignal]

    init() {
        let (first, queue) = (first, DispatchQueue(label: "trato.interruption"))
        sources = [SIGINT, SIGTERM].map { number in
            Signals.source(number, queue) { first.note(number) }
        }
    }

    /// The signal that came; nil while none did.
    var number: Int32? {
        let number = first.number.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    private final class First: Sendable {
        let number = Atomic<Int32>(0)

        func note(_ number: Int32) {
            let isFirst = self.number.compareExchange(
                expected: 0, desired: number, ordering: .relaxed
            ).exchanged
            if !isFirst { _exit(128 + number) }
        }
    }
}
