import HTTP
import JSON
import Schema
import Store

/// Generic create, change, delete and restore.
extension Executor {
    func create(_ call: Call, _ table: Table, _ tx: Transaction) throws -> Answer {
        try Preconditions.checkNew(call)
        let row = try insert(try call.input(for: table), table, tx)
        return .created(row)
    }

    /// Applies a body to a new row and stores it; `prepare` presets fields that the address says.
    func insert(
        _ input: Input, _ table: Table, _ tx: Transaction, prepare: (inout Row) -> Void = { _ in }
    ) throws -> Row {
        var row = table.blank()
        prepare(&row)
        let faults = try input.apply(to: &row, .create, in: tx)
        guard faults.isEmpty else { throw try tx.problem(faults, with: row, before: nil) }
        if !row.cells[CommonFields.id].isNull, try tx.row(table, row.id) != nil {
            throw Problem(
                .alreadyExists, "Another \(table.noun) has this id.",
                faults: [Fault(pointer: "/id", code: .duplicate, message: "id is taken.")])
        }
        return try tx.insert(row)
    }

    func update(_ call: Call, _ table: Table, _ tx: Transaction) throws -> Answer {
        let row = try row(call, table, try call.recordID(), right: "update", tx)
        try Preconditions.check(call, row, isRequired: true)
        let input = try call.input(for: table)
        return .stored(try change(row, by: input, .update, tx))
    }

    /// Applies a body to a stored row; returns the row as stored.
    func change(
        _ row: Row, by input: Input, _ purpose: Purpose, _ tx: Transaction
    ) throws -> Row {
        var changed = row
        let faults = try input.apply(to: &changed, purpose, in: tx)
        guard faults.isEmpty else { throw try tx.problem(faults, with: changed, before: row) }
        try refuseFrozen(row, changed)
        return try tx.update(row, to: changed)
    }

    /// A record whose status forbids editing keeps all but its bookkeeping.
    func refuseFrozen(_ row: Row, _ changed: Row) throws {
        guard let reason = row.table.refusesEdit(of: row) else { return }
        var frozen = row.table.fields.filter {
            !$0.traits.contains(.alwaysEditable) && row[$0] != changed[$0]
        }.map(\.name)
        frozen += row.table.owned.filter {
            row.children[$0.ordinal] != changed.children[$0.ordinal]
        }.map(\.name)
        guard !frozen.isEmpty else { return }
        throw Problem(
            .notEditable, reason,
            faults: frozen.map {
                Fault(pointer: "/" + $0, code: .immutable, message: "\($0) can no longer change.")
            })
    }

    func delete(_ call: Call, _ table: Table, _ tx: Transaction) throws -> Answer {
        let row = try row(call, table, try call.recordID(), right: "delete", tx)
        try Preconditions.check(call, row, isRequired: true)
        try tx.delete(row)
        return .nothing
    }

    func restore(_ call: Call, _ table: Table, _ tx: Transaction) throws -> Answer {
        let row = try row(call, table, try call.recordID(), right: "delete", tx, deleted: true)
        try Preconditions.check(call, row, isRequired: false)
        return .stored(row.isDeleted ? try tx.restore(row) : row)
    }

    // MARK: By another system's key

    func externalID(_ call: Call) throws -> ExternalID {
        let system = call.parameters[0]
        let id = call.parameters[1]
        guard ExternalID.isValid(system), ExternalID.isValid(id) else {
            throw Problem(.badParameter, "system and external id have 1 to 255 characters.")
        }
        return ExternalID(system: system, id: id)
    }

    func readExternal(_ call: Call, _ table: Table, _ tx: Transaction) throws -> Answer {
        guard let id = try tx.recordID(of: table, try externalID(call)) else {
            throw Problem.notFound(table.singular)
        }
        return .record(table, id)
    }

    /// Creates or changes; the other system's word on its own record needs no `If-Match`, but one that is sent holds.
    func putExternal(_ call: Call, _ table: Table, _ tx: Transaction) throws -> Answer {
        let key = try externalID(call)
        var input = try call.input(for: table)
        // The key of the address stays among the external ids whatever the body lists.
        if let index = input.cells.firstIndex(where: { $0.field.name == "external_ids" }) {
            input.cells[index].cell = ExternalID.adding(key, to: input.cells[index].cell)
        }
        guard let id = try tx.recordID(of: table, key) else {
            return try createExternal(call, table, key, input, tx)
        }
        let before = try row(call, table, id, right: "update", tx)
        try Preconditions.check(call, before, isRequired: false)
        let after = try change(before, by: input, .upsert, tx)
        var answer = Answer.stored(after)
        if after.version == before.version { answer.headers.append(("Trato-Unchanged", "true")) }
        return answer
    }

    private func createExternal(
        _ call: Call, _ table: Table, _ key: ExternalID, _ input: Input, _ tx: Transaction
    ) throws -> Answer {
        if call.request.header("if-match") != nil {
            throw Problem(
                .staleVersion, "There is no such record yet, so no version of it matches.")
        }
        let row = try insert(input, table, tx) { row in
            guard let field = table.field("external_ids") else { return }
            row[field] = ExternalID.adding(key, to: row[field])
        }
        return .created(row)
    }
}
