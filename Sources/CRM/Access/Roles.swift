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
        let faults = role.rights.enumerated().flatMap { index, right in
            check(right, tx).map { $0.under("/rights/\(index)") }
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        if let before, !before.row.isDeleted, role.row.children == before.row.children { return }
        try refuseAbove(role, tx)
    }

    private static func check(_ right: Record<RoleRights>, _ tx: Transaction) -> [Fault] {
        guard isKnown(right.resource, tx) else {
            return [
                Fault(
                    pointer: "/resource", code: .unknownValue,
                    message: "There is no resource \(right.resource).")
            ]
        }
        return right.actions.enumerated().compactMap { index, action in
            guard !RightNames.has(action, of: right.resource, tx.attached.registry) else {
                return nil
            }
            return Fault(
                pointer: "/actions/\(index)", code: .unknownValue,
                message: "There is no action \(action) on \(right.resource).")
        }
    }

    /// No resource of the registry, yet read under rights of its own.
    static let auditTrail = "audit-entries"

    static func isKnown(_ resource: String, _ tx: Transaction) -> Bool {
        resource == "*" || resource == auditTrail
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
        guard let before, !role.isBuiltIn, isAdministrative(before, tx.attached.registry),
            try isHeld(role.id, tx)
        else { return }
        try refuseWithoutAdministrator(tx)
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
        "read, create, update, delete (and restore), verbs such as convert; verbs for every verb, * for all."
    )
    let sight = Field.choice("sight", of: Sight.allCases.map(\.rawValue)).default("own")

    package init() {}
}
