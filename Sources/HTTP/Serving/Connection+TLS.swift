extension Connection {
    /// Opens sealed bytes and serves what is in them.
    func feed(sealed bytes: UnsafeBufferPointer<UInt8>, _ tls: TLSSession) {
        if tls.isFresh, let first = bytes.first, first == 0x0D || ByteSet.token.contains(first) {
            return refusePlain(bytes, tls)
        }
        let (count, end) = tls.open(bytes)
        sendSealed(tls)
        if count > 0 { feed(UnsafeBufferPointer(rebasing: tls.wire.opened[..<count])) }
        guard !isClosed else { return }
        switch end {
        case nil: break
        // To be found by the next read, as the end of a socket is: requests may wait before it.
        case .closed: readable = true
        case .failed: endAfterFailure()
        }
    }

    /// Seals content and sends it, a part at a time: a large body is never there twice.
    func seal(
        _ head: UnsafeBufferPointer<UInt8>, _ body: UnsafeBufferPointer<UInt8>, _ tls: TLSSession
    ) {
        let part = 128 * 1024
        // The next session must not send what a failure left there.
        defer { tls.wire.output.removeAll() }
        guard tls.seal(head) else { return close(.system) }
        var rest = body
        repeat {
            let next = UnsafeBufferPointer(rebasing: rest.prefix(part))
            guard tls.seal(next) else { return close(.system) }
            sendSealed(tls)
            rest = UnsafeBufferPointer(rebasing: rest.dropFirst(part))
        } while !rest.isEmpty && !isClosed
    }

    /// Says that nothing follows, so that the peer can tell an end from a cut
    /// (RFC 8446 section 6.1); nothing without TLS, or after a cut.
    func sendEnd() {
        guard let tls, ending != .streamCut else { return }
        defer { tls.wire.output.removeAll() }
        if tls.sealEnd() { sendSealed(tls) }
    }

    private func sendSealed(_ tls: TLSSession) {
        let output = tls.wire.output
        guard !output.isEmpty else { return }
        transmit(output.content, UnsafeBufferPointer(start: nil, count: 0))
        output.removeAll()
    }

    /// The alert about it was sent; nobody can be answered any more, not even who asked before it in the same bytes.
    private func endAfterFailure() {
        ending = .tls
        isLast = true
        loop.dropGathered(of: self)
        guard outstanding == 0 else { return close() }
        linger()
    }

    /// Plain HTTP came where TLS is spoken: that is answered in plain HTTP, once.
    private func refusePlain(_ bytes: UnsafeBufferPointer<UInt8>, _ tls: TLSSession) {
        tls.release()
        self.tls = nil
        reader = RequestReader(remoteAddress: reader.remoteAddress)
        let start = bytes.firstIndex { $0 != 0x0D && $0 != 0x0A } ?? bytes.count
        refuse(
            .malformed("This port speaks TLS: the address begins with https."),
            reader.unfinishedHead(bytes, start, loop.context))
    }
}
