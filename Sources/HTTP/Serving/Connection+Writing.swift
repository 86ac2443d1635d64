import CLinux
import Glibc

extension Connection {
    /// A body from this size on is sent from where it is instead of being copied together.
    private static let separateFrom = 16 * 1024

    /// Appends content to what is gathered, or sends both at once when it is large.
    func writeBody(_ body: UnsafeBufferPointer<UInt8>) {
        guard body.count < Connection.separateFrom else { return sendGathered(with: body) }
        guard let base = body.baseAddress else { return }
        loop.output.append(base, body.count)
    }

    /// Sends the output buffer; what the socket does not take stays in `backlog`.
    func sendGathered() {
        sendGathered(with: UnsafeBufferPointer(start: nil, count: 0))
    }

    private func sendGathered(with body: UnsafeBufferPointer<UInt8>) {
        let output = loop.output
        defer { output.removeAll() }
        guard !isClosed, output.count + body.count > 0 else { return }
        if let tls { seal(output.content, body, tls) } else { transmit(output.content, body) }
        noteStreamProgress()
    }

    /// Gives bytes as they go over the network to the socket, and keeps what it does not take.
    func transmit(_ head: UnsafeBufferPointer<UInt8>, _ body: UnsafeBufferPointer<UInt8>) {
        var sent = 0
        if unsent == 0 {
            sent = Connection.retrying {
                body.isEmpty
                    ? trato_send(descriptor, head.baseAddress, head.count)
                    : trato_send_both(
                        descriptor, head.baseAddress, head.count, body.baseAddress, body.count)
            }
            if sent < 0 {
                guard errno == EAGAIN else { return close(.reset) }
                sent = 0
            }
            loop.traffic.sent += sent
        }
        keepUnsent(head, body, from: sent)
    }

    private func keepUnsent(
        _ head: UnsafeBufferPointer<UInt8>, _ body: UnsafeBufferPointer<UInt8>, from sent: Int
    ) {
        guard sent < head.count + body.count else { return }
        dropSent()
        if sent < head.count { backlog += head[sent...] }
        backlog += body[max(0, sent - head.count)...]
        guard !wantsWrite else { return }
        wantsWrite = true
        deadline = loop.now + Int64(loop.limits.writeSeconds) * 1000
        control(EPOLL_CTL_MOD)
    }

    /// Gives back what was sent of the backlog, once that is most of it: a reader that is always a
    /// little behind would make it grow for ever.
    private func dropSent() {
        guard backlogStart > 16 * 1024, backlogStart > backlog.count / 2 else { return }
        backlog = Array(backlog[backlogStart...])
        backlogStart = 0
    }

    /// Sends more of the backlog after the socket has room again.
    func sendBacklog() {
        while unsent > 0 {
            let sent = backlog.withUnsafeBytes { bytes in
                Connection.retrying {
                    trato_send(
                        descriptor, bytes.baseAddress.map { $0 + backlogStart },
                        bytes.count - backlogStart)
                }
            }
            guard sent > 0 else {
                if errno != EAGAIN { return close(.reset) }
                break
            }
            backlogStart += sent
            loop.traffic.sent += sent
            deadline = loop.now + Int64(loop.limits.writeSeconds) * 1000
            heldSince = loop.now
        }
        if unsent == 0 {
            backlog = []
            backlogStart = 0
            wantsWrite = false
            control(EPOLL_CTL_MOD)
        }
        dropSent()
        noteStreamProgress()
        settle()
    }

    /// After something was sent: closes, goes on, or sets the deadline that now applies.
    func settle() {
        guard !isClosed, !lingering else { return }
        countHeld()
        // What it has gathered is sent first; this is called again then.
        if isLast, outstanding == 0, unsent == 0, loop.owner !== self { return linger() }
        if paused, !pumping { loop.resumeLater(self) }
        setDeadline()
    }

    private static func retrying(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            guard result < 0, errno == EINTR else { return result }
        }
    }
}
