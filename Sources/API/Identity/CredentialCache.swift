import HTTP
import Schema
import Store

/// One loop's memory of credentials and custom fields; forgotten whenever anything they depend on is written.
struct CredentialCache {
    private var known: [Digest: KnownCredential] = [:]
    private var recent = RecentCredentials()
    private var fields: CustomFields?
    /// Of the OpenID provider.
    private var keys: KeySet?
    private var generation = -1
    private var touched: [RecordID: Int64] = [:]
    /// Tokens that were remembered, and that had to be looked for.
    private(set) var hits = 0
    private(set) var misses = 0

    private static let capacity = 10_000
    private static let touchMilliseconds: Int64 = 60_000

    /// Throws `unauthenticated` for anything but a valid bearer token, always with the same words.
    ///
    /// `now` in milliseconds since 1970.
    mutating func caller(
        _ request: Request, _ application: Application, _ reader: Reader, now: Int64
    ) throws -> KnownCredential {
        refresh(application)
        let field = request.onlyHeaderBytes("authorization")
        if let field, let known = recent.find(field, now: now) {
            hits += 1
            return known
        }
        let (known, until) = try look(request, application, reader, now)
        if let field { recent.keep(field, known, until: until) }
        return known
    }

    /// The caller by the digest of the token, and until when nothing about that need be asked again.
    private mutating func look(
        _ request: Request, _ application: Application, _ reader: Reader, _ now: Int64
    ) throws -> (KnownCredential, until: Int64) {
        guard let header = request.header("authorization"), header.count > 7,
            header.prefix(7).lowercased() == "bearer "
        else { throw Self.refusal("Send Authorization: Bearer with an API key or session token.") }
        let token = header.dropFirst(7).drop { $0 == " " }
        let digest = Digest.sha256(Array(token.utf8))
        let found: KnownCredential
        if let remembered = known[digest] {
            hits += 1
            found = remembered
        } else {
            misses += 1
            found = try find(String(token), digest, application, reader.transaction())
        }
        let end = found.credential.expiresAt?.milliseconds ?? .max
        guard now < end else {
            known[digest] = nil
            throw Self.refusal("The credential has expired.")
        }
        return (found, min(end, touch(found.credential.keyID, application, now)))
    }

    mutating func customFields(
        _ application: Application, _ reader: Reader
    ) throws -> CustomFields {
        refresh(application)
        if let fields { return fields }
        let tx = try reader.transaction()
        tx.attach(application)
        let loaded = try application.identity.customFields(tx)
        fields = loaded
        return loaded
    }

    /// Whether something has changed since the last look.
    func isStale(_ application: Application) -> Bool {
        application.accessGeneration != generation
    }

    private mutating func refresh(_ application: Application) {
        let current = application.accessGeneration
        guard current != generation else { return }
        known = [:]
        recent.removeAll()
        fields = nil
        keys = application.openID?.keys
        generation = current
    }

    private mutating func find(
        _ token: String, _ digest: Digest, _ application: Application, _ tx: Transaction
    ) throws -> KnownCredential {
        tx.attach(application)
        let found: Identity.Credential
        // A JSON Web Token has dots, our own tokens have none.
        if let openID = application.openID, token.utf8.contains(UInt8(ascii: ".")) {
            found = try openID.credential(token, keys, application.identity, tx)
        } else if let own = try application.identity.find(digest.hexadecimal, tx) {
            found = own
        } else {
            throw Self.refusal("The credential is not valid.")
        }
        if known.count >= Self.capacity { known = [:] }
        let remembered = KnownCredential(found)
        known[digest] = remembered
        return remembered
    }

    /// Notes the last use, at most once a minute, and after the answer rather than before it; returns when the next one
    /// is to be noted.
    private mutating func touch(
        _ key: RecordID?, _ application: Application, _ now: Int64
    ) -> Int64 {
        guard let id = key else { return .max }
        let last = touched[id] ?? 0
        guard now - last > Self.touchMilliseconds else {
            return last + Self.touchMilliseconds + 1
        }
        if touched.count >= Self.capacity { touched = [:] }
        touched[id] = now
        let job = Writer.Job(
            run: { tx in
                tx.attach(application)
                try application.identity.touch(id, tx)
            },
            done: { error in
                if let error {
                    application.log(.error, "The last use of a key was not noted: \(error)")
                }
            })
        // When the queue is full, requests matter more than the note.
        try? application.database.writer.submit(job)
        return now + Self.touchMilliseconds + 1
    }

    private static func refusal(_ detail: String) -> Problem { Problem(.unauthenticated, detail) }
}
