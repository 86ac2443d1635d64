import API
import Schema
import Store

/// Nobody grants more than they may do themselves: neither rights nor the sight of teams.
extension Roles {
    /// Throws `forbidden` when a role reaches further than the caller does.
    static func refuseAbove(_ role: Record<Roles>, _ tx: Transaction) throws {
        try refuse(access(role), "The role \(role.name)", tx)
    }

    /// As above for who holds a role in a team; who holds a deleted role has nothing to exceed with.
    static func refuseAbove(
        _ id: ID<Roles>, in team: ID<Teams>?, _ tx: Transaction
    ) throws {
        guard let row = try tx.row(Roles.table, id.rawValue) else { return }
        let role = Record<Roles>(row)
        let tree = try team.map { try Teams.tree(below: $0.rawValue, tx) } ?? []
        try refuse(
            access(role, team: team?.rawValue, tree: tree), "The role \(role.name) there", tx)
    }

    private static func refuse(_ granted: Access, _ what: String, _ tx: Transaction) throws {
        let excess = excess(of: granted, over: tx.access, tx.attached.registry)
        guard !excess.isEmpty else { return }
        let more = excess.count > 3 ? " and more" : ""
        throw Problem(
            .forbidden,
            "\(what) exceeds your own: " + excess.prefix(3).joined(separator: ", ") + "\(more).")
    }

    /// Whether its holders administer the server: they reach as far as the server itself.
    static func isAdministrative(_ role: Record<Roles>, _ registry: Registry) -> Bool {
        isAdministrative(access(role), registry)
    }

    static func isAdministrative(_ access: Access, _ registry: Registry) -> Bool {
        excess(of: .system, over: access, registry).isEmpty
    }

    /// What one access allows and another does not, in words such as `delete on quotes within all`.
    ///
    /// Compares what the rights amount to on every resource rather than right by right: a resource that is named without
    /// actions is closed whatever `*` says, so `*` alone reaches further than `*` with such an exception.
    private static func excess(
        of granted: Access, over own: Access, _ registry: Registry
    ) -> [String] {
        let actions = Set((granted.summary + own.summary).map(\.action))
            .union([Access.everyAction]).sorted()
        let resources = ["*"] + registry.resources.map(\.name) + [auditTrail]
        return resources.flatMap { resource in
            actions.compactMap { action in
                guard let wanted = granted.sight(action, on: resource) else { return nil }
                guard let held = own.sight(action, on: resource), held >= wanted else {
                    return "\(action) on \(resource) within \(wanted.rawValue)"
                }
                guard registry.resource(resource)?.hasSight ?? true, held != .all,
                    !granted.teams(within: wanted).isSubset(of: own.teams(within: held))
                else { return nil }
                return "\(action) on \(resource) in another team"
            }
        }
    }

    private static func access(
        _ role: Record<Roles>, team: RecordID? = nil, tree: [RecordID] = []
    ) -> Access {
        Access(
            actorID: nil, credentialID: nil, userID: nil, name: role.name, roleName: role.name,
            teamID: team, teamTree: tree, scopes: [], timeZone: "UTC", rights: compiled(role))
    }

    static func compiled(_ role: Record<Roles>) -> [Access.Right] {
        role.rights.map { right in
            Access.Right(
                resource: right.resource, actions: Set(right.actions),
                sight: Sight(rawValue: right.sight) ?? .own)
        }
    }
}

extension Access {
    /// The teams whose records a sight shows beside one's own.
    fileprivate func teams(within sight: Sight) -> Set<RecordID> {
        switch sight {
        case .own, .all: []
        case .team: teamID.map { [$0] } ?? []
        case .teamTree: Set(teamTree)
        }
    }
}

/// A server that nobody can administer any more is a server lost.
extension Roles {
    /// Throws `in_use` when nobody but `leaving` is an active administrator.
    ///
    /// For those who have just taken an administrator away: without users there is nobody to keep.
    static func refuseWithoutAdministrator(
        but leaving: ID<Users>? = nil, _ tx: Transaction
    ) throws {
        var held: [RecordID] = []
        try tx.query(heldRoles, [leaving.cell]) { held.append(RecordID($0.uuid(0))) }
        for id in held {
            guard let row = try tx.row(Roles.table, id) else { continue }
            if isAdministrative(Record(row), tx.attached.registry) { return }
        }
        throw Problem(.inUse, "This is the last active administrator.")
    }

    /// Whether an active user has the role.
    static func isHeld(_ role: ID<Roles>, _ tx: Transaction) throws -> Bool {
        try tx.first(holders, [role.cell]) { _ in true } ?? false
    }

    private static let heldRoles = SQL(
        """
        SELECT DISTINCT role_id FROM users
        WHERE id IS NOT ? AND status = 'active' AND deleted_at IS NULL
        """)

    private static let holders = SQL(
        """
        SELECT 1 FROM users WHERE role_id = ? AND status = 'active' AND deleted_at IS NULL LIMIT 1
        """)
}
