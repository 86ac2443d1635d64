import COpenSSL

/// What is negotiated: Mozilla's "intermediate" recommendation, version 5.7, without the suites
/// of finite-field Diffie-Hellman, which every client of the last ten years can do without.
///
/// The order of suites is ours. A client without AES in hardware puts ChaCha20 first and gets it.
enum TLSPolicy {
    private static let suites12 = [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
    ].joined(separator: ":")
    private static let suites13 = [
        "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
    ].joined(separator: ":")
    private static let groups = "X25519:prime256v1:secp384r1"
    /// Seconds for which a session may be resumed.
    private static let sessionSeconds = 12 * 3600

    static func apply(
        _ minimum: TLSConfiguration.Version, to context: OpaquePointer
    ) throws(ServerError) {
        trato_tls_set_habits(context)
        SSL_CTX_set_timeout(context, sessionSeconds)
        let version = minimum == .tls12 ? TLS1_2_VERSION : TLS1_3_VERSION
        guard trato_tls_set_minimum(context, version) == 1,
            SSL_CTX_set_cipher_list(context, suites12) == 1,
            SSL_CTX_set_ciphersuites(context, suites13) == 1,
            trato_tls_set_groups(context, groups) == 1
        else { throw .unusable("TLS", reason: OpenSSLError.takeReason()) }
        SSL_CTX_set_alpn_select_cb(context, selectProtocol, nil)
    }

    private static let http11 = StaticString("http/1.1")

    /// Picks HTTP/1.1 of what the client offers, or ends the handshake (RFC 7301 section 3.2).
    private static let selectProtocol: SSL_CTX_alpn_select_cb_func = {
        _, selected, length, offer, count, _ in
        var rest = UnsafeBufferPointer(start: offer, count: Int(count))
        while let size = rest.first, rest.count > Int(size) {
            let name = UnsafeBufferPointer(rebasing: rest[1...Int(size)])
            if name.elementsEqual(UnsafeBufferPointer(http11)) {
                selected?.pointee = name.baseAddress
                length?.pointee = size
                return SSL_TLSEXT_ERR_OK
            }
            rest = UnsafeBufferPointer(rebasing: rest[(1 + Int(size))...])
        }
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate init(_ text: StaticString) {
        self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}
