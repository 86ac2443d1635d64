import COpenSSL
import Schema

/// A credential as one loop remembers it, with what its role was found to allow.
final class KnownCredential {
    let credential: Identity.Credential
    /// By the number of the endpoint, how far its right reaches; the outer nil is not yet known.
    private var sights: [Sight??] = []

    var access: Access { credential.access }

    init(_ credential: Identity.Credential) { self.credential = credential }

    /// How far the right of an endpoint reaches, or nil when the caller has it not at all.
    func sight(_ endpoint: Endpoint, _ number: Int) -> Sight? {
        if number < sights.count, let known = sights[number] { return known }
        guard let right = endpoint.right, let table = endpoint.resource else { return nil }
        if number >= sights.count {
            sights += [Sight??](repeating: nil, count: number + 1 - sights.count)
        }
        let sight = access.sight(right, on: table.name)
        sights[number] = .some(sight)
        return sight
    }
}

/// Callers who were found valid a moment ago, by what their `Authorization` fields say byte for byte: nothing
/// has to be hashed or looked for again while nothing about them can have changed.
///
/// It is a table without chains: two callers that fall on one place push each other out, which costs a digest.
/// The place and a number of 64 bits come from the process's keyed hash (SipHash), and fields are compared in a time
/// that does not depend on what they say, so that nobody learns by the clock how near a guess is.
struct RecentCredentials {
    private struct Entry {
        let hash: Int
        let field: [UInt8]
        let known: KnownCredential
        let until: Int64
    }

    private var entries = [Entry?](repeating: nil, count: Self.size)

    private static let size = 256
    /// Longer fields, such as tokens of other issuers with many claims, are looked up each time.
    private static let longestField = 1_024

    mutating func removeAll() { entries = [Entry?](repeating: nil, count: Self.size) }

    /// The caller whose field this is, in the milliseconds before `until`.
    func find(_ field: ArraySlice<UInt8>, now: Int64) -> KnownCredential? {
        field.withUnsafeBytes { field in
            let hash = Self.hash(field)
            guard let entry = entries[hash & (Self.size - 1)], entry.hash == hash,
                now < entry.until, entry.field.count == field.count,
                CRYPTO_memcmp(entry.field, field.baseAddress, field.count) == 0
            else { return nil }
            return entry.known
        }
    }

    mutating func keep(_ field: ArraySlice<UInt8>, _ known: KnownCredential, until: Int64) {
        guard field.count <= Self.longestField else { return }
        let hash = field.withUnsafeBytes { Self.hash($0) }
        entries[hash & (Self.size - 1)] = Entry(
            hash: hash, field: Array(field), known: known, until: until)
    }

    private static func hash(_ field: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: field)
        return hasher.finalize()
    }
}
