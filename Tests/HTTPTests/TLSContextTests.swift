import COpenSSL
import Testing

@testable import HTTP

struct TLSContextTests {
    private let certificate = TestCertificate()

    private func refusal(_ configuration: TLSConfiguration) -> String? {
        do {
            _ = try TLSContext(configuration, tickets: TicketKeys())
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func `files that cannot be used are named with what is wrong`() {
        let folder = TestFolder()
        let good = certificate.configuration()
        let missing = folder.file("missing.pem")
        let noise = folder.write("noise", to: "noise.pem")
        let other = TestCertificate(name: "other")
        let locked = TestCertificate(name: "locked", passphrase: "secret")
        let cases: [(TLSConfiguration, String)] = [
            (
                TLSConfiguration(certificate: missing, key: good.key),
                "The certificate \(missing) cannot be used: No such file or directory."
            ),
            (
                TLSConfiguration(certificate: noise, key: good.key),
                "The certificate \(noise) cannot be used: it holds no certificate in PEM form."
            ),
            (
                TLSConfiguration(certificate: good.certificate, key: missing),
                "The key \(missing) cannot be used: No such file or directory."
            ),
            (
                TLSConfiguration(certificate: good.certificate, key: noise),
                "The key \(noise) cannot be used: it holds no key in PEM form."
            ),
            (
                TLSConfiguration(certificate: good.certificate, key: other.key),
                "The key \(other.key) cannot be used: "
                    + "it does not belong to the certificate \(good.certificate)."
            ),
            (
                locked.configuration(),
                "The key \(locked.key) cannot be used: it is protected by a passphrase."
            ),
            (
                TLSConfiguration(
                    certificate: good.certificate, key: good.key, clientCA: noise,
                    clientAuthentication: .require),
                "The client CA file \(noise) cannot be used: it holds no certificate in PEM form."
            ),
            (
                TLSConfiguration(
                    certificate: good.certificate, key: good.key, clientCA: missing,
                    clientAuthentication: .request),
                "The client CA file \(missing) cannot be used: No such file or directory."
            ),
        ]
        for (configuration, sentence) in cases { #expect(refusal(configuration) == sentence) }
        #expect(refusal(good) == nil)
    }

    @Test func `a certificate that has expired is used with a warning`() throws {
        let expired = TestCertificate(seconds: -60)
        let context = try TLSContext(expired.configuration(), tickets: TicketKeys())
        let warning = try #require(context.validity.warning)
        #expect(warning.hasPrefix("The certificate \(expired.file) expired on "))
        #expect(warning.hasSuffix("\(HTTPDate.format(context.validity.end))."))
        let valid = try TLSContext(certificate.configuration(), tickets: TicketKeys())
        #expect(valid.validity.warning == nil)
    }

    @Test func `a ticket key seals for one period and opens for two`() throws {
        let keys = TicketKeys()
        let period = TicketKeys.period
        func find(_ key: TicketKeys.Key, at now: Int64) -> Bool? {
            key.name.withUnsafeBufferPointer { keys.find($0, at: now)?.isOld }
        }
        let first = keys.current(at: 1000)
        #expect(keys.current(at: 999 + period).name == first.name)
        #expect(find(first, at: 1000) == false)
        let second = keys.current(at: 1000 + period)
        #expect(second.name != first.name && second.cipher != first.cipher)
        #expect(find(first, at: 1000 + period) == true)
        #expect(find(second, at: 1000 + period) == false)
        #expect(find(first, at: 1000 + 2 * period) == nil)
        _ = keys.current(at: 1000 + 2 * period)
        // It is not only not found but forgotten.
        #expect(find(first, at: 1000) == nil)
        #expect(find(second, at: 1000 + 2 * period) == true)
    }
}
