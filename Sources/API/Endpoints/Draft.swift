import JSON
import Schema
import Store

/// What a member of a verb's body says about a record that the verb needs.
///
/// The verb declares the member as `Field.object("account").optional.default("{}")`; in JSON it is
/// absent (the verb decides), `null` (none), `{"id": …}`, or `{"create": {…}}` with the fields of
/// the resource's own `POST`.
package enum Draft<R: Resource>: Sendable {
    case unsaid
    case none
    case existing(ID<R>)
    case new(Record<R>)
}

extension ActionCall {
    /// Reads a member as a draft; a record to be created starts from `blank`, and its fields
    /// replace what stands there.
    ///
    /// Faults carry the pointers of the body, `/account/create/display_name`; the draft is then of
    /// no use.
    package func draft<R: Resource>(
        _ path: KeyPath<A, Field<String?>>, from blank: @autoclosure () -> Record<R>,
        _ faults: inout [Fault]
    ) throws -> Draft<R> {
        let field = action[keyPath: path].spec
        guard let text = self[dynamicMember: path] else { return .none }
        let node = try JSONDocument(Array(text.utf8)).root
        guard node.count > 0 else { return .unsaid }
        let members = Array(node.members)
        guard members.count == 1, let (name, value) = members.first,
            name == "id" || name == "create"
        else {
            faults.append(
                Fault(
                    pointer: "/" + field.name, code: .malformed,
                    message: "\(field.name) takes either id or create."))
            return .unsaid
        }
        let pointer = "/\(field.name)/\(name)"
        return name == "id"
            ? try existing(value, pointer, &faults) : try new(value, pointer, blank(), &faults)
    }

    /// Applies a member that holds fields of a record, as a `PATCH` of it would; returns every fault.
    package func apply(
        _ path: KeyPath<A, Field<String>>, to row: inout Row
    ) throws -> [Fault] {
        let node = try JSONDocument(Array(self[dynamicMember: path].utf8)).root
        let input = Input(
            node, for: row.table, custom: tx.attached.customFields, isLenient: isLenient)
        return try input.apply(to: &row, .update, in: tx)
    }

    private func existing<R: Resource>(
        _ node: JSONNode, _ pointer: String, _ faults: inout [Fault]
    ) throws -> Draft<R> {
        guard let id = node.string.flatMap({ RecordID($0) }) else {
            faults.append(Fault(pointer: pointer, code: .malformed, message: "id must be a UUID."))
            return .unsaid
        }
        guard try tx.isVisible(R.table, id) else {
            faults.append(
                Fault(
                    pointer: pointer, code: .notFound,
                    message: "There is no such \(R.table.singular)."))
            return .unsaid
        }
        return .existing(ID(id))
    }

    private func new<R: Resource>(
        _ node: JSONNode, _ pointer: String, _ blank: Record<R>, _ faults: inout [Fault]
    ) throws -> Draft<R> {
        precondition(
            !R.table.hasPassword, "a nested \(R.singular) would keep its password in clear")
        try tx.requireRight("create", on: R.table)
        let input = Input(
            node, for: R.table, custom: tx.attached.customFields, isLenient: isLenient)
        var record = blank
        let found = try input.apply(to: &record.row, .create, in: tx)
        faults += found.map { $0.under(pointer) }
        return .new(record)
    }
}

extension Table {
    fileprivate var hasPassword: Bool {
        fields.contains {
            if case .password = $0.kind { true } else { false }
        }
    }
}

extension Transaction {
    /// Throws `forbidden` unless the caller's role allows the action on the resource at all.
    package func requireRight(_ right: String, on table: Table) throws {
        guard access.sight(right, on: table.name) == nil else { return }
        throw Problem(.forbidden, "Your role may not \(right) \(table.name).")
    }

    /// Stores a record that a part of the request's body describes: its faults point into that
    /// part.
    package func create<R: Resource>(_ record: Record<R>, at pointer: String) throws -> Record<R> {
        do {
            return try create(record)
        } catch var problem as Problem {
            problem.faults = problem.faults.map { $0.under(pointer) }
            throw problem
        }
    }
}
