import Schema
import Store

/// What the pipeline must know about people and keys; the access area says how.
package struct Identity: Sendable {
    /// A credential as found by its token's digest.
    package struct Credential: Sendable {
        package let access: Access
        package let expiresAt: Instant?

        package init(access: Access, expiresAt: Instant?) {
            self.access = access
            self.expiresAt = expiresAt
        }
    }

    let find: @Sendable (String, Transaction) throws -> Credential?
    /// The id and password hash of an active user; nil when there is none.
    let password: @Sendable (_ email: String, Transaction) throws -> (id: RecordID, hash: String)?
    let openSession: @Sendable (RecordID, Token, Transaction) throws -> Answer
    let touch: @Sendable (RecordID, Transaction) throws -> Void
    let customFields: @Sendable (Transaction) throws -> CustomFields

    package init(
        find: @escaping @Sendable (String, Transaction) throws -> Credential?,
        password: @escaping @Sendable (String, Transaction) throws -> (id: RecordID, hash: String)?,
        openSession: @escaping @Sendable (RecordID, Token, Transaction) throws -> Answer,
        touch: @escaping @Sendable (RecordID, Transaction) throws -> Void,
        customFields: @escaping @Sendable (Transaction) throws -> CustomFields
    ) {
        self.find = find
        self.password = password
        self.openSession = openSession
        self.touch = touch
        self.customFields = customFields
    }
}
