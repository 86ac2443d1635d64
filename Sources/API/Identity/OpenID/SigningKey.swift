import COpenSSL
import JSON
import Schema

/// A public key that checks signatures: a JSON Web Key, RFC 7517.
///
/// OpenSSL's keys are read by several threads at once without harm, hence unchecked.
final class SigningKey: @unchecked Sendable {
    enum Kind { case rsa, p256, p384, p521, ed25519 }

    /// `kid`.
    let id: String?
    private let kind: Kind
    /// `alg`: the only algorithm that the key is for.
    private let algorithm: String?
    private let pointer: OpaquePointer

    /// Nil for a key that is for something else, of a kind or strength that is not accepted, or malformed: RFC 7517
    /// section 5 has such keys left out.
    init?(_ key: JSONNode) {
        if let use = key["use"], use.string != "sig" { return nil }
        if let uses = key["key_ops"], !uses.elements.contains(where: { $0.string == "verify" }) {
            return nil
        }
        guard let (kind, pointer) = Self.read(key) else { return nil }
        self.kind = kind
        self.pointer = pointer
        id = key["kid"]?.string
        algorithm = key["alg"]?.string
    }

    deinit { EVP_PKEY_free(pointer) }

    func fits(_ wanted: SigningAlgorithm) -> Bool {
        kind == wanted.kind && (algorithm ?? wanted.rawValue) == wanted.rawValue
    }

    /// Whether this key signed these bytes; the algorithm fits the key.
    func verifies(
        _ signature: [UInt8], of bytes: ArraySlice<UInt8>, _ algorithm: SigningAlgorithm
    ) -> Bool {
        precondition(fits(algorithm), "a key is used for an algorithm that is not its own")
        return bytes.withUnsafeBufferPointer { bytes in
            guard let half = coordinateBytes else {
                return trato_verify(
                    pointer, algorithm.digest, algorithm.isPSS ? 1 : 0, signature, signature.count,
                    bytes.baseAddress, bytes.count) == 1
            }
            return signature.count == 2 * half
                && trato_verify_ecdsa(
                    pointer, algorithm.digest, signature, half, bytes.baseAddress, bytes.count)
                    == 1
        }
    }

    private var coordinateBytes: Int? { Self.curve(of: kind)?.bytes }

    // MARK: Reading

    private static func read(_ key: JSONNode) -> (Kind, OpaquePointer)? {
        switch (key["kty"]?.string, key["crv"]?.string) {
        case ("RSA", _): rsa(key).map { (.rsa, $0) }
        case ("EC", "P-256"): point(key, .p256)
        case ("EC", "P-384"): point(key, .p384)
        case ("EC", "P-521"): point(key, .p521)
        case ("OKP", "Ed25519"):
            bytes(key, "x", 32...32).flatMap { trato_ed25519_key($0) }.map { (.ed25519, $0) }
        default: nil
        }
    }

    /// RFC 7518 section 3.3 wants 2048 bits at least; beyond 8192 a signature takes too long.
    private static func rsa(_ key: JSONNode) -> OpaquePointer? {
        guard let modulus = bytes(key, "n", 256...1_024), let exponent = bytes(key, "e", 1...8),
            let made = trato_rsa_key(modulus, modulus.count, exponent, exponent.count)
        else { return nil }
        guard EVP_PKEY_get_bits(made) >= 2_048 else {
            EVP_PKEY_free(made)
            return nil
        }
        return made
    }

    private static func point(_ key: JSONNode, _ kind: Kind) -> (Kind, OpaquePointer)? {
        guard let (name, count) = curve(of: kind), let x = bytes(key, "x", count...count),
            let y = bytes(key, "y", count...count)
        else { return nil }
        // SEC 1 section 2.3.3: an uncompressed point.
        let point = [4] + x + y
        return trato_ec_key(name, point, point.count).map { (kind, $0) }
    }

    /// OpenSSL's name, and the octets of a coordinate (RFC 7518 section 6.2.1.2).
    private static func curve(of kind: Kind) -> (name: String, bytes: Int)? {
        switch kind {
        case .rsa, .ed25519: nil
        case .p256: ("P-256", 32)
        case .p384: ("P-384", 48)
        case .p521: ("P-521", 66)
        }
    }

    private static func bytes(
        _ key: JSONNode, _ name: String, _ size: ClosedRange<Int>
    ) -> [UInt8]? {
        guard let bytes = key[name]?.string.flatMap({ Base64URL.decode($0) }),
            size.contains(bytes.count)
        else { return nil }
        return bytes
    }
}
