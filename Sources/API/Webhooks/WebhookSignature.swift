import COpenSSL
import Schema

// Standard Webhooks 1.0: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

/// The keys that webhooks are signed with.
package enum WebhookSecret {
    private static let prefix = "whsec_"
    /// The specification wants 24 to 64.
    private static let size = 32

    /// A new one: 32 random bytes in base64 after `whsec_`.
    package static func make() -> String {
        var bytes = [UInt8](repeating: 0, count: size)
        // The generator fails only when the system has no entropy source: then no key may be made.
        precondition(RAND_bytes(&bytes, Int32(size)) == 1, "no randomness")
        return prefix + Base64.encode(bytes)
    }

    /// The key itself; nil for a text that is none.
    package static func key(_ secret: String) -> [UInt8]? {
        guard secret.hasPrefix(prefix) else { return nil }
        return Base64.decode(String(secret.dropFirst(prefix.count)))
    }
}

/// What a receiver checks: `webhook-signature`, one `v1` value for each key that is valid now.
package enum WebhookSignature {
    /// `timestamp` in whole seconds since 1970; `secrets` as `WebhookSecret` makes them.
    package static func value(
        id: String, timestamp: Int64, body: [UInt8], secrets: [String]
    ) -> String {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        return secrets.map { secret in
            guard let key = WebhookSecret.key(secret) else {
                preconditionFailure("a stored secret is none")
            }
            return "v1," + Base64.encode(code(signed, key))
        }.joined(separator: " ")
    }

    /// HMAC-SHA256, RFC 2104.
    private static func code(_ bytes: [UInt8], _ key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        let made = HMAC(
            EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &code, &count)
        precondition(made != nil && count == 32, "libcrypto has no HMAC-SHA256")
        return code
    }
}
