import CLinux
import Dispatch
import Glibc
import Synchronization

/// An HTTP/1.1 origin server (RFC 9110, RFC 9112): some loops that share a port.
///
/// A started server lives until it was drained, whether or not anybody holds it.
package final class Server: Sendable {
    private struct State: Sendable {
        var loops: [Loop] = []
        var port = 0
        var started = false
        var draining = false
    }
    private let configuration: ServerConfiguration
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
    /// Throws `ServerError.addressInUse` when another server has the port. Makes the process ignore
    /// SIGPIPE.
    package func start() throws(ServerError) {
        let first = state.withLock { state in
            defer { state.started = true }
            return !state.started
        }
        precondition(first, "a server is started once")
        // Sockets are written with MSG_NOSIGNAL, but the log may be a pipe whose reader ends.
        signal(SIGPIPE, SIG_IGN)
        let (sockets, port) = try Listener.open(
            host: configuration.host, port: configuration.port, count: configuration.loops)
        var loops: [Loop] = []
        do throws(ServerError) {
            for (index, socket) in sockets.enumerated() {
                loops.append(try Loop(index: index, listener: socket, configuration: configuration))
            }
        } catch {
            for socket in sockets { close(socket) }
            throw error
        }
        for loop in loops { loop.start(makeHandler) }
        state.withLock { state in
            state.loops = loops
            state.port = port
        }
    }

    /// How many loops share the work.
    package var loops: Int { configuration.loops }

    /// The port it listens on; 0 before `start`.
    package var port: Int { state.withLock { $0.port } }

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

    /// Runs work with the handler of each loop, on that loop, soon; a loop that has ended
    /// does nothing.
    package func onEachLoop(_ work: @escaping @Sendable (any LoopHandler) -> Void) {
        for loop in state.withLock({ $0.loops }) { loop.post(.each(work)) }
    }
}
