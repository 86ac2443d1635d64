import CLinux
import Dispatch
import Glibc
import Synchronization

// One loop is one serial Dispatch queue with listening sockets, an epoll set and all connections
// that were accepted there; a connection never changes loops, so nothing in it takes a lock.
//
// One `DispatchSource` watches the descriptor of the epoll set (sets can be polled themselves).
// A source per connection was measured at less than half the requests per second: Dispatch arms
// sources one-shot and hands each event between threads. A bare thread in `epoll_wait` was not
// faster than this, and would stand outside Dispatch's accounting of threads.
//
// When the source fires, the loop takes events until there are none for a millisecond or five have
// passed; the linger saves a trip through Dispatch under load, the bound lets the queue breathe.
//
// Connections are edge-triggered. The parsing happens in the loop's one receive buffer and answers
// are gathered in the loop's one output buffer, which belongs to one connection at a time (`owner`)
// and is sent when that connection's events are done or another one takes the buffer. A connection
// holds memory of its own only for what is incomplete or what its socket did not take.
//
// Invariants:
// - `running` is the thread inside `run`, or 0. Only that thread stores its own identity there, so
//   equality proves that the caller is on the loop, although the queue moves between threads.
// - Connections are found by slot and generation, so an event for one that was closed earlier in
//   the same batch finds nothing.
// - Nothing is received while requests are being parsed, whose bytes may lie in the receive buffer: a
//   connection that has sent its last answer reads to the end when its turn in `resumable` comes.
// - Handlers are called only from `run`, never from inside another call of a handler: connections
//   that may go on after an answer stand in `resumable`, and writers that may write more in `afterwards`, until the
//   loop gets to them.

/// One event loop of the server; its state is touched on its queue only, which the compiler cannot
/// see, hence unchecked.
final class Loop: @unchecked Sendable {
    let index: Int
    let limits: Limits
    let context: ReaderContext
    let output = OutputBuffer()
    let receiving: UnsafeMutableBufferPointer<UInt8>
    let inbox: Inbox
    let epoll: Int32
    let timerDescriptor: Int32
    let connectionLimit: Int
    let style: AnswerStyle
    let proxies: TrustedProxies?
    let traffic: Traffic

    var listeners: [ListeningSocket]
    /// Nil when no listener speaks TLS.
    let wire: Wire?
    var handler: (any LoopHandler)?
    var log: AccessLog?
    var date = DateLine()
    /// Microseconds of the monotonic clock, refreshed with every batch of events and every answer.
    var clock = trato_microseconds()
    /// Milliseconds of the same clock, refreshed with every batch of events.
    var now = trato_microseconds() / 1000
    var slots: [Connection?] = []
    var freeSlots: [Int] = []
    var connectionCount = 0
    /// Bytes that all connections hold, see `Loop+Memory.swift`.
    var held = 0
    /// Somebody has stopped reading because that was too much.
    var readersWait = false
    var generation: UInt32 = 0
    var owner: Connection?
    var resumable: [Connection] = []
    var afterwards: [@Sendable () -> Void] = []
    var timers = TimerQueue()
    var nextSweep: Int64 = 0
    var armedFor: Int64 = 0
    var acceptsPaused = false
    var draining = false
    var finished: (@Sendable () -> Void)?

    private let queue: DispatchQueue
    private let events: UnsafeMutableBufferPointer<epoll_event>
    private let running = Atomic<UInt>(0)
    private var source: (any DispatchSourceRead)?
    private var stopped = false

    /// Takes over the listening sockets, unless it throws.
    init(
        index: Int, listeners: [ListeningSocket], tls: TLSContext?, log file: LogFile? = nil,
        configuration: ServerConfiguration
    ) throws(ServerError) {
        self.index = index
        self.listeners = listeners
        limits = configuration.limits
        connectionLimit = max(1, limits.connections / max(1, configuration.loops))
        traffic = Traffic(
            loop: index, connectionLimit: connectionLimit, heldLimit: limits.heldTogether)
        context = ReaderContext(
            limits: limits, offersGzip: configuration.compression != nil,
            uploads: configuration.uploads,
            debug: configuration.debug)
        style = AnswerStyle(configuration)
        proxies = configuration.proxies
        receiving = .allocate(capacity: 64 * 1024)
        events = .allocate(capacity: 256)
        queue = DispatchQueue(label: "http.loop.\(index)")
        let descriptors = try LoopDescriptors()
        epoll = descriptors.epoll
        timerDescriptor = descriptors.timer
        inbox = Inbox(descriptor: descriptors.inbox)
        let limit = limits.logBacklog
        let secrets = SecretPaths(configuration.secretPaths)
        log = file.map { AccessLog(file: $0, limit: limit, secrets: secrets) }
        if let tls {
            wire = try Wire(context: tls, received: receiving.count)
        } else {
            wire = nil
        }
        for (index, listener) in listeners.enumerated() {
            listener.setInherited(unsentInKernel: limits.unsentInKernel)
            try descriptors.watch(
                listener.descriptor, EventTag.listener(index), for: listener.events)
        }
    }

    deinit {
        receiving.deallocate()
        events.deallocate()
    }

    /// Whether the caller runs on this loop.
    var isCurrent: Bool { running.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// Hands something to the loop, from any thread.
    func post(_ letter: Letter, wakes: Bool = true) { inbox.post(letter, wakes: wakes) }

    /// Makes the handler on the queue and begins to accept.
    func start(_ makeHandler: @escaping @Sendable (Int) -> any LoopHandler) {
        queue.sync { handler = makeHandler(index) }
        let source = DispatchSource.makeReadSource(fileDescriptor: epoll, queue: queue)
        source.setEventHandler { [self] in run() }
        source.setCancelHandler { [self] in tearDown() }
        self.source = source
        source.activate()
    }

    /// Ends the loop after the batch in hand.
    func stop() { stopped = true }

    private func run() {
        guard !stopped else { return }
        running.store(UInt(pthread_self()), ordering: .relaxed)
        defer { running.store(0, ordering: .relaxed) }
        let until = trato_microseconds() / 1000 + 5
        repeat {
            let count = epoll_wait(epoll, events.baseAddress, Int32(events.count), 1)
            guard count > 0 else { break }
            let begin = trato_microseconds()
            clock = begin
            now = begin / 1000
            date.refresh()
            for index in 0..<Int(count) { dispatch(events[index]) }
            endBatch()
            noteBatch(events: Int(count), since: begin)
        } while now < until && !stopped
        if stopped { source?.cancel() }
    }

    private func dispatch(_ event: epoll_event) {
        var event = event
        let tag = trato_event_tag(&event)
        switch tag {
        case ..<EventTag.connections: connection(tag)?.receive(trato_event_flags(&event))
        case EventTag.inbox: readInbox()
        case EventTag.timer: runTimers()
        default:
            // Closed when a letter earlier in this batch said that the loop is to end.
            guard !listeners.isEmpty else { return }
            accept(from: listeners[Int(EventTag.listeners - tag)])
        }
    }

    /// Sends what is gathered, lets paused connections go on, and tells the handler.
    func endBatch() {
        flush()
        if isFull { makeRoom() }
        wakeReaders()
        repeat {
            while let connection = resumable.popLast() {
                connection.resume()
                flush()
            }
            runAfterwards()
        } while !resumable.isEmpty || !afterwards.isEmpty
        // What was resumed may have filled it again: that is for the next batch.
        if isFull || readersWait { post(.run {}) }
        handler?.drained()
        log?.flush()
        if draining, connectionCount == 0 { stop() }
        armTimer()
    }

    private func noteBatch(events: Int, since begin: Int64) {
        traffic.batches += 1
        traffic.events += events
        traffic.busy += Int(trato_microseconds() - begin)
        traffic.held = held
        traffic.droppedLines = log?.dropped ?? 0
    }

    private func tearDown() {
        closeListeners()
        close(epoll)
        close(timerDescriptor)
        _ = inbox.close()
        timers.removeAll()
        handler = nil
        source = nil
        log?.flush()
        let finished = self.finished
        self.finished = nil
        finished?()
    }
}
