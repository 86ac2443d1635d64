import JSON
import Schema
import Store

/// Rows of owned collections by their own address; each change is a change of the parent.
extension Executor {
    func createRow(
        _ call: Call, _ table: Table, _ collection: OwnedSpec, _ tx: Transaction
    ) throws -> Answer {
        let parent = try parent(call, table, tx)
        let known = Set(parent.children[collection.ordinal].map(\.id))
        guard parent.children[collection.ordinal].count < collection.max else {
            throw Problem.invalid(
                "", .tooMany, "\(collection.name) has \(collection.max) elements already.")
        }
        var row = collection.table.blank()
        let faults = try call.input(for: collection.table).apply(to: &row, .create, in: tx)
        var changed = parent
        changed.children[collection.ordinal].append(row)
        let place = "/\(collection.name)/\(parent.children[collection.ordinal].count)"
        let stored = try save(parent, changed, faults, place, tx)
        guard let made = stored.children[collection.ordinal].last(where: { !known.contains($0.id) })
        else { preconditionFailure("the new row is not among its parent's") }
        var answer = Answer(
            content: .row(table, collection, parent: parent.id, made.id), status: 201)
        let path = "/v1/\(table.name)/\(parent.id.text)/\(collection.name)/\(made.id.text)"
        answer.headers = [("Location", path), ("ETag", "\"\(stored.version)\"")]
        return answer
    }

    func updateRow(
        _ call: Call, _ table: Table, _ collection: OwnedSpec, _ tx: Transaction
    ) throws -> Answer {
        let parent = try parent(call, table, tx)
        let id = try call.recordID(1)
        let index = try place(of: id, in: parent, collection)
        var changed = parent
        var faults = try call.input(for: collection.table).apply(
            to: &changed.children[collection.ordinal][index], .update, in: tx)
        if changed.children[collection.ordinal][index].id != id {
            faults.append(
                Fault(
                    pointer: "/id", code: .immutable, message: "The address says which one it is."))
        }
        let stored = try save(parent, changed, faults, "/\(collection.name)/\(index)", tx)
        var answer = Answer(content: .row(table, collection, parent: parent.id, id), status: 200)
        answer.headers = [("ETag", "\"\(stored.version)\"")]
        return answer
    }

    func deleteRow(
        _ call: Call, _ table: Table, _ collection: OwnedSpec, _ tx: Transaction
    ) throws -> Answer {
        let parent = try parent(call, table, tx)
        let index = try place(of: try call.recordID(1), in: parent, collection)
        var changed = parent
        changed.children[collection.ordinal].remove(at: index)
        let stored = try save(parent, changed, tx)
        var answer = Answer.nothing
        answer.headers = [("ETag", "\"\(stored.version)\"")]
        return answer
    }

    private func parent(_ call: Call, _ table: Table, _ tx: Transaction) throws -> Row {
        let row = try row(call, table, try call.recordID(), right: "update", tx)
        try Preconditions.check(call, row, isRequired: true)
        return row
    }

    private func save(_ before: Row, _ changed: Row, _ tx: Transaction) throws -> Row {
        try refuseFrozen(before, changed)
        return try tx.update(before, to: changed)
    }

    /// As above after a body was applied to the row at a place: pointers lead into that body.
    private func save(
        _ before: Row, _ changed: Row, _ faults: [Fault], _ place: String, _ tx: Transaction
    ) throws -> Row {
        do {
            guard faults.isEmpty else {
                throw try tx.problem(
                    faults.map { $0.under(place) }, with: changed, before: before)
            }
            return try save(before, changed, tx)
        } catch var problem as Problem {
            problem.faults = problem.faults.map { $0.seen(from: place) }
            throw problem
        }
    }

    private func place(of id: RecordID, in parent: Row, _ collection: OwnedSpec) throws -> Int {
        guard let index = parent.children[collection.ordinal].firstIndex(where: { $0.id == id })
        else { throw Problem.notFound(collection.table.singular) }
        return index
    }
}
