import CLinux
import Glibc

extension Connection {
    private var canParse: Bool {
        !isLast && !isClosed && outstanding < loop.limits.pipelined
            && unsent < loop.limits.backlog && !loop.isFull
    }

    /// Reads and serves until the socket is empty or something must be waited for.
    func pump() {
        pumping = true
        if paused, canParse {
            paused = false
            feed(UnsafeBufferPointer(start: nil, count: 0))
        }
        while readable, canParse { receiveOnce() }
        // What was left because of back-pressure is looked at again after an answer has left.
        paused = !isLast && !canParse
        pumping = false
        guard !isClosed else { return }
        if loop.owner === self { loop.flush() } else { settle() }
    }

    /// Goes on after back-pressure has eased.
    func resume() {
        guard paused, canParse else { return }
        pump()
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
        reading: while canParse {
            switch reader.next(bytes, &cursor, loop.context) {
            case .incomplete: break reading
            case .request(let head, let body): serve(head, body)
            case .continueExpected:
                continueDue = true
                sendContinue()
            case .refused(let refusal, let head): refuse(refusal, head)
            }
        }
        guard !isLast, !isClosed else { return }
        reader.keep(bytes, from: cursor, whole: whole)
    }

    private func serve(_ head: RequestHead, _ body: [UInt8]) {
        continueDue = false
        waiting = .answer
        if !head.shape.keepAlive || loop.draining { isLast = true }
        if head.shape.keepAlive, loop.draining { ending = .drain }
        let exchange = makeExchange(head)
        switch head.shape.service {
        case .handler: loop.handler?.handle(Request(head: head, body: body), exchange)
        case .serverOptions:
            var response = Response(204)
            response.add("Allow", Method.list(Method.allCases))
            exchange.respond(response)
        case .methodNotAllowed: respond(exchange, .methodNotAllowed)
        case .methodUnknown: respond(exchange, .methodUnknown)
        }
    }

    private func respond(_ exchange: Exchange, _ refusal: Refusal) {
        loop.traffic.refuse(refusal)
        exchange.route = Exchange.refused
        exchange.respond(refusal.response(to: exchange.head))
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
