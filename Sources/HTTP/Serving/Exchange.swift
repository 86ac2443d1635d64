import Dispatch
import Synchronization

/// The place of one answer: it knows its connection and its turn on it.
///
/// `respond` or `stream` is called once, from any thread. On the loop the answer is written at
/// once; elsewhere it travels through the loop's inbox. Answers leave in the order of their
/// requests (RFC 9112 section 9.3.2), whatever the order in which they are given. An exchange that
/// is let go without an answer answers 500.
package final class Exchange: Sendable {
    /// There is no socket: whoever made the exchange takes the answer.
    private struct InProcess: Sendable {
        let queue: DispatchQueue
        let endBatch: @Sendable () -> Void
        let receive: @Sendable (Response) -> Void
    }

    /// The connection of the answer; nil without a socket.
    let connection: Connection?
    /// Not nil when there is no connection.
    private let inProcess: InProcess?
    let head: RequestHead
    /// The position among the answers of its connection.
    let sequence: UInt32
    /// Microseconds of the monotonic clock when the loop took up the request.
    let started: Int64
    /// The number of the route, `noRoute` or `refused`.
    ///
    /// Only the loop writes it, before the answer, and only the loop reads it, after the answer
    /// has come back to it.
    nonisolated(unsafe) var route = Exchange.noRoute
    static let noRoute = -1
    /// No handler saw the request.
    static let refused = -2
    /// Who asked; written before the answer is given, by whoever gives it, and read after the
    /// answer has come to the loop.
    nonisolated(unsafe) private(set) var actor: String?
    private let taken = Atomic(false)

    init(connection: Connection, head: RequestHead, sequence: UInt32, started: Int64) {
        self.connection = connection
        inProcess = nil
        self.head = head
        self.sequence = sequence
        self.started = started
    }

    /// An exchange without a socket, for tests: the queue stands for the loop, `endBatch` is called after what runs
    /// there, and `receive` takes the answer on whatever thread gives it.
    package init(
        for request: Request, on queue: DispatchQueue, endBatch: @escaping @Sendable () -> Void,
        receive: @escaping @Sendable (Response) -> Void
    ) {
        connection = nil
        inProcess = InProcess(queue: queue, endBatch: endBatch, receive: receive)
        head = request.head
        sequence = 0
        started = 0
    }

    deinit {
        guard !taken.load(ordering: .relaxed) else { return }
        let refusal = Refusal.abandoned.response(to: head)
        inProcess?.receive(refusal)
        guard let connection else { return }
        // The identity of the object ends here, so another one carries the answer to the loop.
        let heir = Exchange(
            connection: connection, head: head, sequence: sequence, started: started)
        heir.route = route
        heir.taken.store(true, ordering: .relaxed)
        connection.loop.post(.answer(heir, refusal))
    }

    /// Gives the answer; a second answer traps in debug and is ignored in release.
    ///
    /// With `wakes` false the answer may lie in its loop's inbox until `Server.wake`: for whoever gives many answers
    /// one after the other and would not have the loop take the processor for each of them.
    package func respond(_ response: Response, wakes: Bool = true) {
        guard take() else { return }
        guard let connection else {
            inProcess?.receive(response)
            return
        }
        if connection.loop.isCurrent { return connection.finish(self, response) }
        connection.loop.post(.answer(self, response), wakes: wakes)
    }

    /// Begins an answer whose content follows piece by piece: chunked, or for HTTP/1.0 delimited by
    /// the end of the connection.
    ///
    /// Traps without a socket.
    package func stream(_ response: Response) -> BodyStream {
        guard let connection else {
            preconditionFailure("an answer without a socket is not streamed")
        }
        let loop = connection.loop
        let compression = loop.style.compression.flatMap {
            $0.wantsStream(response, head.shape.coding) ? $0 : nil
        }
        let state = StreamState(connection: connection, isGzip: compression != nil)
        let stream = BodyStream(state, level: compression?.level)
        guard take() else {
            state.markGone()
            return stream
        }
        if loop.isCurrent {
            connection.finish(self, response, state)
        } else {
            loop.post(.stream(self, response, state))
        }
        return stream
    }

    /// Runs work on the exchange's loop, after what runs there now.
    package func onLoop(_ work: @escaping @Sendable () -> Void) {
        connection?.loop.post(.run(work))
        guard let inProcess else { return }
        inProcess.queue.async {
            work()
            inProcess.endBatch()
        }
    }

    /// Runs work on the exchange's loop after a time, or never if the server stops before.
    package func after(milliseconds: Int, _ work: @escaping @Sendable () -> Void) {
        connection?.loop.post(.later(milliseconds: milliseconds, work))
        inProcess?.queue.asyncAfter(
            deadline: .now() + .milliseconds(milliseconds), execute: work)
    }

    /// Whether there is a client to stream to.
    package var hasSocket: Bool { connection != nil }

    /// False when the client is known to be gone; nobody reads the answer then.
    package var isOpen: Bool { !(connection?.gone.load(ordering: .relaxed) ?? false) }

    /// The bounds of the server that took the request.
    package var limits: Limits { connection?.loop.limits ?? Limits() }

    /// Names who asked, for the access log; before the answer is given.
    package func annotate(actor name: String) { actor = name }

    /// Names the route by which the answer is counted, a number from 0; on the loop, before the
    /// answer is given.
    package func annotate(route number: Int) { route = number }

    private func take() -> Bool {
        let first = !taken.exchange(true, ordering: .relaxed)
        assert(first, "an exchange is answered once")
        return first
    }
}
