import API
import CRM
import Schema
import TratoTesting

/// The resources that a rule of the contract is about, found in what the product declares.
///
/// Arguments of tests are names, so that a report says which resource breaks which rule.
enum Resources {
    private static let endpoints = Endpoints(Trato.areas, Trato.registry)

    private static func names(_ isIncluded: (Table) -> Bool) -> [String] {
        Trato.registry.resources.filter(isIncluded).map(\.name)
    }

    private static func has(_ method: API.Method, _ path: String) -> Bool {
        endpoints.all.contains { $0.method == method && $0.path == path }
    }

    static let all = names { _ in true }
    static let posted = names { has(.post, "/v1/\($0.name)") }
    /// Those that a `POST` creates; a session is opened with a password and has no fields.
    static let creatable = posted.filter { $0 != "sessions" && $0 != "imports" }
    /// Those that a `PATCH` changes.
    static let changeable = names { has(.patch, "/v1/\($0.name)/{id}") }
    static let deletable = names {
        has(.delete, "/v1/\($0.name)/{id}") && has(.post, "/v1/\($0.name)/{id}/restore")
    }
    /// Those that another system may write under its own key.
    static let external = names {
        has(.put, "/v1/\($0.name)/by-external/{system}/{external_id}")
    }
    /// Those that it may change as well.
    static let keyed = external.filter(changeable.contains)
    static let owned = changeable.filter { Resources[$0].isOwned }
    static let searchable = changeable.filter { Resources[$0].isSearchable }
    static let requiringMatch = changeable.filter { Resources[$0].traits.contains(.requiresMatch) }
    static let withStatus = changeable.filter { Resources[$0].machine != nil }
    static let withCollections = all.filter { !Resources[$0].owned.isEmpty }

    static subscript(name: String) -> Table {
        guard let table = Trato.registry.resource(name) else {
            preconditionFailure("there is no resource \(name)")
        }
        return table
    }

    /// What the body of a create is read as: the resource itself, or the form of an action that takes its place.
    static func input(of table: Table) -> Table {
        let endpoint = endpoints.all.first {
            $0.method == .post && $0.path == "/v1/\(table.name)"
        }
        guard case .action(let action)? = endpoint?.operation else { return table }
        return action.form
    }

    /// The body that a verb needs, where it needs one.
    static func form(of verb: String, on table: Table) -> Table? {
        let endpoint = endpoints.all.first {
            $0.method == .post && $0.path == "/v1/\(table.name)/{id}/\(verb)"
        }
        guard case .action(let action)? = endpoint?.operation else { return nil }
        return action.form
    }
}
