import API
import Dispatch
import Glibc
import Store
import Synchronization

/// The signals that end a server or have it read its settings again, from the moment this is made.
///
/// They are taken from their default action first, so one that arrives during the start is not
/// lost: `wait` returns as soon as it is called.
struct Signals {
    private let end = End()
    private let hangup = Listener<Void>()
    private let sources: [any DispatchSourceSignal]

    init(log: Log) {
        // A peer or pipe that is gone is an error of one write and no reason to end.
        signal(SIGPIPE, SIG_IGN)
        // Other servers take these for something; here they must not end the process.
        signal(SIGUSR1, SIG_IGN)
        signal(SIGUSR2, SIG_IGN)
        let queue = DispatchQueue(label: "trato.signals")
        let (end, hangup) = (end, hangup)
        sources = [
            Self.source(SIGTERM, queue) { end.come(by: SIGTERM, log) },
            Self.source(SIGINT, queue) { end.come(by: SIGINT, log) },
            Self.source(SIGHUP, queue) { hangup.call() },
        ]
    }

    /// Returns when the server shall end.
    func wait() { end.arrived.wait() }

    /// What SIGHUP does from now on; one that came before has nothing to do.
    func onHangup(_ work: @escaping @Sendable () -> Void) { hangup.set(work) }

    private static func source(
        _ number: Int32, _ queue: DispatchQueue, _ work: @escaping @Sendable () -> Void
    ) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler(handler: work)
        source.resume()
        return source
    }

    private final class End: Sendable {
        let arrived = DispatchSemaphore(value: 0)
        private let count = Atomic<Int>(0)

        /// The first signal drains; a second one means that somebody will not wait for that.
        func come(by number: Int32, _ log: Log) {
            guard count.add(1, ordering: .relaxed).newValue == 1 else {
                log(.warning, "A second signal ends the server at once.")
                _exit(128 + number)
            }
            arrived.signal()
        }
    }
}
