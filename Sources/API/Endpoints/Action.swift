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
    /// Whether it stores nothing although it may have a body: it then runs on a loop's read connection, or on a worker.
    package let isReading: Bool
    /// Whether it only reads but may take long: it then runs on a worker, and on neither a loop nor the writer.
    package let isSlow: Bool
    /// Query parameters that are true or false.
    package let flags: [String]
    /// Media types that the answer comes in, the usual one first; none for JSON.
    package let produces: [StaticString]
    /// Whether it is a page for people without a credential: bodies are forms, refusals are pages.
    package let isPage: Bool
    /// Whether the path names a record of the resource.
    let namesRecord: Bool

    package init(
        _ method: Method, _ path: String, _ summary: String, on resource: Table,
        right: String?, returns: Shape, status: Int = 200, produces: [StaticString] = [],
        isReading: Bool = false, isSlow: Bool = false, isPage: Bool = false, flags: [String] = []
    ) {
        precondition(!isPage || right == nil, "nobody without a credential has a right")
        self.produces = produces
        self.isSlow = isSlow
        self.isPage = isPage
        self.method = method
        self.path = path
        namesRecord = path.contains("{id}")
        self.summary = summary
        self.resource = resource
        self.right = right
        self.returns = returns
        self.isReading = isReading || isSlow || method == .get
        self.flags = flags
        self.status = if case .nothing = returns { 204 } else { status }
    }
}

/// The fields of a body, until an action takes its collections.
final class HeldInput {
    var row: Row

    init(_ row: consuming Row) { self.row = row }
}

/// What an action is handed: the transaction, the record of its path, and its input.
@dynamicMemberLookup
package struct ActionCall<A: Action> {
    package let tx: Transaction
    package let parameters: [String]
    package let isDryRun: Bool
    package let address: String
    /// What the client runs, as it says; empty when it says nothing.
    package let userAgent: String
    /// Scheme and authority by which the client reached the server; empty where it sent no `Host`.
    package let origin: String
    /// Which of the route's media types the client wants most; empty for JSON.
    package let mediaType: String
    /// RFC 7240 `handling=lenient`: unknown members of nested records are ignored as well.
    let isLenient: Bool
    let action: A
    fileprivate let held: HeldInput
    /// The members of the body that are there, null or not.
    let members: Set<String>
    /// Those of the route's flags that the query sets.
    let flags: Set<String>

    package subscript<Value>(dynamicMember path: KeyPath<A, Field<Value>>) -> Value {
        Value(cell: held.row.cells[action[keyPath: path].spec.ordinal])
    }

    /// What the body says about a field: nil when it says nothing, which is not what null says.
    package func said<Value>(_ path: KeyPath<A, Field<Value?>>) -> Value?? {
        guard members.contains(action[keyPath: path].spec.name) else { return nil }
        return .some(self[dynamicMember: path])
    }

    package subscript<Child>(dynamicMember path: KeyPath<A, Owned<Child>>) -> [Record<Child>] {
        held.row.children[action[keyPath: path].spec.ordinal].map(Record<Child>.init)
    }

    /// Whether the query sets a flag of the route.
    package func has(_ flag: String) -> Bool { flags.contains(flag) }

    /// A new record of a resource with what the body says in fields and collections of the same names.
    ///
    /// The collections go over to it, so that changing their rows copies none; the call has them no longer.
    package func takeRecord<R: Resource>(of _: R.Type) -> Record<R> {
        var row = R.table.blank()
        let input = held.row
        for field in input.table.fields {
            if let target = R.table.field(field.name) { row[target] = input[field] }
        }
        for collection in input.table.owned {
            guard let target = R.table.collection(collection.name) else { continue }
            precondition(target.table === collection.table)
            row.children[target.ordinal] = input.children[collection.ordinal]
            held.row.children[collection.ordinal] = []
        }
        return Record(row)
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
    let run: @Sendable (Transaction, Call, consuming Row, _ members: Set<String>) throws -> Answer

    package init<A: Action>(_: A.Type) {
        let action = A()
        route = A.route
        form = Table(form: action, name: "\(A.self)")
        run = { (tx: Transaction, call: Call, input: consuming Row, members: Set<String>) in
            try action.run(
                ActionCall(
                    tx: tx, parameters: call.parameters, isDryRun: call.isDryRun,
                    address: call.request.remoteAddress,
                    userAgent: call.request.header("user-agent") ?? "", origin: call.origin,
                    mediaType: Negotiation.chosen(call.request, A.route.produces),
                    isLenient: call.isLenient, action: action, held: HeldInput(input),
                    members: members,
                    flags: Set(A.route.flags.filter { call.parameter($0) == "true" })))
        }
    }
}
