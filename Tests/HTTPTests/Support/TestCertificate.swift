import COpenSSL
import Glibc
import HTTP

/// A self-signed certificate with its key, in two files that go with it.
final class TestCertificate: Sendable {
    private let folder = TestFolder()
    var file: String { folder.file("certificate.pem") }
    var key: String { folder.file("key.pem") }

    /// Valid from an hour ago until so many seconds from now.
    init(name: String = "localhost", seconds: Int = 3600, passphrase: String? = nil) {
        replace(name: name, seconds: seconds, passphrase: passphrase)
    }

    /// Puts another certificate and key into the files.
    func replace(name: String, seconds: Int = 3600, passphrase: String? = nil) {
        let key = Self.makeKey()
        defer { EVP_PKEY_free(key) }
        let certificate = X509_new()
        defer { X509_free(certificate) }
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), Int.random(in: 1...Int(Int32.max)))
        X509_gmtime_adj(X509_getm_notBefore(certificate), -86_400)
        X509_gmtime_adj(X509_getm_notAfter(certificate), seconds)
        X509_set_pubkey(certificate, key)
        let subject = X509_get_subject_name(certificate)
        X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8, "Café", -1, -1, 0)
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0)
        X509_set_issuer_name(certificate, subject)
        precondition(X509_sign(certificate, key, EVP_sha256()) > 0, "signing failed")
        save(self.file) { PEM_write_bio_X509($0, certificate) }
        save(self.key) { file in
            guard let passphrase else {
                return PEM_write_bio_PrivateKey(file, key, nil, nil, 0, nil, nil)
            }
            let text = Array(passphrase.utf8)
            return PEM_write_bio_PrivateKey(
                file, key, EVP_aes_256_cbc(), text, Int32(text.count), nil, nil)
        }
    }

    /// A server's configuration with it.
    func configuration(
        minimum: TLSConfiguration.Version = .tls12, clientCA: TestCertificate? = nil,
        _ authentication: TLSConfiguration.ClientAuthentication = .off
    ) -> TLSConfiguration {
        TLSConfiguration(
            certificate: file, key: key, minimumVersion: minimum, clientCA: clientCA?.file,
            clientAuthentication: authentication)
    }

    private static func makeKey() -> OpaquePointer? {
        var key: OpaquePointer?
        let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil)
        defer { EVP_PKEY_CTX_free(context) }
        EVP_PKEY_keygen_init(context)
        EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1)
        precondition(EVP_PKEY_keygen(context, &key) == 1, "no key was made")
        return key
    }

    private func save(_ path: String, _ write: (OpaquePointer?) -> Int32) {
        let file = BIO_new_file(path, "w")
        defer { BIO_free(file) }
        precondition(file != nil && write(file) == 1, "\(path) was not written")
    }
}
