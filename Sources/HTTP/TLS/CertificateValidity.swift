import COpenSSL
import Glibc

/// From when until when a certificate is valid.
struct CertificateValidity: Sendable {
    /// Seconds since 1970.
    let end: Int
    /// A sentence when the certificate is not valid now.
    let warning: String?

    init(of context: OpaquePointer, file: String) {
        let certificate = SSL_CTX_get0_certificate(context)
        let begin = Self.seconds(X509_get0_notBefore(certificate))
        end = Self.seconds(X509_get0_notAfter(certificate))
        let now = Glibc.time(nil)
        if end < now {
            warning = "The certificate \(file) expired on \(HTTPDate.format(end))."
        } else if begin > now {
            warning = "The certificate \(file) is not valid before \(HTTPDate.format(begin))."
        } else {
            warning = nil
        }
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int {
        var parts = tm()
        guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return 0 }
        return timegm(&parts)
    }
}
