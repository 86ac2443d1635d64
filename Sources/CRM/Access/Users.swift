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
    let manager = Field.reference("manager_id", to: Users.self, .weak).optional
        .about("Who approves what they ask for, where a policy names the manager.")
    let status = Field.status("status", Status.self)
    let password = Field.password("password").optional
        .about("At least 10 characters; never shown. Without one the user cannot log in.")

    package init() {}

    package enum Status: String, State {
        case active, inactive

        package static let initial = active

        package var event: String {
            switch self {
            case .active: "activated"
            case .inactive: "deactivated"
            }
        }

        package var verbs: [String: Status] {
            switch self {
            case .active: ["deactivate": .inactive]
            case .inactive: ["activate": .active]
            }
        }
    }

    package static func willSave(
        _ user: inout Record<Users>, before: Record<Users>?, in tx: Transaction
    ) throws {
        guard let before, !before.row.isDeleted else {
            return try Roles.refuseAbove(user.role, in: user.team, tx)
        }
        let isMoved = user.role != before.role || user.team != before.team
        if isMoved { try Roles.refuseAbove(user.role, in: user.team, tx) }
        // Who takes another's password or e-mail takes what that person may do.
        guard
            isMoved || user.password != before.password || user.email != before.email
                || user.status != before.status
        else { return }
        try Roles.refuseAbove(before.role, in: before.team, tx)
    }

    package static func didSave(
        _ user: Record<Users>, before: Record<Users>?, in tx: Transaction
    ) throws {
        guard let before else { return }
        let isLeaving = user.status == .inactive && before.status == .active
        // Who may no longer come in, or has a new password, is logged out everywhere.
        if isLeaving || user.password != before.password { try Sessions.end(of: user.id, tx) }
        if isLeaving { try APIKeys.revoke(of: user.id, tx) }
        guard user.status != before.status || user.role != before.role else { return }
        guard try isAdministrator(before, tx) else { return }
        try Roles.refuseWithoutAdministrator(tx)
    }

    package static func willDelete(_ user: Record<Users>, in tx: Transaction) throws {
        try Roles.refuseAbove(user.role, in: user.team, tx)
        // The row is not marked yet, so the count must leave it out.
        if try isAdministrator(user, tx) {
            try Roles.refuseWithoutAdministrator(but: user.id, tx)
        }
        try Sessions.end(of: user.id, tx)
        try APIKeys.revoke(of: user.id, tx)
    }

    private static func isAdministrator(_ user: Record<Users>, _ tx: Transaction) throws -> Bool {
        guard user.status == .active else { return false }
        return Roles.isAdministrative(try tx.find(Roles.self, user.role), tx.attached.registry)
    }
}
