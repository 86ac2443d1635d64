import API
import Dispatch
import Glibc
import Store
import Synchronization

/// The signals that end a server or have it read its settings again, from the moment this is made.
///
/// They are blocked first, in this thread and all that it makes, so one that arrives during the start is not
/// lost: it waits until it is taken, and `wait` returns as soon as it is called.
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
        let (end, hangup) = (end, hangup)
        // Reading settings may wait for a file system that does not answer, and ending must not wait for that.
        let (ends, hangups) = (
            DispatchQueue(label: "trato.signals"), DispatchQueue(label: "trato.hangup")
        )
        sources = [
            Self.source(SIGTERM, ends) { end.come(by: SIGTERM, log) },
            Self.source(SIGINT, ends) { end.come(by: SIGINT, log) },
            Self.source(SIGHUP, hangups) { hangup.call() },
        ]
    }

    /// Returns when the server shall end; why, when that is a failure.
    func wait() -> Failure? {
        end.arrived.wait()
        return end.failure
    }

    /// Ends the server as a signal would, because of a failure.
    func end(for failure: Failure) { end.come(for: failure) }

    /// What SIGHUP does from now on; one that came before has nothing to do.
    func onHangup(_ work: @escaping @Sendable () -> Void) { hangup.set(work) }

    /// Takes a signal on a queue; made on the main thread, before others are.
    static func source(
        _ number: Int32, _ queue: DispatchQueue, _ work: @escaping @Sendable () -> Void
    ) -> any DispatchSourceSignal {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, number)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler(handler: work)
        source.resume()
        return source
    }

    /// Gives signals their default action again, on the thread that has taken them.
    static func release(_ numbers: [Int32]) {
        var set = sigset_t()
        sigemptyset(&set)
        for number in numbers {
            signal(number, SIG_DFL)
            sigaddset(&set, number)
        }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    private final class End: Sendable {
        let arrived = DispatchSemaphore(value: 0)
        private let first = FirstSignal()
        private let kept = Mutex<Failure?>(nil)

        var failure: Failure? { kept.withLock { $0 } }

        /// The first signal drains; a second one means that somebody will not wait for that.
        func come(by number: Int32, _ log: Log) {
            if first.isRepeated(by: number) {
                log(.warning, "A second signal ends the server at once.")
                _exit(128 + number)
            }
            arrived.signal()
        }

        func come(for failure: Failure) {
            kept.withLock { $0 = $0 ?? failure }
            arrived.signal()
        }
    }
}
