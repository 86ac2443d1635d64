import CLinux
import Dispatch
import Glibc

/// What a handler gave.
enum Answer: Sendable {
    case whole(Response)
    case stream(Response, StreamState)
}

/// An answer that came before its turn.
struct HeldAnswer: Sendable {
    var exchange: Exchange
    var answer: Answer

    /// Bytes of content that wait with it.
    var bytes: Int {
        switch answer {
        case .whole(let response): response.body.count + (response.gzipped?.count ?? 0)
        case .stream(_, let state): state.waiting.count + state.packing
        }
    }
}

extension Connection {
    /// Writes an answer, or holds it until those before it were written.
    func finish(_ exchange: Exchange, _ response: Response) {
        guard isAwaited(exchange) else { return noteUnsent(exchange, .whole(response)) }
        if compressElsewhere(exchange, response) { return }
        guard isNext(exchange) else { return hold(exchange, .whole(response)) }
        write(exchange, response)
        writeFollowing()
    }

    /// The same for an answer whose content follows piece by piece.
    func finish(_ exchange: Exchange, _ response: Response, _ state: StreamState) {
        let answer = Answer.stream(response, state)
        guard isAwaited(exchange) else { return noteUnsent(exchange, answer) }
        guard isNext(exchange) else { return hold(exchange, answer) }
        write(exchange, answer)
        writeFollowing()
    }

    private func isAwaited(_ exchange: Exchange) -> Bool {
        !isClosed && exchange.sequence &- nextAnswer < outstanding
    }

    private func isNext(_ exchange: Exchange) -> Bool {
        exchange.sequence == nextAnswer && stream == nil
    }

    private func hold(_ exchange: Exchange, _ answer: Answer) {
        let answer = HeldAnswer(exchange: exchange, answer: answer)
        held.append(answer)
        wait(with: answer.bytes)
    }

    private func writeFollowing() {
        if !held.isEmpty { writeHeld() }
        if continueDue { sendContinue() }
    }

    /// Writes the held answers whose turn has come.
    func writeHeld() {
        while stream == nil, !isClosed,
            let index = held.firstIndex(where: { $0.exchange.sequence == nextAnswer })
        {
            let next = held.remove(at: index)
            waitingBytes -= next.bytes
            write(next.exchange, next.answer)
        }
    }

    /// Tells the client to send its body, once the answers before are written
    /// (RFC 9110 section 10.1.1).
    func sendContinue() {
        guard continueDue, outstanding == 0, !isClosed else { return }
        continueDue = false
        loop.own(self)
        loop.output.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    private func write(_ exchange: Exchange, _ answer: Answer) {
        switch answer {
        case .whole(let response): write(exchange, response)
        case .stream(let response, let state):
            loop.own(self)
            guard !isClosed else { return noteUnsent(exchange, answer) }
            begin(state, exchange, response)
        }
    }

    /// Whether the answer comes back later with its content compressed: what would hold the loop up
    /// is done on another thread.
    private func compressElsewhere(_ exchange: Exchange, _ response: Response) -> Bool {
        guard let level = loop.style.levelElsewhere(response, exchange.head.shape.coding) else {
            return false
        }
        let (loop, count) = (loop, response.body.count)
        wait(with: count)
        DispatchQueue.global().async {
            var response = response
            response.gzipped = Gzip.pack(response.body, level: level)
            loop.post(.packed(exchange, response, plain: count))
        }
        return true
    }

    private func write(_ exchange: Exchange, _ response: Response) {
        loop.own(self)
        guard !isClosed else { return noteUnsent(exchange, .whole(response)) }
        let isEmpty = response.status == 204 || response.status == 304
        let isWithheld = isEmpty || exchange.head.shape.method == .head
        var sent = 0
        loop.style.withContent(of: response, exchange.head.shape.coding) { content, isGzip in
            writeHead(
                exchange, response, isEmpty ? .none : .length(content.count), isGzip: isGzip)
            guard !isWithheld else { return }
            sent = content.count
            writeBody(content)
        }
        nextAnswer &+= 1
        // A long row of pipelined answers must not gather without bound.
        if loop.output.count > loop.limits.backlog { sendGathered() }
        note(exchange, response.status, sent)
    }

    /// How the length of an answer is told (RFC 9110 section 8.6, RFC 9112 section 6).
    enum AnswerFraming {
        case none, length(Int), chunked, untilClose

        /// A number from 0 to 3.
        var kind: Int {
            switch self {
            case .none: 0
            case .length: 1
            case .chunked: 2
            case .untilClose: 3
            }
        }
    }

    /// Writes status line and fields of the answer whose turn it is.
    func writeHead(
        _ exchange: Exchange, _ response: Response, _ framing: AnswerFraming, isGzip: Bool = false
    ) {
        assert((200...599).contains(response.status), "\(response.status) is not a final status")
        let output = loop.output
        let head = exchange.head
        loop.date.append(response.status, to: output)
        append(idOf: head, to: output)
        // Ends the line of the id and begins that of the length, where there is one.
        loop.style.append(to: output, head, response, framing)
        switch framing {
        case .length(let count): output.append(decimal: count)
        case .none, .chunked, .untilClose: break
        }
        output.append("\r\n")
        appendFields(of: response, head.shape.coding, isGzip: isGzip)
        loop.style.crossOrigin?.append(to: output, head, response)
        if let parent = head.shape.traceParent {
            var line: [UInt8] = []
            TraceContext.append(head.bytes[parent], span: loop.context.random.next(), to: &line)
            output.append(line)
        }
        if isLast, outstanding == 1 {
            output.append("Connection: close\r\n")
        } else if head.shape.version10 {
            output.append("Connection: keep-alive\r\n")
        }
        output.append("\r\n")
    }

    /// Writes the answer's own fields; what they say of plain content becomes true of gzip.
    private func appendFields(
        of response: Response, _ accepted: AcceptedCoding, isGzip: Bool
    ) {
        let output = loop.output
        let standsForGzip = loop.style.standsForGzip(response, accepted)
        guard isGzip || standsForGzip else { return output.append(response.head) }
        let tagEnd = response.status < 300 || standsForGzip ? response.tagEnd : nil
        response.head.withUnsafeBufferPointer { fields in
            guard let base = fields.baseAddress else { return }
            output.append(base, tagEnd ?? 0)
            if tagEnd != nil { output.append(EntityTag.gzipSuffix) }
            output.append(base + (tagEnd ?? 0), fields.count - (tagEnd ?? 0))
        }
        if isGzip { output.append("Content-Encoding: gzip\r\n") }
    }

    private func append(idOf head: RequestHead, to output: OutputBuffer) {
        if let range = head.shape.requestID {
            head.bytes.withUnsafeBufferPointer { output.append(.init(rebasing: $0[range])) }
        } else {
            output.append(word: head.random.0)
            output.append(word: head.random.1)
        }
    }

    /// Counts and logs an answer; called once for each request, when its answer has ended.
    func note(_ exchange: Exchange, _ status: Int, _ bytes: Int) {
        loop.clock = trato_microseconds()
        loop.traffic.finish(exchange, status: status, at: loop.clock)
        loop.log?.add(exchange, status: status, bytes: bytes, now: loop.clock)
    }

    /// Gives up the answers that came before a turn that will not come.
    func dropHeld() {
        let dropped = held
        held = []
        waitingBytes -= dropped.reduce(0) { $0 + $1.bytes }
        for answer in dropped { noteUnsent(answer.exchange, answer.answer) }
    }

    /// The answer has no reader any more; that it was given is noted all the same.
    private func noteUnsent(_ exchange: Exchange, _ answer: Answer) {
        switch answer {
        case .whole(let response): note(exchange, response.status, 0)
        case .stream(let response, let state):
            state.giveUp()
            note(exchange, response.status, 0)
        }
    }
}
