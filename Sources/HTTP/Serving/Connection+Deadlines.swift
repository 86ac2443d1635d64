extension Connection {
    /// Sets the deadline for what the connection now waits for.
    func setDeadline() {
        let limits = loop.limits
        if let tls, tls.state == .handshake {
            // As for a head, its time is for the whole of it.
            if waiting != .handshake { wait(for: .handshake, limits.headSeconds) }
        } else if unsent > 0 {
            // Set when the socket refused bytes and moved with every byte it took since.
            waiting = .peer
        } else if outstanding > 0 {
            waiting = .answer
            deadline = Int64.max
        } else {
            switch reader.phase {
            case .idle: wait(for: .request, limits.idleSeconds)
            // A head has its time as a whole: bytes that trickle in do not extend it.
            case .head: if waiting != .head { wait(for: .head, limits.headSeconds) }
            case .body: waitForBody()
            }
        }
    }

    /// Acts when the deadline has passed.
    func checkDeadline() {
        guard deadline <= loop.now, !isClosed else { return }
        if lingering { return close() }
        switch waiting {
        case .request:
            ending = .idleTimeout
            closeBetweenMessages()
        case .handshake: close(.handshakeTimeout)
        case .peer: close(.writeTimeout)
        case .answer: break
        case .head, .body:
            ending = waiting == .head ? .headTimeout : .bodyTimeout
            refuse(.requestTimeout, reader.unfinishedHead(loop.context))
            loop.flush()
        }
    }

    /// While the server drains: closes an idle connection, lets others finish what they began.
    func drain() {
        guard !isClosed, !lingering, !isLast else { return }
        guard reader.phase == .idle || outstanding > 0 else { return }
        isLast = true
        ending = .drain
        if outstanding == 0, unsent == 0 { closeBetweenMessages() }
    }

    /// A body has until the next byte, and as a whole a time that grows with what came of it.
    private func waitForBody() {
        if waiting != .body { bodySince = loop.now }
        wait(for: .body, loop.limits.bodySeconds)
        deadline = min(deadline, bodySince + loop.limits.bodyMilliseconds(reader.bodyReceived))
    }

    private func wait(for what: Waiting, _ seconds: Int) {
        waiting = what
        deadline = loop.now + Int64(seconds) * 1000
    }
}
