import API
import Schema
import Store

/// Tokens that end by themselves or are ended: logins of people, and access tokens of API keys.
package struct Sessions: Resource {
    package static let name = "sessions"
    package static let singular = "session"
    package static let traits: ResourceTraits = [.noCreate, .appendOnly, .final]
    package static let table = TypedTable(Self())

    let user = Field.reference("user_id", to: Users.self, [.readOnly, .weak]).optional
        .about("Who has logged in; null for the access token of a key.")
    let key = Field.reference("key_id", to: APIKeys.self, [.readOnly, .weak]).optional
        .about("The API key that an access token stands for.")
    let scopes = Field.labels("scopes", .readOnly).default([])
        .about("Of an access token, those of its key that it has.")
    let expiresAt = Field.instant("expires_at", [.readOnly, .indexed])
    let address = Field.text("address", max: 64, .readOnly)
    let digest = Field.text("digest", max: 64, [.hidden, .unique, .secret])

    package init() {}

    static func open(_ user: RecordID, _ token: Token, _ tx: Transaction) throws -> Answer {
        var session = Record<Sessions>()
        session.user = ID(user)
        session.expiresAt = tx.now.adding(seconds: tx.settings.sessionHours * 3_600)
        return .created(try store(session, token, tx)).with("token", .text(token.text))
    }

    /// Stores an access token of a key, which ends with the key if not before.
    static func grant(
        _ key: RecordID, _ scopes: Set<String>, _ token: Token, _ tx: Transaction
    ) throws -> Instant {
        let key = try tx.find(APIKeys.self, ID(key))
        let end = tx.now.adding(seconds: tx.settings.accessTokenSeconds)
        var session = Record<Sessions>()
        session.key = key.id
        session.scopes = scopes.sorted()
        session.expiresAt = min(end, key.expiresAt ?? end)
        _ = try store(session, token, tx)
        return session.expiresAt
    }

    private static func store(
        _ session: Record<Sessions>, _ token: Token, _ tx: Transaction
    ) throws -> ID<Sessions> {
        var session = session
        session.address = tx.attached.address
        session.digest = token.digest
        return try tx.create(session).id
    }

    /// Logs a user out everywhere.
    static func end(of user: ID<Users>, _ tx: Transaction) throws {
        try tx.deleteAll(Sessions.self, where: "user_id", user.cell)
    }

    /// Ends all access tokens of a key.
    static func end(of key: ID<APIKeys>, _ tx: Transaction) throws {
        try tx.deleteAll(Sessions.self, where: "key_id", key.cell)
    }

    static func removeExpired(_ tx: Transaction) throws {
        try tx.execute(expired, [tx.now.cell])
    }

    private static let expired = SQL("DELETE FROM sessions WHERE expires_at < ?")
}

extension Transaction {
    /// Ends the sessions or keys of a user or key one by one, so that the audit trail tells of each.
    func deleteAll<R: Resource>(_: R.Type, where column: String, _ cell: Cell) throws {
        while true {
            let some = try select(R.self, where: "\(column) = ?", [cell], limit: 500)
            guard !some.isEmpty else { return }
            for record in some { try delete(record.row) }
            attached.noteChangedAccess()
        }
    }
}

/// Ends the session whose token the request carries.
struct EndSession: Action {
    static let route = Route(
        .delete, "/v1/sessions/current", "Log out", on: Sessions.table, right: nil,
        returns: .nothing)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        guard let id = call.tx.access.sessionID,
            let session = try call.tx.select(Sessions.self, where: "id = ?", [id.cell]).first
        else {
            throw Problem(.notFound, "The credential of this request is no session.")
        }
        try call.tx.delete(session.row)
        call.tx.attached.noteChangedAccess()
        return .nothing
    }
}

/// Ends a session of the caller's, or any as an administrator.
struct RevokeSession: Action {
    static let route = Route(
        .delete, "/v1/sessions/{id}", "End one session", on: Sessions.table, right: "delete",
        returns: .nothing)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try call.tx.delete(try call.tx.find(Sessions.self, call.id(Sessions.self)).row)
        call.tx.attached.noteChangedAccess()
        return .nothing
    }
}
