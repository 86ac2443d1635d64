import COpenSSL
import Glibc

/// Certificates of clients: which are asked for, and what they say.
enum ClientCertificates {
    /// Makes sessions ask as the configuration says.
    ///
    /// The context of resumable sessions is a hash of the authorities and the rule, so that a
    /// session that was made under others is not resumed: its certificate would not be looked at
    /// again.
    static func ask(
        _ configuration: TLSConfiguration, _ context: OpaquePointer
    ) throws(ServerError) {
        var rule = Array(configuration.clientAuthentication.rawValue.utf8)
        switch configuration.clientAuthentication {
        case .off: break
        case .request: SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        case .require:
            SSL_CTX_set_verify(
                context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        }
        if configuration.clientAuthentication != .off {
            rule += try trust(configuration.clientCA ?? "", context)
        }
        var hash = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256(rule, rule.count, &hash)
        guard SSL_CTX_set_session_id_context(context, hash, UInt32(hash.count)) == 1 else {
            throw .unusable("TLS", reason: OpenSSLError.takeReason())
        }
    }

    /// Trusts the authorities of a file and gives its content.
    private static func trust(
        _ path: String, _ context: OpaquePointer
    ) throws(ServerError) -> [UInt8] {
        let subject = try CertificateFiles.checkReadable("The client CA file", path)
        // The names tell clients which of their certificates will do.
        guard SSL_CTX_load_verify_file(context, path) == 1,
            let names = SSL_load_client_CA_file(path), let file = BIO_new_file(path, "r")
        else { throw CertificateFiles.noCertificate(subject) }
        defer { BIO_free(file) }
        SSL_CTX_set_client_CA_list(context, names)
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while case let count = BIO_read(file, &piece, Int32(piece.count)), count > 0 {
            content += piece[..<Int(count)]
        }
        return content
    }

    /// The subject of the peer's certificate in the form of RFC 2253, or nil when it gave none.
    static func subject(of session: OpaquePointer) -> String? {
        guard let certificate = SSL_get0_peer_certificate(session),
            let space = BIO_new(BIO_s_mem())
        else { return nil }
        defer { BIO_free(space) }
        let name = X509_get_subject_name(certificate)
        guard X509_NAME_print_ex(space, name, 0, trato_name_style()) >= 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = BIO_read(space, &bytes, Int32(bytes.count))
        return String(decoding: bytes.prefix(Int(max(0, count))), as: UTF8.self)
    }
}
