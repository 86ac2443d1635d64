import CLinux
import Glibc

extension Loop {
    /// The connection an event is for, or nil when it was closed since.
    func connection(_ tag: UInt64) -> Connection? {
        guard let connection = slots[Int(tag & 0xffff_ffff)],
            connection.generation == UInt32(truncatingIfNeeded: tag >> 32)
        else { return nil }
        return connection
    }

    /// Accepts what waits, at most 64 at a time so that others get their turn.
    func accept(from listener: ListeningSocket, atMost limit: Int = 64) {
        for _ in 0..<limit {
            guard connectionCount < connectionLimit else { return pauseAccepting(.limit) }
            let (descriptor, peer) = SocketAddress.accept(listener.descriptor)
            if descriptor >= 0 {
                add(descriptor, peer, secure: listener.isSecure)
                continue
            }
            switch errno {
            case EAGAIN: return
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return pauseAccepting(.system)
            default: continue  // The peer gave up before it was accepted (accept(2)).
            }
        }
    }

    private func add(_ descriptor: Int32, _ peer: SocketAddress, secure: Bool) {
        let tls = secure ? wire?.makeSession() : nil
        // No memory for a session must not make the connection a plain one.
        guard !secure || tls != nil else {
            close(descriptor)
            return
        }
        let slot = freeSlots.popLast() ?? slots.count
        if slot == slots.count { slots.append(nil) }
        generation &+= 1
        // The largest generation would make tags look like those of the loop's own descriptors.
        if generation == UInt32.max { generation = 0 }
        let connection = Connection(
            loop: self, descriptor: descriptor, slot: slot, generation: generation,
            remoteAddress: peer.text, tls: tls)
        if let proxies, proxies.trusts(connection.reader.remoteAddress) {
            connection.reader.proxies = proxies
        }
        slots[slot] = connection
        connectionCount += 1
        traffic.accepted += 1
        connection.begin()
    }

    /// Forgets a closed connection.
    func remove(_ connection: Connection) {
        slots[connection.slot] = nil
        freeSlots.append(connection.slot)
        connectionCount -= 1
        dropGathered(of: connection)
        if acceptsPaused, connectionCount < connectionLimit { resumeAccepting() }
    }

    /// Leaves waiting connections in the kernel's queue until descriptors or memory are free again.
    private func pauseAccepting(_ cause: PauseCause) {
        guard !acceptsPaused else { return }
        acceptsPaused = true
        traffic.pause(cause)
        // Added again later, since one that is watched exclusively cannot be modified
        // (epoll_ctl(2)).
        for listener in listeners {
            trato_epoll_control(epoll, EPOLL_CTL_DEL, listener.descriptor, 0, 0)
        }
        timers.add(at: now + 250) { [weak self] in self?.resumeAccepting() }
    }

    private func resumeAccepting() {
        guard acceptsPaused else { return }
        acceptsPaused = false
        for (index, listener) in listeners.enumerated() {
            trato_epoll_control(
                epoll, EPOLL_CTL_ADD, listener.descriptor, listener.events,
                EventTag.listener(index))
        }
    }
}
