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
}
