import COpenSSL
import Schema
import TratoTesting

@testable import API

/// A private key of a test, and what a provider publishes of it.
///
/// Made once for the whole run; OpenSSL's keys are read by several threads at once without harm, hence unchecked.
final class SigningPair: @unchecked Sendable {
    static let rsa = SigningPair("rsa-1", "RSA")
    static let otherRSA = SigningPair("rsa-2", "RSA")
    static let p256 = SigningPair("p256-1", "EC", "P-256")
    static let p384 = SigningPair("p384-1", "EC", "P-384")
    static let p521 = SigningPair("p521-1", "EC", "P-521")
    static let ed25519 = SigningPair("ed-1", "ED25519")
    static let all = [rsa, otherRSA, p256, p384, p521, ed25519]

    let id: String
    private let curve: String?
    private let pointer: OpaquePointer

    init(_ id: String, _ type: String, _ curve: String? = nil, bits: Int32 = 2_048) {
        self.id = id
        self.curve = curve
        let context = EVP_PKEY_CTX_new_from_name(nil, type, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var made: OpaquePointer?
        precondition(EVP_PKEY_keygen_init(context) == 1)
        if type == "RSA" { precondition(EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) == 1) }
        if let curve { precondition(EVP_PKEY_CTX_set_group_name(context, curve) == 1) }
        guard EVP_PKEY_generate(context, &made) == 1, let made else {
            preconditionFailure("OpenSSL makes no \(type)")
        }
        pointer = made
    }

    deinit { EVP_PKEY_free(pointer) }

    /// The key that goes with an algorithm.
    static func `for`(_ algorithm: String) -> SigningPair {
        switch algorithm {
        case "ES256": p256
        case "ES384": p384
        case "ES512": p521
        case "EdDSA": ed25519
        default: rsa
        }
    }

    /// As it stands in a JWKS.
    var published: JSONValue {
        let base: JSONValue = ["kid": .string(id), "use": "sig"]
        if let curve {
            let point = octets("pub")
            let half = (point.count - 1) / 2
            return base.merging([
                "kty": "EC", "crv": .string(curve), "x": text(point[1...half]),
                "y": text(point[(half + 1)...]),
            ])
        }
        if EVP_PKEY_is_a(pointer, "RSA") == 1 {
            return base.merging(["kty": "RSA", "n": number("n"), "e": number("e")])
        }
        return base.merging(["kty": "OKP", "crv": "Ed25519", "x": text(octets("pub")[...])])
    }

    /// SubjectPublicKeyInfo, RFC 5280, as PEM: what an attacker takes for a shared secret.
    var pem: String {
        var der: UnsafeMutablePointer<UInt8>?
        let count = Int(i2d_PUBKEY(pointer, &der))
        let bytes = Array(UnsafeBufferPointer(start: der, count: max(0, count)))
        trato_free(der)
        let body = TokenClient.base64(bytes)
        var lines = ["-----BEGIN PUBLIC KEY-----"]
        var rest = body[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        return (lines + ["-----END PUBLIC KEY-----", ""]).joined(separator: "\n")
    }

    func sign(_ bytes: [UInt8], _ algorithm: SigningAlgorithm) -> [UInt8] {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var options: OpaquePointer?
        precondition(
            EVP_DigestSignInit(context, &options, algorithm.digest, nil, pointer) == 1)
        if algorithm.isPSS {
            precondition(EVP_PKEY_CTX_set_rsa_padding(options, 6) == 1)
            precondition(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, -1) == 1)
        }
        var count = 1_024
        var signature = [UInt8](repeating: 0, count: count)
        precondition(EVP_DigestSign(context, &signature, &count, bytes, bytes.count) == 1)
        let made = Array(signature[..<count])
        return curve == nil ? made : Self.numbers(of: made, half: (octets("pub").count - 1) / 2)
    }

    // MARK: OpenSSL

    /// From DER to the two numbers of RFC 7518 section 3.4.
    private static func numbers(of der: [UInt8], half: Int) -> [UInt8] {
        var bytes: UnsafePointer<UInt8>?
        return der.withUnsafeBufferPointer { buffer in
            bytes = buffer.baseAddress
            let signature = d2i_ECDSA_SIG(nil, &bytes, buffer.count)
            defer { ECDSA_SIG_free(signature) }
            var numbers = [UInt8](repeating: 0, count: 2 * half)
            BN_bn2binpad(ECDSA_SIG_get0_r(signature), &numbers, Int32(half))
            numbers.withUnsafeMutableBufferPointer {
                _ = BN_bn2binpad(
                    ECDSA_SIG_get0_s(signature), $0.baseAddress?.advanced(by: half), Int32(half))
            }
            return numbers
        }
    }

    private func octets(_ name: String) -> [UInt8] {
        var count = 0
        var bytes = [UInt8](repeating: 0, count: 256)
        precondition(
            EVP_PKEY_get_octet_string_param(pointer, name, &bytes, bytes.count, &count) == 1)
        return Array(bytes[..<count])
    }

    private func number(_ name: String) -> JSONValue {
        var number: OpaquePointer?
        precondition(EVP_PKEY_get_bn_param(pointer, name, &number) == 1)
        defer { BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
        BN_bn2bin(number, &bytes)
        return text(bytes[...])
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> JSONValue {
        .string(Base64URL.encode(Array(bytes)))
    }
}

/// `OPENSSL_free` is a macro.
private func trato_free(_ pointer: UnsafeMutablePointer<UInt8>?) { CRYPTO_free(pointer, nil, 0) }
