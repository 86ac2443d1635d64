import CLinux
import Glibc
import Synchronization

// A connection is a reader of requests, a row of answers, and what its socket did not take.
//
// Requests get consecutive numbers (`nextSequence`). `nextAnswer` is the number whose answer may be
// written now; an answer that comes earlier is held. While too many answers are outstanding, or too
// much is unsent, the socket is not read: TCP then tells the client to wait.
//
// After the last answer the connection lingers: it sends FIN, then reads and discards until the peer's
// end, for a bounded time. Closing at once while bytes are unread makes the kernel send RST, which may destroy the
// answer before the client has read it (RFC 9112 section 9.6).
//
// With TLS the bytes pass through a `TLSSession` on their way: what is received is opened before it
// is parsed, what is gathered is sealed before it is sent. `backlog` holds what the socket did not
// take, so sealed bytes there. What ends between messages says so; what is cut does not.
//
// What a connection holds of memory (bytes that came of a message that is not complete, answers that
// wait for their turn or for the socket) is counted when it settles, and summed up by its loop, which
// ends the slowest when all of them hold too much (`Loop+Memory.swift`).
//
// Edge-triggered epoll reports a change once: `readable` remembers that the socket may have bytes
// until a short read or EAGAIN shows that it has none.

/// One client's connection; touched on its loop only, except `gone`, hence unchecked.
final class Connection: @unchecked Sendable {
    /// What the deadline is about.
    enum Waiting { case handshake, request, head, body, answer, peer }

    let loop: Loop
    let descriptor: Int32
    let slot: Int
    let generation: UInt32
    /// The socket is closed or the client has reset it.
    let gone = Atomic(false)

    var reader: RequestReader
    /// Nil for plain HTTP.
    var tls: TLSSession?
    var nextSequence: UInt32 = 0
    var nextAnswer: UInt32 = 0
    var held: [HeldAnswer] = []
    var stream: StreamState?
    /// Bytes of the stream's content in `backlog`, which its writer is held back by.
    var streamUnsent = 0
    var backlog: [UInt8] = []
    var backlogStart = 0
    /// Bytes of content of `held`, and of answers that are being compressed.
    var waitingBytes = 0
    /// What the loop's sum has of this connection.
    var counted = 0
    /// When it began to hold something, or the socket last took some of it.
    var heldSince: Int64 = 0
    var deadline = Int64.max
    /// When the body that is awaited began to be awaited.
    var bodySince: Int64 = 0
    var lingered = 0
    var waiting = Waiting.request
    var isClosed = false
    var registered = false
    var readable = true
    /// The peer has sent FIN, or will be found to have.
    var endSeen = false
    /// No request is taken after those that were.
    var isLast = false
    var lingering = false
    /// Only the end of the connection says how long its last answer is.
    var endIsLength = false
    /// A request that may change something has no answer yet.
    var isChanging = false
    /// What is counted as the reason when it closes.
    var ending = CloseCause.client
    /// Inside `pump`: answers are gathered and sent at its end.
    var pumping = false
    /// Reading stopped for back-pressure and goes on when answers have left.
    var paused = false
    /// When others shall have the loop, in microseconds of its clock; set by `pump`.
    var turnEnd: Int64 = 0
    /// Reading stopped for the others that wait, and goes on with the next batch of events.
    var hasHadItsTurn = false
    var continueDue = false
    var wantsWrite = false

    init(
        loop: Loop, descriptor: Int32, slot: Int, generation: UInt32, remoteAddress: String,
        tls: TLSSession?
    ) {
        self.loop = loop
        self.descriptor = descriptor
        self.slot = slot
        self.generation = generation
        self.tls = tls
        reader = RequestReader(remoteAddress: remoteAddress, isSecure: tls != nil)
    }

    /// Requests without a complete answer.
    var outstanding: UInt32 { nextSequence &- nextAnswer }

    var unsent: Int { backlog.count - backlogStart }

    /// Reads what the client sent with its first packet, then waits for events.
    func begin() {
        pump()
        guard !isClosed else { return }
        registered = true
        control(EPOLL_CTL_ADD)
    }

    /// Takes note of events and acts on them.
    func receive(_ flags: UInt32) {
        if flags & EPOLLRDHUP.rawValue != 0 { endSeen = true }
        readable = true
        if lingering { return discardInput() }
        if flags & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { return close(.reset) }
        if flags & EPOLLOUT.rawValue != 0 { sendBacklog() }
        guard !isClosed, flags & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 else { return }
        pump()
    }

    /// Tells the epoll set what this connection waits for.
    func control(_ operation: Int32) {
        guard registered else { return }
        let base = EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        let flags = wantsWrite ? base | EPOLLOUT.rawValue : base
        let tag = UInt64(generation) << 32 | UInt64(slot)
        if trato_epoll_control(loop.epoll, operation, descriptor, flags, tag) != 0 {
            close(.system)
        }
    }

    /// Closes the socket now, for `ending` unless another cause is given; answers that come later
    /// go nowhere.
    func close(_ cause: CloseCause? = nil) {
        guard !isClosed else { return }
        isClosed = true
        loop.traffic.close(cause ?? ending)
        gone.store(true, ordering: .relaxed)
        if endIsLength, stream != nil || unsent > 0 || loop.owner === self { reset() }
        Glibc.close(descriptor)
        tls?.release()
        loop.remove(self)
        if let stream {
            noteEnd(of: stream)
            stream.markGone()
            stream.callAfterwards()
        }
        stream = nil
        dropHeld()
        backlog = []
        backlogStart = 0
        reader.discard()
        loop.held -= counted
        counted = 0
    }

    /// Makes closing the socket reset the connection.
    private func reset() {
        var now = Glibc.linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<Glibc.linger>.size)
        // Where a socket knows no reset the client sees an end, as it would have without this.
        _ = setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, size)
    }

    /// Closes where nothing is cut off by it: while the kernel still has some of an answer, a request that comes now
    /// would make it drop the rest.
    func closeBetweenMessages() {
        var unsentInKernel: Int32 = 0
        if ioctl(descriptor, UInt(TIOCOUTQ), &unsentInKernel) == 0, unsentInKernel > 0 {
            isLast = true
            return linger()
        }
        sendEnd()
        close()
    }

    /// Ends our side and waits a little for the peer's end.
    func linger() {
        sendEnd()
        guard !isClosed else { return }
        // The socket may have no room for that, and this is called again when it has.
        guard unsent == 0 else { return setDeadline() }
        lingering = true
        reader.discard()
        countHeld()
        shutdown(descriptor, Int32(SHUT_WR))
        deadline = loop.now + Int64(loop.limits.lingerSeconds) * 1000
        // Whatever the peer has sent is still to be read, its end too; but not now: this may be called in the midst of
        // another connection's requests, which lie in the memory that is read into.
        readable = true
        loop.resumeLater(self)
    }

    /// Reads what nobody wants, so that closing resets nothing; much of it in turns with others.
    func discardInput() {
        let turnEnd = lingered + 2 * loop.receiving.count
        while readable {
            guard lingered < turnEnd else { return loop.post(.run { [self] in resume() }) }
            let count = recv(descriptor, loop.receiving.baseAddress, loop.receiving.count, 0)
            if count > 0 {
                loop.traffic.received += count
                lingered += count
                if lingered > loop.limits.lingerBytes { return close() }
            } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
                return close()
            } else if errno == EAGAIN {
                readable = false
            }
        }
    }
}
