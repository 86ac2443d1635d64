import API
import Schema
import Store

/// Logins of people, until they end or are ended.
package struct Sessions: Resource {
    package static let name = "sessions"
    package static let singular = "session"
    package static let traits: ResourceTraits = [.noCreate, .appendOnly, .final]
    package static let table = TypedTable(Self())

    let user = Field.reference("user_id", to: Users.self, [.readOnly, .weak])
    let expiresAt = Field.instant("expires_at", [.readOnly, .indexed])
    let address = Field.text("address", max: 64, .readOnly)
    let digest = Field.text("digest", max: 64, [.hidden, .unique, .secret])

    package init() {}

    static func open(_ user: RecordID, _ token: Token, _ tx: Transaction) throws -> Answer {
        var session = Record<Sessions>()
        session.user = ID(user)
        session.expiresAt = tx.now.adding(seconds: tx.settings.sessionHours * 3_600)
        session.address = tx.attached.address
        session.digest = token.digest
        return .created(try tx.create(session).id).with("token", .text(token.text))
    }

    /// Logs a user out everywhere.
    static func end(of user: ID<Users>, _ tx: Transaction) throws {
        try tx.deleteAll(Sessions.self, of: user)
    }

    static func removeExpired(_ tx: Transaction) throws {
        try tx.execute(expired, [tx.now.cell])
    }

    private static let expired = SQL("DELETE FROM sessions WHERE expires_at < ?")
}

extension Transaction {
    /// Ends a user's sessions or keys one by one, so that the audit trail tells of each.
    func deleteAll<R: Resource>(_: R.Type, of user: ID<Users>) throws {
        while true {
            let some = try select(R.self, where: "user_id = ?", [user.cell], limit: 500)
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
        guard let id = call.tx.access.credentialID,
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
