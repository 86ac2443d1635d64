import COpenSSL
import Schema

/// Bearer tokens: 192 random bits, stored only as their SHA-256, which is enough for what cannot be guessed.
package struct Token: Sendable {
    /// What the client keeps; shown once.
    package let text: String
    /// What the database keeps.
    package let digest: String
    /// The beginning, by which people tell tokens apart.
    package var prefix: String { String(text.prefix(12)) }

    package static func make(_ kind: String) -> Token {
        var bytes = [UInt8](repeating: 0, count: 24)
        // The generator fails only when the system has no entropy source: then no token may be made.
        precondition(RAND_bytes(&bytes, 24) == 1, "no randomness")
        let text = kind + Base64URL.encode(bytes)
        return Token(text: text, digest: digest(of: text))
    }

    package static func digest(of text: String) -> String {
        Digest.sha256(Array(text.utf8)).hexadecimal
    }
}
