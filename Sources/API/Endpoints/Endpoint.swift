import HTTP
import Schema

package typealias Method = HTTP.Method

/// One address and method: what it is called, who may use it, what it does and what it answers.
///
/// An object, because every request takes hold of one.
package final class Endpoint: Sendable {
    package let method: Method
    /// The path as a literal, so that a search finds it: `/v1/quotes/{id}/accept`.
    package let path: String
    package let summary: String
    /// The resource whose rights rule, and under which the reference lists it.
    package let resource: Table?
    /// What a role must allow on the resource; nil when any credential will do.
    package let right: String?
    package let operation: Operation
    package let returns: Shape
    /// False where the answer depends on no credential.
    package let needsCredential: Bool
    /// True where a credential that is not needed adds to the answer: one that is sent is checked.
    package let welcomesCredential: Bool
    package let dialect: Dialect
    /// The scope that a credential must have; a program on this machine may then ask without a credential.
    package let scope: String?
    /// Whether it runs in the writer's transaction.
    package let isWrite: Bool
    /// Whether it belongs to the interface proper, which answers in JSON and to each caller what is theirs.
    let isV1: Bool

    package init(
        method: Method, path: String, summary: String, resource: Table?, right: String?,
        operation: Operation, returns: Shape, needsCredential: Bool = true,
        welcomesCredential: Bool = false, dialect: Dialect = .json, scope: String? = nil
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.resource = resource
        self.right = right
        self.operation = operation
        self.returns = returns
        self.needsCredential = needsCredential
        self.welcomesCredential = welcomesCredential
        self.dialect = dialect
        self.scope = scope
        isWrite = operation.isWrite
        isV1 = path.hasPrefix("/v1")
    }

    convenience init(copyOf other: Endpoint) {
        self.init(
            method: other.method, path: other.path, summary: other.summary,
            resource: other.resource, right: other.right, operation: other.operation,
            returns: other.returns, needsCredential: other.needsCredential,
            welcomesCredential: other.welcomesCredential, dialect: other.dialect,
            scope: other.scope)
    }
}

/// What an endpoint does; each case is one file.
package enum Operation: Sendable {
    case list(Table)
    case search(Table)
    case create(Table)
    case read(Table)
    case update(Table)
    case delete(Table)
    case restore(Table)
    case readExternal(Table)
    case putExternal(Table)
    case listRows(Table, OwnedSpec)
    case createRow(Table, OwnedSpec)
    case readRow(Table, OwnedSpec)
    case updateRow(Table, OwnedSpec)
    case deleteRow(Table, OwnedSpec)
    /// Records of a resource that belong to one record of another: `/v1/tickets/{id}/messages`.
    case nestedList(Nesting)
    case nestedCreate(Nesting)
    case transition(Table, verb: String)
    case action(AnyAction)
    case batch
    case openSession
    case grantToken
    case system(SystemEndpoint)
}

extension Operation {
    fileprivate var isWrite: Bool {
        switch self {
        case .list, .search, .read, .readExternal, .listRows, .readRow, .nestedList, .system: false
        case .create, .update, .delete, .restore, .putExternal, .createRow, .updateRow, .deleteRow,
            .nestedCreate, .transition, .batch, .openSession, .grantToken:
            true
        case .action(let action): !action.route.isReading
        }
    }

    /// Whether it turns a secret into a credential: without one, answered once, never replayed.
    var isLogin: Bool {
        switch self {
        case .openSession, .grantToken: true
        default: false
        }
    }
}

/// A resource under another's address.
package struct Nesting: Sendable {
    package let parent: Table
    package let child: Table
    /// The child's reference to the parent.
    package let field: FieldSpec
    package let segment: String

    package init(_ segment: String, of parent: Table, holds child: Table, by field: String) {
        guard let spec = child.field(field) else {
            preconditionFailure("\(child.name) has no \(field)")
        }
        self.parent = parent
        self.child = child
        self.segment = segment
        self.field = spec
    }
}

/// What the server answers about itself.
package enum SystemEndpoint: String, Sendable, CaseIterable {
    case me, problems, changes, audit, search, live, ready, openAPIYAML, openAPIJSON, docs,
        docsAsset, metrics
}

/// The form of an answer, for `openapi.yaml`.
package indirect enum Shape: Sendable {
    case record(Table)
    case list(Table)
    case nothing
    case any
    case scalar(FieldKind)
    case array(Shape)
    case object([(name: String, shape: Shape)])
    /// A record and members beside it.
    case extended(Table, [(name: String, shape: Shape)])
    /// Null, or the other shape.
    case optional(Shape)
    /// A schema of the description's own, by name.
    case component(String)
    /// No JSON: a media type.
    case content(String)
}
