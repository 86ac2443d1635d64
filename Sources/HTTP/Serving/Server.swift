import CLinux
import Dispatch
import Glibc
import Synchronization

/// An HTTP/1.1 origin server (RFC 9110, RFC 9112): some loops that share its addresses.
///
/// A started server lives until it was drained, whether or not anybody holds it.
package final class Server: Sendable {
    private struct State: Sendable {
        var loops: [Loop] = []
        var addresses: [ServedAddress] = []
        var files: [SocketFile] = []
        var started = false
        var draining = false
    }
    let configuration: ServerConfiguration
    /// Of the sessions of all loops, before and after a reload.
    let tickets = TicketKeys()
    private let makeHandler: @Sendable (Int) -> any LoopHandler
    private let state = Mutex(State())

    /// A server that is not yet listening; `makeHandler` is called once on each loop.
    package init(
        configuration: ServerConfiguration,
        makeHandler: @escaping @Sendable (_ loop: Int) -> any LoopHandler
    ) {
        self.configuration = configuration
        self.makeHandler = makeHandler
    }

    /// Binds, makes the handlers and begins to serve; called once.
    ///
    /// Gives the sentences that the operator should read. Throws `ServerError`: `addressInUse`
    /// when another server has an address, `unusable` for an address or file that is no good.
    /// Makes the process ignore SIGPIPE.
    @discardableResult
    package func start() throws(ServerError) -> [String] {
        let first = state.withLock { state in
            defer { state.started = true }
            return !state.started
        }
        precondition(first, "a server is started once")
        // Sockets are written with MSG_NOSIGNAL, but the log may be a pipe whose reader ends.
        signal(SIGPIPE, SIG_IGN)
        let tls = try makeContext()
        let listeners = try Listeners(configuration)
        let log = configuration.accessLog.map(LogFile.init)
        var loops: [Loop] = []
        do throws(ServerError) {
            for (index, sockets) in listeners.ofLoop.enumerated() {
                loops.append(
                    try Loop(
                        index: index, listeners: sockets, tls: tls, log: log,
                        configuration: configuration))
            }
        } catch {
            listeners.close()
            throw error
        }
        for loop in loops { loop.start(makeHandler) }
        state.withLock { state in
            state.loops = loops
            state.addresses = listeners.addresses
            state.files = listeners.files
        }
        return [tls?.validity.warning].compactMap(\.self)
    }

    /// How many loops share the work.
    package var loops: Int { configuration.loops }

    /// Where it is reached, in the order of the endpoints; empty before `start`.
    package var addresses: [ServedAddress] { state.withLock { $0.addresses } }

    /// The first TCP port it listens on; 0 without one and before `start`.
    package var port: Int { addresses.first { $0.port != 0 }?.port ?? 0 }

    /// Stops accepting, lets running requests finish, and calls `then` once when nothing is left.
    ///
    /// Idle connections are closed at once, the last answer of others says `Connection: close`, and
    /// what is still open after the deadline is cut. `then` runs on some queue; a second call does
    /// nothing but call it.
    package func drain(deadlineSeconds: Int, then: @escaping @Sendable () -> Void) {
        let loops = state.withLock { state in
            defer { state.draining = true }
            return state.draining ? [] : state.loops
        }
        guard !loops.isEmpty else { return then() }
        // Before the socket closes, so that nobody finds a file where nobody answers.
        for file in state.withLock({ $0.files }) { file.remove() }
        let group = DispatchGroup()
        for loop in loops {
            group.enter()
            loop.post(
                .run { loop.drain(deadlineSeconds: deadlineSeconds) { group.leave() } })
        }
        group.notify(queue: .global()) { then() }
    }

    /// Lets the loops take the answers that were given without waking them.
    package func wake() {
        for loop in state.withLock({ $0.loops }) { loop.inbox.wake() }
    }

    /// Runs work with the handler and the counts of each loop, on that loop, soon; a loop that has
    /// ended lets go of the work without running it.
    package func visitLoops(
        _ work: @escaping @Sendable (any LoopHandler, Traffic) -> Void
    ) {
        for loop in state.withLock({ $0.loops }) {
            loop.post(.run { if let handler = loop.handler { work(handler, loop.traffic) } })
        }
    }

    /// Runs work with the handler of each loop, on that loop, soon; a loop that has ended
    /// does nothing.
    package func onEachLoop(_ work: @escaping @Sendable (any LoopHandler) -> Void) {
        for loop in state.withLock({ $0.loops }) { loop.post(.each(work)) }
    }

    /// Runs work on each loop, soon.
    func run(_ work: @escaping @Sendable (Loop) -> Void) {
        for loop in state.withLock({ $0.loops }) { loop.post(.run { work(loop) }) }
    }
}
