import API
import Schema
import Store

/// People who log in.
package struct Users: Resource {
    package static let name = "users"
    package static let singular = "user"
    package static let traits: ResourceTraits = .affectsAccess
    package static let table = TypedTable(Self())

    package let email = Field.email("email", [.unique, .sortable, .searchable])
    let name = Field.text("name", max: 200, [.title, .sortable])
    let language = Field.language("language").default("en")
    let timeZone = Field.timeZone("time_zone").default("UTC")
    let team = Field.reference("team_id", to: Teams.self).optional
    let role = Field.reference("role_id", to: Roles.self)
    let status = Field.status("status", Status.self)
    let password = Field.password("password").optional
        .about("At least 10 characters; never shown. Without one the user cannot log in.")

    package init() {}

    package enum Status: String, State {
        case active, inactive

        package static let initial = active

        package var verbs: [String: Status] {
            switch self {
            case .active: ["deactivate": .inactive]
            case .inactive: ["activate": .active]
            }
        }
    }

    package static func didSave(
        _ user: Record<Users>, before: Record<Users>?, in tx: Transaction
    ) throws {
        guard let before else { return }
        // Who may no longer come in, or has a new password, is logged out everywhere.
        if user.status == .inactive || user.password != before.password {
            try tx.execute(Statements.endSessions, [user.id.cell])
        }
        guard user.status != before.status || user.role != before.role else { return }
        guard try isAdministrator(before, tx) else { return }
        try Roles.refuseWithoutAdministrator(tx)
    }

    package static func willDelete(_ user: Record<Users>, in tx: Transaction) throws {
        if try isAdministrator(user, tx) {
            try Roles.refuseWithoutAdministrator(but: user.id, tx)
        }
        try tx.execute(Statements.endSessions, [user.id.cell])
    }

    private static func isAdministrator(_ user: Record<Users>, _ tx: Transaction) throws -> Bool {
        guard user.status == .active else { return false }
        return Roles.isAdministrative(try tx.find(Roles.self, user.role))
    }

    private enum Statements {
        static let endSessions = SQL(
            "UPDATE sessions SET deleted_at = updated_at WHERE user_id = ?")
    }
}
