import CLinux
import Glibc

extension Loop {
    /// Does what other threads asked for, in order.
    func readInbox() {
        for letter in inbox.takeAll() {
            switch letter {
            case .answer(let exchange, let response):
                exchange.connection?.finish(exchange, response)
            case .packed(let exchange, let response, let count):
                exchange.connection?.waitingBytes -= count
                exchange.connection?.finish(exchange, response)
            case .stream(let exchange, let response, let state):
                exchange.connection?.finish(exchange, response, state)
            case .piece(let state, let bytes): state.connection.send(bytes, of: state)
            case .end(let state): state.connection.end(state)
            case .cut(let state): state.connection.cut(state)
            case .run(let work): work()
            case .later(let milliseconds, let work):
                timers.add(at: trato_microseconds() / 1000 + Int64(max(0, milliseconds)), work)
            case .each(let work): if let handler { work(handler) }
            }
        }
    }

    /// Runs what is due and, once per second, looks for connections whose time is over.
    func runTimers() {
        var count: UInt64 = 0
        // Nothing is lost when there is nothing to read: what is due is decided by the clock.
        _ = read(timerDescriptor, &count, 8)
        armedFor = 0
        let due = trato_microseconds() / 1000
        while let work = timers.take(dueAt: due) { work() }
        guard due >= nextSweep else { return }
        nextSweep = due + 1000
        for connection in slots { connection?.checkDeadline() }
    }

    /// Arms the timer for the earliest thing that waits.
    func armTimer() {
        var wanted = timers.next ?? Int64.max
        if connectionCount > 0 {
            if nextSweep <= now - 1000 { nextSweep = now + 1000 }
            wanted = min(wanted, nextSweep)
        }
        guard wanted != Int64.max, armedFor == 0 || wanted < armedFor else { return }
        armedFor = wanted
        trato_timer_arm(timerDescriptor, max(1, wanted))
    }

    /// Makes the output buffer a connection's own, after sending what another one left there.
    func own(_ connection: Connection) {
        guard owner !== connection else { return }
        flush()
        assert(output.isEmpty, "somebody appended to the answer of a closed connection")
        output.removeAll()
        owner = connection
    }

    /// Sends what the owner of the output buffer gathered.
    func flush() {
        guard let connection = owner else { return }
        owner = nil
        connection.sendGathered()
        connection.settle()
    }

    /// Forgets what a connection has gathered.
    func dropGathered(of connection: Connection) {
        guard owner === connection else { return }
        owner = nil
        output.removeAll()
    }

    /// Lets a connection go on once the loop is out of all handlers.
    func resumeLater(_ connection: Connection) { resumable.append(connection) }

    /// Runs work once the loop is out of all handlers and out of everybody's answer.
    func runLater(_ work: @escaping @Sendable () -> Void) { afterwards.append(work) }

    /// Runs what came to wait until now, and sends what that gave.
    func runAfterwards() {
        guard !afterwards.isEmpty else { return }
        let due = afterwards
        afterwards = []
        for work in due { work() }
        flush()
    }
}
