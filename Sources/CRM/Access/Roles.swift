import API
import Schema
import Store

/// What those who hold it may do.
package struct Roles: Resource {
    package static let name = "roles"
    package static let singular = "role"
    package static let traits: ResourceTraits = .affectsAccess
    package static let table = TypedTable(Self())

    package let name = Field.text("name", max: 100, [.title, .sortable, .unique])
    let description = Field.text("description", max: 500).optional
    let isBuiltIn = Field.boolean("is_built_in", .readOnly).default(false)
    let rights = Owned("rights", RoleRights.self, max: 1000)

    package init() {}

    package static func refusesEdit(of role: Record<Roles>) -> String? {
        role.isBuiltIn ? "Built-in roles do not change; make one of your own." : nil
    }

    package static func willSave(
        _ role: inout Record<Roles>, before: Record<Roles>?, in tx: Transaction
    ) throws {
        var faults: [Fault] = []
        for (index, right) in role.rights.enumerated()
        where !isKnown(right.resource, tx) {
            faults.append(
                Fault(
                    pointer: "/rights/\(index)/resource", code: .unknownValue,
                    message: "There is no resource \(right.resource)."))
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    static func isKnown(_ resource: String, _ tx: Transaction) -> Bool {
        resource == "*" || resource == "audit-entries"
            || tx.attached.registry.resource(resource) != nil
    }

    package static func willDelete(_ role: Record<Roles>, in tx: Transaction) throws {
        guard !role.isBuiltIn else {
            throw Problem(.notEditable, "Built-in roles cannot be deleted.")
        }
    }

    package static func didSave(
        _ role: Record<Roles>, before: Record<Roles>?, in tx: Transaction
    ) throws {
        // Built-in roles change with a release only, maybe before there is any user.
        guard let before, !role.isBuiltIn, isAdministrative(before) else { return }
        try refuseWithoutAdministrator(tx)
    }

    /// Whether its holders administer the server.
    static func isAdministrative(_ role: Record<Roles>) -> Bool {
        role.rights.contains {
            $0.resource == "*" && $0.actions.contains("*") && $0.sight == Sight.all.rawValue
        }
    }

    private static let administrators = SQL(
        """
        SELECT 1 FROM users u JOIN role_rights r ON r.parent_id = u.role_id
        WHERE u.id IS NOT ? AND u.status = 'active' AND u.deleted_at IS NULL AND r.resource = '*'
            AND r.actions LIKE '%"*"%' AND r.sight = 'all' LIMIT 1
        """)

    /// Throws `in_use` when nobody but `leaving` is an active administrator: a server that nobody can administer any more
    /// is a server lost.
    static func refuseWithoutAdministrator(
        but leaving: ID<Users>? = nil, _ tx: Transaction
    ) throws {
        guard try tx.first(administrators, [leaving.cell], { _ in true }) == nil else { return }
        throw Problem(.inUse, "This is the last active administrator.")
    }
}

/// One right of a role: actions on a resource within a sight.
package struct RoleRights: Resource {
    package static let name = "role-rights"
    package static let singular = "role_right"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let resource = Field.text("resource", max: 100).about("A resource, or * for all.")
    let actions = Field.labels("actions").about(
        "read, create, update, delete and verbs such as convert; * for all.")
    let sight = Field.choice("sight", of: Sight.allCases.map(\.rawValue)).default("own")

    package init() {}
}
