import API
import Schema

/// The actions that a right may name.
enum RightNames {
    private static let standard = Access.standardActions.union([
        Access.everyVerb, Access.everyAction,
    ])

    /// What the verbs with code of their own ask for, by resource; a registry does not know them.
    private static let ofActions: [String: Set<String>] = Trato.areas.flatMap(\.actions).reduce(
        into: [:]
    ) { found, action in
        guard let right = action.route.right else { return }
        found[action.route.resource.name, default: []].insert(right)
    }

    /// Whether an endpoint of the resource, or for `*` of any resource, asks for the action.
    static func has(_ action: String, of resource: String, _ registry: Registry) -> Bool {
        if standard.contains(action) { return true }
        if resource == "*" { return registry.resources.contains { asks(for: action, $0) } }
        guard let table = registry.resource(resource) else { return false }
        return asks(for: action, table)
    }

    private static func asks(for action: String, _ table: Table) -> Bool {
        table.machine?.verbs.contains(action) == true
            || ofActions[table.name]?.contains(action) == true
    }
}
