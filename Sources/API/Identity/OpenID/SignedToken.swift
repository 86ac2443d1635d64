import JSON
import Schema

/// A JSON Web Token in compact form: RFC 7519 within RFC 7515 section 7.1, taken apart and not yet checked.
struct SignedToken {
    let algorithm: SigningAlgorithm
    /// `kid`.
    let keyID: String?
    /// What the signature is of: header and claims as they came.
    let signed: ArraySlice<UInt8>
    let signature: [UInt8]
    private let claims: ArraySlice<UInt8>

    private static let limit = 16 * 1024

    /// Throws `unauthenticated`.
    init(_ text: String) throws {
        guard text.utf8.count <= Self.limit else {
            throw Problem.token("The token has over \(Self.limit) bytes.")
        }
        let bytes = Array(text.utf8)
        let dot = UInt8(ascii: ".")
        let parts = bytes.split(separator: dot, omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]),
            let signature = Base64URL.decode(parts[2])
        else { throw Problem.token("The token is no signed JSON Web Token.") }
        guard
            let algorithm = header["alg"]?.string.flatMap({ SigningAlgorithm(rawValue: $0) })
        else {
            let accepted = SigningAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.token("The token's algorithm is none of \(accepted).")
        }
        // RFC 7515 section 4.1.11: none of these is understood.
        guard header["crit"] == nil else {
            throw Problem.token("The token has a critical header that is not known.")
        }
        guard Self.isAccessOrIdentity(header["typ"]) else {
            throw Problem.token("The token is of another type than JWT or at+jwt.")
        }
        self.algorithm = algorithm
        self.signature = signature
        keyID = header["kid"]?.string
        signed = bytes[..<parts[1].endIndex]
        claims = parts[1]
    }

    /// Throws `unauthenticated` unless the key signed the token; only then are its claims read.
    func claims(signedBy key: SigningKey) throws -> JSONNode {
        guard key.verifies(signature, of: signed, algorithm) else {
            throw Problem.token("The token's signature is not right.")
        }
        guard let claims = Self.object(claims) else {
            throw Problem.token("The token's claims are no JSON object.")
        }
        return claims
    }

    /// RFC 8725 section 3.11: a token that was made for something else says so.
    private static func isAccessOrIdentity(_ type: JSONNode?) -> Bool {
        guard let type else { return true }
        let known = ["jwt", "at+jwt", "application/jwt", "application/at+jwt"]
        return known.contains(type.string?.lowercased() ?? "")
    }

    private static func object(_ part: ArraySlice<UInt8>) -> JSONNode? {
        guard let bytes = Base64URL.decode(part), let root = try? JSONDocument(bytes).root,
            root.kind == .object
        else { return nil }
        return root
    }
}
