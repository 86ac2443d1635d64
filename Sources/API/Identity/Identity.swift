import Schema
import Store

/// What the pipeline must know about people and keys; the access area says how.
package struct Identity: Sendable {
    /// A credential as found by its token's digest.
    package struct Credential: Sendable {
        package let access: Access
        package let expiresAt: Instant?
        /// The API key that the token is or stands for; its last use is noted.
        package let keyID: RecordID?

        package init(access: Access, expiresAt: Instant?, keyID: RecordID? = nil) {
            self.access = access
            self.expiresAt = expiresAt
            self.keyID = keyID
        }
    }

    let find: @Sendable (String, Transaction) throws -> Credential?
    /// The id and password hash of an active user; nil when there is none.
    let password: @Sendable (_ email: String, Transaction) throws -> (id: RecordID, hash: String)?
    let openSession: @Sendable (RecordID, Token, Transaction) throws -> Answer
    /// Stores an access token of a key for some of its scopes; answers when it ends.
    let grantToken: @Sendable (_ key: RecordID, Set<String>, Token, Transaction) throws -> Instant
    /// The active user with an e-mail that somebody else has checked.
    let person: @Sendable (_ email: String, Transaction) throws -> Access?
    /// What who once came in with a credential may do now: a key, a session or a user; nil when it is over.
    let holder: @Sendable (RecordID, Transaction) throws -> Access?
    /// Notes that a key was used.
    let touch: @Sendable (RecordID, Transaction) throws -> Void
    let customFields: @Sendable (Transaction) throws -> CustomFields

    package init(
        find: @escaping @Sendable (String, Transaction) throws -> Credential?,
        password: @escaping @Sendable (String, Transaction) throws -> (id: RecordID, hash: String)?,
        openSession: @escaping @Sendable (RecordID, Token, Transaction) throws -> Answer,
        grantToken:
            @escaping @Sendable (_ key: RecordID, Set<String>, Token, Transaction) throws -> Instant,
        person: @escaping @Sendable (_ email: String, Transaction) throws -> Access?,
        holder: @escaping @Sendable (RecordID, Transaction) throws -> Access?,
        touch: @escaping @Sendable (RecordID, Transaction) throws -> Void,
        customFields: @escaping @Sendable (Transaction) throws -> CustomFields
    ) {
        self.find = find
        self.password = password
        self.openSession = openSession
        self.grantToken = grantToken
        self.person = person
        self.holder = holder
        self.touch = touch
        self.customFields = customFields
    }
}
