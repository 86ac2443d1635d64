import COpenSSL
import Glibc

/// Reads the server's certificate and key.
enum CertificateFiles {
    /// Throws `ServerError.unusable` when a file cannot be read or the two do not belong together.
    static func load(
        _ configuration: TLSConfiguration, into context: OpaquePointer
    ) throws(ServerError) {
        let certificate = configuration.certificate
        let subject = try checkReadable("The certificate", certificate)
        guard SSL_CTX_use_certificate_chain_file(context, certificate) == 1 else {
            throw noCertificate(subject)
        }
        try loadKey(configuration.key, of: certificate, into: context)
    }

    private static func loadKey(
        _ path: String, of certificate: String, into context: OpaquePointer
    ) throws(ServerError) {
        let subject = try checkReadable("The key", path)
        var isLocked = false
        // Without a callback OpenSSL would ask for a passphrase on the terminal.
        SSL_CTX_set_default_passwd_cb(context) { _, _, _, isLocked in
            isLocked?.storeBytes(of: true, as: Bool.self)
            return -1
        }
        let isLoaded = withUnsafeMutablePointer(to: &isLocked) { flag in
            SSL_CTX_set_default_passwd_cb_userdata(context, flag)
            defer { SSL_CTX_set_default_passwd_cb_userdata(context, nil) }
            return SSL_CTX_use_PrivateKey_file(context, path, SSL_FILETYPE_PEM) == 1
        }
        if isLoaded, SSL_CTX_check_private_key(context) == 1 { return }
        let isOther = isLoaded || ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_X509
        ERR_clear_error()
        if isLocked { throw .unusable(subject, reason: "it is protected by a passphrase") }
        throw .unusable(
            subject,
            reason: isOther
                ? "it does not belong to the certificate \(certificate)"
                : "it holds no key in PEM form")
    }

    /// Names a file, or throws when there is no such file or it is not for us.
    static func checkReadable(_ what: String, _ path: String) throws(ServerError) -> String {
        guard access(path, R_OK) == 0 else {
            throw .unusable("\(what) \(path)", reason: String(cString: strerror(errno)))
        }
        return "\(what) \(path)"
    }

    /// The error for a file in which OpenSSL found no certificate that it accepts.
    static func noCertificate(_ subject: String) -> ServerError {
        let code = ERR_peek_error()
        let reason = OpenSSLError.takeReason()
        switch (ERR_GET_LIB(code), ERR_GET_REASON(code)) {
        case (ERR_LIB_PEM, PEM_R_NO_START_LINE), (ERR_LIB_X509, X509_R_NO_CERTIFICATE_OR_CRL_FOUND):
            return .unusable(subject, reason: "it holds no certificate in PEM form")
        default: return .unusable(subject, reason: reason)
        }
    }
}
