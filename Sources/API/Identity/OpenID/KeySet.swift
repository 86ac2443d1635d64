import JSON
import Schema

/// The keys that a provider publishes: a JSON Web Key Set, RFC 7517 section 5.
final class KeySet: Sendable {
    private let keys: [SigningKey]

    private static let limit = 100

    /// Throws `OpenIDError` for what is no set, or has no key that could be used.
    init(_ bytes: [UInt8]) throws(OpenIDError) {
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(bytes).root
        } catch {
            throw OpenIDError("is not JSON: at byte \(error.offset) \(error.reason)")
        }
        guard let list = root["keys"], list.kind == .array else {
            throw OpenIDError("has no array named keys (RFC 7517)")
        }
        guard list.count <= Self.limit else {
            throw OpenIDError("has over \(Self.limit) keys")
        }
        keys = list.elements.compactMap { SigningKey($0) }
        guard !keys.isEmpty else {
            throw OpenIDError("has no public key for signatures that could be used")
        }
    }

    /// The key that a token is signed with, by its header.
    ///
    /// Throws `UnknownKey` when the provider may have published it meanwhile, and `unauthenticated` when no newer set
    /// could help.
    func key(id: String?, for algorithm: SigningAlgorithm) throws -> SigningKey {
        let named = id.map { id in keys.filter { $0.id == id } } ?? keys
        let fitting = named.filter { $0.fits(algorithm) }
        guard let key = fitting.first else {
            if id != nil, !named.isEmpty {
                throw Problem.token("The token's algorithm is not that of its key.")
            }
            throw UnknownKey(isReady: true)
        }
        guard id != nil || fitting.count == 1 else {
            throw Problem.token("The token does not say by which of several keys it is signed.")
        }
        return key
    }
}

/// A token is signed by a key that is not known, which the provider may have published since it was last asked.
struct UnknownKey: Error {
    /// False while no keys are known at all.
    let isReady: Bool

    /// What the caller is told when asking the provider is of no use.
    var problem: Problem {
        guard !isReady else { return .token("The token is signed by a key that is not known.") }
        var problem = Problem(.overloaded, "The keys of the OpenID provider are not known yet.")
        problem.retryAfterSeconds = OpenIDProvider.restSeconds
        return problem
    }
}

/// Why keys cannot be had: the end of a sentence that names where they come from.
package struct OpenIDError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

extension Problem {
    /// A token of an OpenID provider that is not accepted.
    static func token(_ detail: String) -> Problem { Problem(.unauthenticated, detail) }
}
