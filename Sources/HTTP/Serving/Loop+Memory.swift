// What connections hold of memory, and what happens when that is too much.
//
// Each connection has bounds of its own (`Limits`), but ten thousand times a small bound is more than
// a machine has: clients that never take their answers, or never finish their requests, could hold
// that much on purpose. So a loop adds up what its connections hold, and beyond `Limits.held` it reads
// from nobody and ends those that have held something for longest without getting on, until an eighth
// of it is free.
//
// Longest, not most: a client on a slow line that takes a large answer gets on all the while, and one
// that was told to wait does not. An unfinished request does not get on by bytes that trickle in.
//
// Counted are bytes of content and of messages. Arrays that grow may take twice as much, and the objects
// around them some hundred bytes each.

extension Loop {
    /// Whether connections hold more than they may together.
    var isFull: Bool { held > limits.heldTogether }

    /// Ends the slowest of those who hold something until an eighth is free.
    func makeRoom() {
        let enough = limits.heldTogether - limits.heldTogether / 8
        let holders = slots.compactMap(\.self).filter { $0.counted > 0 }
        for connection in holders.sorted(by: { $0.heldSince < $1.heldSince }) {
            guard held > enough else { break }
            connection.giveUp()
        }
    }

    /// Lets those read on that had to stop, once there is room: they would hear of it from nobody else.
    func wakeReaders() {
        guard readersWait, !isFull else { return }
        readersWait = false
        for connection in slots {
            if let connection, connection.paused { resumeLater(connection) }
        }
    }
}

extension Connection {
    /// Tells the loop what this connection holds now.
    @inline(__always)
    func countHeld() {
        let holding = backlog.count + waitingBytes + reader.held + (stream?.packing ?? 0)
        guard holding != counted else { return }
        if counted == 0 { heldSince = loop.now }
        loop.held += holding - counted
        counted = holding
    }

    /// Takes note of content that waits for its turn.
    func wait(with bytes: Int) {
        waitingBytes += bytes
        countHeld()
    }

    /// Ends a connection for the sake of the others.
    ///
    /// Who is in the midst of a request hears that it may be sent again.
    func giveUp() {
        guard unsent == 0, outstanding == 0, reader.phase != .idle, tls?.state != .handshake else {
            return close(.memory)
        }
        ending = .memory
        refuse(.overloaded, reader.unfinishedHead(loop.context))
        loop.flush()
    }
}
