import JSON
import Schema
import Store

/// A verb: its stored fields are its body (of a `GET`, its query), `run` is a thin shell over the rule.
package protocol Action: Sendable {
    static var route: Route { get }
    init()
    func run(_ call: ActionCall<Self>) throws -> Answer
}

/// Where an action is found and what it gives.
package struct Route: Sendable {
    package let method: Method
    package let path: String
    package let summary: String
    package let resource: Table
    /// The right it needs; nil when any credential will do.
    package let right: String?
    package let returns: Shape
    /// Of success.
    package let status: Int
    /// A `POST` that stores nothing, because its input is too much for a query.
    package let isRead: Bool

    package init(
        _ method: Method, _ path: String, _ summary: String, on resource: Table,
        right: String?, returns: Shape, status: Int = 200, isRead: Bool = false
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.resource = resource
        self.right = right
        self.returns = returns
        self.isRead = isRead || method == .get
        self.status = if case .nothing = returns { 204 } else { status }
    }
}

/// What an action is handed: the transaction, the record of its path, and its input.
@dynamicMemberLookup
package struct ActionCall<A: Action> {
    package let tx: Transaction
    package let parameters: [String]
    package let isDryRun: Bool
    package let address: String
    /// RFC 7240 `handling=lenient`: unknown members of nested records are ignored as well.
    let isLenient: Bool
    let action: A
    let input: Row
    /// The members of the body that are there, null or not.
    let members: Set<String>

    package subscript<Value>(dynamicMember path: KeyPath<A, Field<Value>>) -> Value {
        Value(cell: input.cells[action[keyPath: path].spec.ordinal])
    }

    /// What the body says about a field: nil when it says nothing, which is not what null says.
    package func said<Value>(_ path: KeyPath<A, Field<Value?>>) -> Value?? {
        guard members.contains(action[keyPath: path].spec.name) else { return nil }
        return .some(self[dynamicMember: path])
    }

    package subscript<Child>(dynamicMember path: KeyPath<A, Owned<Child>>) -> [Record<Child>] {
        input.children[action[keyPath: path].spec.ordinal].map(Record<Child>.init)
    }

    /// The record that the path names, checked for sight and preconditions before the action runs.
    package func id<R: Resource>(_: R.Type) -> ID<R> {
        guard let text = parameters.first, let id = RecordID(text) else {
            preconditionFailure("the path of \(A.self) has no id")
        }
        return ID(id)
    }
}

/// An action without its type.
package struct AnyAction: Sendable {
    package let route: Route
    package let form: Table
    let run: @Sendable (Transaction, Call, Row, _ members: Set<String>) throws -> Answer

    package init<A: Action>(_: A.Type) {
        let action = A()
        route = A.route
        form = Table(form: action, name: "\(A.self)")
        run = { tx, call, input, members in
            try action.run(
                ActionCall(
                    tx: tx, parameters: call.parameters, isDryRun: call.isDryRun,
                    address: call.request.remoteAddress, isLenient: call.isLenient, action: action,
                    input: input, members: members))
        }
    }
}
