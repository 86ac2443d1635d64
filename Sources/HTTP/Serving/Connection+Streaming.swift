extension Connection {
    /// Writes the head of a streamed answer and what was written before its turn.
    func begin(_ state: StreamState, _ exchange: Exchange, _ response: Response) {
        let head = exchange.head
        if head.shape.version10 {
            // Only the end of the connection can end the content, so nothing comes after it.
            takeNothing(after: exchange)
        }
        let framing = head.shape.version10 ? AnswerFraming.untilClose : .chunked
        writeHead(exchange, response, framing, isGzip: state.isGzip)
        state.status = response.status
        guard head.shape.method != .head else {
            state.giveUp()
            nextAnswer &+= 1
            return note(exchange, response.status, 0)
        }
        if head.shape.version10 { endIsLength = true }
        stream = state
        state.exchange = exchange
        let early = state.waiting
        state.waiting = []
        if !early.isEmpty { send(early, of: state) }
        if streamUnsent == 0 { state.callAfterwards() }
        if state.isCut {
            cut(state)
        } else if state.endsEarly {
            end(state)
        }
    }

    private func takeNothing(after exchange: Exchange) {
        isLast = true
        nextSequence = exchange.sequence &+ 1
        dropHeld()
    }

    /// Sends one piece, or keeps it until the answer's turn has come.
    func send(_ bytes: [UInt8], of state: StreamState) {
        guard !isClosed else { return }
        guard stream === state else {
            guard state.exchange == nil, !state.isOver else { return }
            state.waiting += bytes
            return wait(with: bytes.count)
        }
        loop.own(self)
        guard !isClosed else { return }
        let chunked = state.exchange?.head.shape.version10 == false
        if chunked {
            loop.output.append(hexadecimal: bytes.count)
            loop.output.append("\r\n")
        }
        streamUnsent += bytes.count
        state.sent += bytes.count
        bytes.withUnsafeBufferPointer { writeBody($0) }
        // A peer that is gone is noticed here: what is appended then would begin somebody else's answer.
        guard !isClosed else { return }
        if chunked { loop.output.append("\r\n") }
    }

    /// Ends a streamed answer; the next one may be written.
    func end(_ state: StreamState) {
        guard !isClosed else { return }
        guard stream === state else {
            state.endsEarly = true
            return
        }
        loop.own(self)
        guard !isClosed else { return }
        if state.exchange?.head.shape.version10 == false { loop.output.append("0\r\n\r\n") }
        leave(state)
        writeHeld()
        if continueDue { sendContinue() }
    }

    /// Breaks a streamed answer off: the client must see that it is not whole, and have what stands before it.
    func cut(_ state: StreamState) {
        guard !isClosed else { return }
        guard stream === state, let exchange = state.exchange else {
            state.isCut = true
            return
        }
        loop.own(self)
        guard !isClosed else { return }
        ending = .streamCut
        takeNothing(after: exchange)
        // There nothing but a reset tells it from a whole one (RFC 9112 section 8).
        guard !exchange.head.shape.version10 else { return close() }
        leave(state)
        state.callAfterwards()
    }

    /// Goes on behind a streamed answer.
    private func leave(_ state: StreamState) {
        state.isOver = true
        noteEnd(of: state)
        releaseStream()
        stream = nil
        nextAnswer &+= 1
    }

    /// Tells the writer of the stream how far the socket has come.
    func noteStreamProgress() {
        guard let stream, streamUnsent > 0 else { return }
        let left = min(streamUnsent, unsent)
        stream.unsent.subtract(streamUnsent - left, ordering: .relaxed)
        streamUnsent = left
        if left == 0 { stream.callAfterwards() }
    }

    /// Calls when all that the stream has written is sent; what comes before its turn waits for that.
    func note(_ work: @escaping @Sendable () -> Void, of state: StreamState) {
        state.afterwards = work
        guard !isClosed, !state.isGone else { return state.callAfterwards() }
        guard stream === state, streamUnsent == 0 else { return }
        state.callAfterwards()
    }

    func noteEnd(of state: StreamState) {
        guard let exchange = state.exchange else { return }
        note(exchange, state.status, state.sent)
        state.exchange = nil
    }

    private func releaseStream() {
        stream?.unsent.subtract(streamUnsent, ordering: .relaxed)
        streamUnsent = 0
    }
}
