import COpenSSL
import HTTP

/// OpenSSL's client without a socket: sealed bytes go in and out, to be cut as a test likes.
final class TLSClient {
    struct Options {
        var version = TLS1_3_VERSION
        var protocols: [String] = []
        var certificate: TestCertificate?
        /// The session to resume.
        var resumed: Session?
    }
    /// A session that may be resumed.
    final class Session {
        let pointer: OpaquePointer
        init(_ pointer: OpaquePointer) { self.pointer = pointer }
        deinit { SSL_SESSION_free(pointer) }
    }
    /// What OpenSSL said when it gave up.
    struct Failed: Error { let reason: String }

    private let context: OpaquePointer?
    private let session: OpaquePointer?
    private let incoming = BIO_new(BIO_s_mem())
    private let outgoing = BIO_new(BIO_s_mem())
    /// The peer said that nothing follows.
    private(set) var heardEnd = false

    init(_ options: Options = Options()) {
        context = SSL_CTX_new(TLS_client_method())
        SSL_CTX_set_security_level(context, 0)
        SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0")
        let version = Int(options.version)
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, version, nil)
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, version, nil)
        if let certificate = options.certificate {
            SSL_CTX_use_certificate_chain_file(context, certificate.file)
            SSL_CTX_use_PrivateKey_file(context, certificate.key, SSL_FILETYPE_PEM)
        }
        session = SSL_new(context)
        let names = options.protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        if !names.isEmpty { SSL_set_alpn_protos(session, names, UInt32(names.count)) }
        if let resumed = options.resumed { SSL_set_session(session, resumed.pointer) }
        SSL_set_bio(session, incoming, outgoing)
        SSL_set_connect_state(session)
    }

    deinit {
        // OpenSSL would not resume a session that was never said to end.
        SSL_set_shutdown(session, SSL_SENT_SHUTDOWN)
        SSL_free(session)
        SSL_CTX_free(context)
    }

    /// Goes on with the handshake; true when it is over.
    func advance() throws -> Bool {
        ERR_clear_error()
        let code = SSL_do_handshake(session)
        if code == 1 { return true }
        guard SSL_get_error(session, code) == SSL_ERROR_WANT_READ else { throw failure() }
        return false
    }

    /// Takes what is to be sent.
    func takeOutput() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(outgoing))
        guard !bytes.isEmpty else { return [] }
        BIO_read(outgoing, &bytes, Int32(bytes.count))
        return bytes
    }

    /// Gives what was received.
    func give(_ sealed: some Collection<UInt8>) {
        guard !sealed.isEmpty else { return }
        let bytes = Array(sealed)
        BIO_write(incoming, bytes, Int32(bytes.count))
    }

    func seal(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        SSL_write(session, bytes, Int32(bytes.count))
        return takeOutput()
    }

    /// Opens all that was given.
    func open() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        ERR_clear_error()
        while true {
            let count = SSL_read(session, &buffer, Int32(buffer.count))
            if count > 0 {
                bytes += buffer.prefix(Int(count))
                continue
            }
            switch SSL_get_error(session, count) {
            case SSL_ERROR_WANT_READ: return bytes
            case SSL_ERROR_ZERO_RETURN:
                heardEnd = true
                return bytes
            default: throw failure()
            }
        }
    }

    /// What says that nothing follows.
    func sealEnd() -> [UInt8] {
        SSL_shutdown(session)
        return takeOutput()
    }

    var isResumed: Bool { SSL_session_reused(session) == 1 }
    var version: String { String(cString: SSL_get_version(session)) }

    /// The protocol that the server chose.
    var chosenProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(session, &name, &count)
        guard let name else { return nil }
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    /// The common name of the server's certificate.
    var peerName: String? {
        var text = [CChar](repeating: 0, count: 256)
        let subject = X509_get_subject_name(SSL_get0_peer_certificate(session))
        guard X509_NAME_get_text_by_NID(subject, NID_commonName, &text, 256) > 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The session, which with TLS 1.3 can be resumed once something was received.
    func resumable() -> Session? { SSL_get1_session(session).map(Session.init) }

    private func failure() -> Failed {
        let code = ERR_peek_error()
        ERR_clear_error()
        return Failed(reason: ERR_reason_error_string(code).map { String(cString: $0) } ?? "none")
    }
}
