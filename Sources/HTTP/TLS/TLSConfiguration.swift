/// What the operator says about TLS; files are in PEM form.
package struct TLSConfiguration: Sendable, Equatable {
    /// The oldest version that is spoken.
    package enum Version: String, Sendable, CaseIterable {
        case tls12 = "1.2"
        case tls13 = "1.3"
    }
    /// Whether clients are asked for a certificate.
    package enum ClientAuthentication: String, Sendable, CaseIterable {
        /// No.
        case off
        /// Yes, but they may have none; one that `clientCA` did not sign ends the handshake.
        case request
        /// Yes, and without one the handshake ends.
        case require
    }

    /// The file with the server's certificate and, behind it, those of its issuers.
    package var certificate: String
    /// The file with the certificate's private key, without a passphrase.
    package var key: String
    package var minimumVersion: Version
    /// The file with the authorities that sign clients' certificates; needed to ask for them.
    package var clientCA: String?
    package var clientAuthentication: ClientAuthentication

    /// TLS 1.2 and 1.3 without certificates of clients unless said otherwise.
    package init(
        certificate: String, key: String, minimumVersion: Version = .tls12,
        clientCA: String? = nil, clientAuthentication: ClientAuthentication = .off
    ) {
        self.certificate = certificate
        self.key = key
        self.minimumVersion = minimumVersion
        self.clientCA = clientCA
        self.clientAuthentication = clientAuthentication
    }
}
