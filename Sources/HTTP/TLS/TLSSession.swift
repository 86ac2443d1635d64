import COpenSSL

/// The TLS side of one connection; touched on its loop only.
final class TLSSession {
    enum State {
        case handshake
        case open
        /// Our end was said, or OpenSSL has failed: nothing can be sealed any more.
        case ended
    }
    /// Why no more plain bytes come.
    enum End {
        /// The peer said so (RFC 8446 section 6.1).
        case closed
        /// It broke the protocol; the alert about it lies in the wire's output.
        case failed
    }

    let wire: Wire
    private(set) var state = State.handshake
    /// Nothing was received yet.
    private(set) var isFresh = true
    /// The peer has said that nothing follows.
    private(set) var hasHeardEnd = false
    /// The subject of the client's certificate, once the handshake is over and if there is one.
    private(set) var subject: String?
    private let asksClient: Bool
    /// An `SSL`; nil when the connection is closed.
    private var session: OpaquePointer?

    /// Takes over the `SSL`.
    init(_ session: OpaquePointer, wire: Wire, asksClient: Bool) {
        self.session = session
        self.wire = wire
        self.asksClient = asksClient
    }

    deinit { SSL_free(session) }

    /// Opens sealed bytes into `wire.opened`, all of them: how many plain ones that gave.
    ///
    /// What the handshake has to say lies in `wire.output` then.
    func open(_ sealed: UnsafeBufferPointer<UInt8>) -> (count: Int, end: End?) {
        guard let session, state != .ended else { return (0, .failed) }
        isFresh = false
        let wire = wire
        return wire.reading(sealed) {
            var total = 0
            OpenSSLError.forget()
            repeat {
                let room = wire.opened.count - total
                let count = SSL_read(
                    session, wire.opened.baseAddress.map { $0 + total }, Int32(room))
                if state == .handshake { noteProgress(session) }
                guard count > 0 else { return (total, reason(session, count)) }
                total += Int(count)
            } while !wire.input.isEmpty || SSL_pending(session) > 0
            return (total, nil)
        }
    }

    /// Seals plain bytes onto `wire.output`; false when that cannot be done any more.
    func seal(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !bytes.isEmpty else { return true }
        guard let session, state == .open else { return false }
        OpenSSLError.forget()
        var written = 0
        guard SSL_write_ex(session, bytes.baseAddress, bytes.count, &written) == 1 else {
            fail()
            return false
        }
        return true
    }

    /// Seals that nothing follows; false when that is out of place.
    func sealEnd() -> Bool {
        guard let session, state == .open else { return false }
        state = .ended
        OpenSSLError.forget()
        return SSL_shutdown(session) >= 0
    }

    /// Gives back OpenSSL's memory.
    func release() {
        SSL_free(session)
        session = nil
        state = .ended
    }

    private func noteProgress(_ session: OpaquePointer) {
        guard SSL_is_init_finished(session) == 1 else { return }
        state = .open
        if asksClient { subject = ClientCertificates.subject(of: session) }
    }

    private func reason(_ session: OpaquePointer, _ count: Int32) -> End? {
        switch SSL_get_error(session, count) {
        case SSL_ERROR_WANT_READ: return nil
        case SSL_ERROR_ZERO_RETURN:
            hasHeardEnd = true
            return .closed
        default:
            fail()
            return .failed
        }
    }

    private func fail() {
        ERR_clear_error()
        state = .ended
    }
}
