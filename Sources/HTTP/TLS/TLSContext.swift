import COpenSSL
import Glibc

/// What the TLS sessions of all loops share: certificate, key, policy and ticket keys.
///
/// It is made once and never changed: new files make a new context, and sessions that were begun
/// keep the one they began with.
final class TLSContext: Sendable {
    /// An `SSL_CTX`, which OpenSSL allows threads to share once it is set up.
    nonisolated(unsafe) let pointer: OpaquePointer
    /// Whether clients are asked for certificates.
    let asksClients: Bool
    /// Until when the certificate is valid, and a sentence when it is not valid now.
    let validity: CertificateValidity
    /// Kept for the callback, which knows it by address only.
    private let tickets: TicketKeys

    /// Reads the files; throws `ServerError.unusable` naming the one that cannot be used, and why.
    init(_ configuration: TLSConfiguration, tickets: TicketKeys) throws(ServerError) {
        guard let context = SSL_CTX_new(TLS_server_method()) else {
            throw .unusable("TLS", reason: OpenSSLError.takeReason())
        }
        do throws(ServerError) {
            try TLSPolicy.apply(configuration.minimumVersion, to: context)
            try CertificateFiles.load(configuration, into: context)
            try ClientCertificates.ask(configuration, context)
            validity = CertificateValidity(of: context, file: configuration.certificate)
        } catch {
            SSL_CTX_free(context)
            throw error
        }
        pointer = context
        asksClients = configuration.clientAuthentication != .off
        self.tickets = tickets
        tickets.install(in: context)
    }

    deinit { SSL_CTX_free(pointer) }
}
