import CLinux
import Glibc

extension Connection {
    /// Microseconds that a connection may have the loop to itself while others wait; a request that
    /// was begun is always finished.
    private static let turn: Int64 = 1_000

    private var canParse: Bool {
        !isLast && !isClosed && !hasHadItsTurn && outstanding < loop.limits.pipelined
            && (outstanding == 0 || !isChanging)
            && unsent < loop.limits.backlog && !loop.isFull && reader.receiver?.isBehind != true
    }

    /// Whether the next request may be taken; otherwise it is looked at again when what stands in the way may be gone.
    private func goesOn() -> Bool {
        if canParse { return true }
        paused = !isLast
        if loop.isFull { loop.readersWait = true }
        return false
    }

    /// Reads and serves until the socket is empty, something must be waited for, or it is the turn of others.
    func pump() {
        pumping = true
        let wasWaiting = hasHadItsTurn
        turnEnd = loop.clock + Self.turn
        if paused, goesOn() {
            paused = false
            feed(UnsafeBufferPointer(start: nil, count: 0))
        }
        while readable, goesOn() {
            receiveOnce()
            if readable { noteTurn() }
        }
        pumping = false
        guard !isClosed else { return }
        if loop.owner === self { loop.flush() } else { settle() }
        if hasHadItsTurn, !wasWaiting { waitForTurn() }
    }

    /// Sees whether others shall have the loop: a body that comes as fast as it is read gives no answer that would look
    /// at the clock.
    private func noteTurn() {
        loop.clock = trato_microseconds()
        if loop.clock > turnEnd { hasHadItsTurn = true }
    }

    /// Goes on in the next batch of events, after all others that have something now.
    private func waitForTurn() {
        loop.post(
            .run { [self] in
                hasHadItsTurn = false
                resume()
            })
    }

    /// Goes on after back-pressure has eased, or with reading to the end.
    func resume() {
        if lingering, !isClosed { return discardInput() }
        if paused, goesOn() { pump() }
    }

    private func receiveOnce() {
        if let tls, tls.hasHeardEnd { return endOfInput() }
        let capacity = loop.receiving.count
        let count = recv(descriptor, loop.receiving.baseAddress, capacity, 0)
        if count > 0 {
            loop.traffic.received += count
            // A short read has emptied the socket (epoll(7)), unless the end stands behind it.
            readable = count == capacity || endSeen
            let fresh = UnsafeBufferPointer(rebasing: loop.receiving[..<count])
            if let tls { feed(sealed: fresh, tls) } else { feed(fresh) }
        } else if count == 0 {
            endOfInput()
        } else if errno == EAGAIN {
            readable = false
        } else if errno != EINTR {
            close(.reset)
        }
    }

    /// Serves the requests in plain bytes.
    func feed(_ fresh: UnsafeBufferPointer<UInt8>) {
        guard let whole = reader.begin(fresh) else { return parse(fresh, whole: nil) }
        whole.withUnsafeBufferPointer { bytes in
            if !bytes.isEmpty { parse(bytes, whole: whole) }
        }
    }

    private func parse(_ bytes: UnsafeBufferPointer<UInt8>, whole: [UInt8]?) {
        var cursor = 0
        reading: while goesOn() {
            switch reader.next(bytes, &cursor, loop.context) {
            case .incomplete: break reading
            case .request(let head, let body):
                serve(head, body)
                // Most come alone: then there is nothing to wait for.
                if cursor == bytes.count { break reading }
            case .bodyBegins(let head): beginUpload(head, hasRest: cursor < bytes.count)
            case .uploaded(let head, let receiver): serve(head, [], receiver)
            case .continueExpected:
                continueDue = true
                sendContinue()
            case .refused(let refusal, let head): refuse(refusal, head)
            }
        }
        guard !isLast, !isClosed else { return }
        reader.keep(bytes, from: cursor, whole: whole)
    }

    /// Asks who takes a body that has begun.
    private func beginUpload(_ head: RequestHead, hasRest: Bool) {
        guard let handler = loop.handler else { return refuse(.abandoned, head) }
        switch handler.receive(Request(head: head, body: [])) {
        case .pieces(let receiver):
            let loop = loop
            receiver.whenCaughtUp { [weak self] in
                guard let self else { return }
                loop.post(.run { self.resume() })
            }
            if reader.attach(receiver, hasRest: hasRest) {
                continueDue = true
                sendContinue()
            }
        case .refused(let response):
            isLast = true
            if ending == .client { ending = .refused }
            reader.discard()
            makeExchange(head).respond(response)
        }
    }

    private func serve(
        _ head: RequestHead, _ body: [UInt8], _ receiver: (any BodyReceiver)? = nil
    ) {
        continueDue = false
        waiting = .answer
        // Others see what this one does (RFC 9112 section 9.3.2). One that reads and was begun before may still be under way.
        isChanging = !head.shape.method.isSafe
        if !head.shape.keepAlive || loop.draining { isLast = true }
        if head.shape.keepAlive, loop.draining { ending = .drain }
        let exchange = makeExchange(head)
        switch head.shape.service {
        case .handler:
            var request = Request(head: head, body: body)
            request.upload = receiver
            loop.handler?.handle(request, exchange)
        case .serverOptions:
            var response = Response(204)
            response.add("Allow", Method.list(Method.allCases))
            exchange.respond(response)
        case .methodNotAllowed:
            let request = Request(head: head, body: [])
            respond(exchange, .methodNotAllowed, allowing: loop.handler?.methods(at: request))
        case .methodUnknown: respond(exchange, .methodUnknown)
        }
        // Every answer that was given at once has set the clock.
        if loop.clock > turnEnd { hasHadItsTurn = true }
    }

    private func respond(
        _ exchange: Exchange, _ refusal: Refusal, allowing methods: [Method]? = nil
    ) {
        loop.traffic.refuse(refusal)
        exchange.route = Exchange.refused
        var response = refusal.response(to: exchange.head)
        if let methods { response.add("Allow", Method.list(methods)) }
        exchange.respond(response)
    }

    /// Answers a request that cannot be served and ends the connection behind it.
    func refuse(_ refusal: Refusal, _ head: RequestHead) {
        isLast = true
        if ending == .client { ending = .refused }
        continueDue = false
        reader.discard()
        respond(makeExchange(head), refusal)
    }

    private func makeExchange(_ head: RequestHead) -> Exchange {
        let exchange = Exchange(
            connection: self, head: head, sequence: nextSequence, started: loop.clock)
        nextSequence &+= 1
        loop.traffic.inProgress += 1
        return exchange
    }

    /// The peer sends no more: between requests that is its right, inside one the rest is missing.
    func endOfInput() {
        readable = false
        endSeen = true
        if reader.phase == .idle {
            isLast = true
        } else {
            refuse(
                .malformed("The request ended before it was complete."),
                reader.unfinishedHead(loop.context))
        }
    }
}
