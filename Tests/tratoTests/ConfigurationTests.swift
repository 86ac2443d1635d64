import Glibc
import Testing

@testable import trato

/// Settings that are right one by one and wrong together.
struct ConfigurationTests {
    private static func refusal(_ flags: [(Setting, String)]) -> String? {
        do throws(Failure) {
            let configuration = try Configuration(
                flags: flags.map { (setting: $0.0, text: $0.1) }, file: nil, environment: [:])
            _ = try configuration.tls.configuration(for: configuration.listen)
            return nil
        } catch {
            return error.sentence
        }
    }

    @Test func `all connections together may hold two of the largest bodies`() {
        #expect(Self.refusal([(.bodyLimit, "1000000"), (.heldLimit, "2000000")]) == nil)
        #expect(
            Self.refusal([(.bodyLimit, "1000001"), (.heldLimit, "2000000")])?.contains("2000002")
                == true)
    }

    @Test func `clients cannot be asked for certificates where nothing speaks TLS`() {
        #expect(Self.refusal([(.tlsClientAuth, "off")]) == nil)
        #expect(Self.refusal([(.tlsClientAuth, "require")])?.contains("tls-client-auth") == true)
    }

    @Test func `a file may begin with the mark of its byte order`() throws {
        let path = "/tmp/trato-configuration-\(getpid())"
        let text = Array("\u{FEFF}loops = 3\n".utf8)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        #expect(write(descriptor, text, text.count) == text.count)
        close(descriptor)
        defer { unlink(path) }
        #expect(try Configuration(flags: [], file: path, environment: [:]).loops == 3)
    }
}
