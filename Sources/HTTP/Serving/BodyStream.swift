import Synchronization

/// What is shared between a `BodyStream` and the loop that sends it.
///
/// Unchecked because the loop's part is not guarded: only the loop touches it.
final class StreamState: @unchecked Sendable {
    let loop: Loop
    let connection: Connection
    /// Whether the pieces that come are gzip.
    let isGzip: Bool
    /// Memory that packing them takes, counted with what the connection holds until the end.
    var packing: Int { isGzip ? GzipWriter.memory : 0 }
    /// Bytes that were written and have not reached the kernel.
    let unsent = Atomic(0)
    private let gone = Atomic(false)

    /// The loop's part: pieces that came before the turn of the answer.
    var waiting: [UInt8] = []
    /// The loop's part: the answer ended before its turn.
    var endsEarly = false
    /// The loop's part: nothing more of it is sent.
    var isOver = false
    /// The loop's part: the answer was broken off before its turn.
    var isCut = false
    /// The loop's part: the exchange once its head was written.
    var exchange: Exchange?
    /// The loop's part: the status of the answer.
    var status = 0
    /// The loop's part: bytes of content given to the connection.
    var sent = 0
    /// The loop's part: what waits for all that was written to have reached the kernel.
    var afterwards: (@Sendable () -> Void)?

    init(connection: Connection, isGzip: Bool) {
        loop = connection.loop
        self.connection = connection
        self.isGzip = isGzip
    }

    var isGone: Bool {
        gone.load(ordering: .relaxed) || connection.gone.load(ordering: .relaxed)
    }

    func markGone() { gone.store(true, ordering: .relaxed) }

    /// Nobody will read the answer: lets go of what came of it, and of who waits to write more.
    func giveUp() {
        markGone()
        isOver = true
        waiting = []
        callAfterwards()
    }

    /// Not at once: this may be in the midst of another connection's answer.
    func callAfterwards() {
        if let afterwards { loop.runLater(afterwards) }
        afterwards = nil
    }
}

/// The content of an answer that is sent piece by piece, such as server-sent events.
///
/// Pieces leave in the order of the calls, from whatever threads these come. A stream that is let go without `finish` cuts the connection, so that the client can tell a
/// truncated answer from a whole one.
package final class BodyStream: Sendable {
    private enum Coding {
        case identity
        /// From the first piece on there is a writer.
        case gzip(level: Int, GzipWriter?)
        case finished
    }
    private let state: StreamState
    private let coding: Mutex<Coding>

    /// With a level, what is written is packed by whoever writes it, so that the loop does not wait for it.
    init(_ state: StreamState, level: Int?) {
        self.state = state
        coding = Mutex(level.map { .gzip(level: $0, nil) } ?? .identity)
    }

    private var isFinished: Bool {
        coding.withLock { if case .finished = $0 { true } else { false } }
    }

    deinit {
        if !isFinished { cut() }
    }

    /// Breaks the answer off, so that the client sees that it is not whole (RFC 9112 section 8).
    package func cut() {
        coding.withLock { $0 = .finished }
        guard !state.isGone else { return }
        state.markGone()
        state.loop.post(.cut(state))
    }

    /// Sends bytes, which may wait inside the packing of a long answer for more to come.
    ///
    /// False when the client is gone or more than `Limits.streamBacklog` behind, in which case the connection is cut and
    /// nothing more can be written.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
        guard !state.isGone else { return false }
        return coding.withLock { coding in
            switch coding {
            case .identity: return send(bytes)
            case .gzip(let level, let known):
                guard !bytes.isEmpty else { return true }
                let writer = known ?? GzipWriter(level: level)
                coding = .gzip(level: level, writer)
                return send(writer.add(bytes))
            case .finished: return false
            }
        }
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty else { return true }
        let unsent = state.unsent.add(bytes.count, ordering: .relaxed).newValue
        guard unsent <= state.loop.limits.streamBacklog else {
            state.markGone()
            state.loop.post(.cut(state))
            return false
        }
        state.loop.post(.piece(state, bytes))
        return true
    }

    /// Calls once, on the loop, when all that was written has left or the client is gone: for a writer who makes the
    /// next piece then and not before.
    package func whenSent(_ work: @escaping @Sendable () -> Void) {
        let state = state
        state.loop.post(.run { state.connection.note(work, of: state) })
    }

    /// Ends the answer; later writes are refused.
    package func finish() {
        coding.withLock { coding in
            defer { coding = .finished }
            guard !state.isGone else { return }
            switch coding {
            case .identity: break
            case .gzip(let level, let writer):
                guard send((writer ?? GzipWriter(level: level)).end()) else { return }
            case .finished: return
            }
            state.loop.post(.end(state))
        }
    }

    /// False when the client is known to be gone.
    package var isOpen: Bool { !state.isGone }
}
