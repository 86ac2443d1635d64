// How a record is written.
//
// Every change of every resource goes through `insert`, `update`, `delete` or `restore` below, whoever asks: generic
// endpoints, verbs, jobs, the demo. Each of them keeps what hangs on a record in step within the same transaction: owned
// rows, external ids, tags, the search index, the audit trail and the feed. A status changes only along its machine.
//
// Invariants: a save that changes nothing writes nothing and keeps the version; a save that changes something raises
// the version by one and leaves exactly one audit entry.

import JSON
import Store

extension Transaction {
    /// Stores a new row and returns it as stored.
    package func insert(_ new: Row) throws -> Row {
        var row = new
        let table = row.table
        try begin(&row)
        try refuse(try rules(&row, before: nil) + check(row, before: nil))
        try reportingDuplicates(table) {
            try execute(table.statements.insert, row.cells)
        }
        let key = connection.lastRowID
        try insertChildren(&row)
        try saveExternalIDs(row, before: nil)
        try saveTags(row, before: nil)
        if table.isSearchable { index(row, key: key) }
        try record(row, before: nil, "created")
        try table.didSave(row, before: nil, in: self)
        return row
    }

    /// Stores what differs between two states of a row and returns the row as stored.
    package func update(_ before: Row, to new: Row) throws -> Row {
        var row = new
        let table = row.table
        let faults = try rules(&row, before: before)
        guard !faults.isEmpty || row != before else { return before }
        try refuse(faults + check(row, before: before))
        let event = try transition(from: before, to: row)
        stamp(&row, isNew: false)
        try reportingDuplicates(table) { try writeChanged(row, before) }
        try updateChildren(&row, before)
        try saveExternalIDs(row, before: before)
        try saveTags(row, before: before)
        if table.isSearchable { reindex(row, before) }
        try record(row, before: before, event ?? "updated")
        try table.didSave(row, before: before, in: self)
        return row
    }

    /// Marks a row as deleted.
    ///
    /// Throws `in_use`, naming up to ten records that need it.
    package func delete(_ before: Row) throws {
        let needed = try dependants(of: before)
        guard needed.isEmpty else { throw try inUse(before, needed) }
        try before.table.willDelete(before, in: self)
        var row = before
        row.cells[CommonFields.deletedAt] = now.cell
        stamp(&row, isNew: false)
        try writeChanged(row, before)
        try record(row, before: before, "deleted")
    }

    package func restore(_ before: Row) throws -> Row {
        var row = before
        row.cells[CommonFields.deletedAt] = .null
        let dangling = try danglingReferences(in: row, before: nil).filter { fault in
            guard let field = row.table.field(String(fault.pointer.dropFirst())) else {
                return true
            }
            return !field.traits.contains(.weak)
                && !(row.table.isOwned && CommonFields.isOwnership(field))
        }
        guard dangling.isEmpty else { throw Problem.invalid(dangling) }
        // Others may have taken its place meanwhile.
        try refuse(try rules(&row, before: before) + check(row, before: before))
        stamp(&row, isNew: false)
        try reportingDuplicates(row.table) { try writeChanged(row, before) }
        try updateChildren(&row, before)
        try record(row, before: before, "restored")
        return row
    }

    /// Names those of the dependants that the caller may see.
    func inUse(_ row: Row, _ needed: [Link]) throws -> Problem {
        let shown = try needed.filter { link in
            guard let table = attached.registry.resource(link.resource) else { return false }
            return try isVisible(table, link.id)
        }
        let used = shown.map { link in
            Value.object([("resource", .text(link.resource)), ("id", .id(link.id))])
        }
        return Problem(
            .inUse, "Other records refer to this \(row.table.noun).",
            extras: [("used_by", .array(used))])
    }

    // MARK: Steps

    /// Gives a new row what it has before any rule sees it.
    func begin(_ row: inout Row) throws {
        if row.cells[CommonFields.id].isNull { row.id = newID() }
        stamp(&row, isNew: true)
        if row.table.isOwned { try assignOwner(&row) }
    }

    private func refuse(_ faults: [Fault]) throws {
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    private func stamp(_ row: inout Row, isNew: Bool) {
        let actor = access.actorID.cell
        row.cells[CommonFields.updatedAt] = now.cell
        row.cells[CommonFields.updatedBy] = actor
        if isNew {
            row.version = 1
            row.cells[CommonFields.createdAt] = now.cell
            row.cells[CommonFields.createdBy] = actor
        } else {
            row.version += 1
        }
    }

    /// A record belongs to who makes it, and to their team, unless it says otherwise.
    private func assignOwner(_ row: inout Row) throws {
        if row.cells[CommonFields.ownerID].isNull {
            row.cells[CommonFields.ownerID] = access.userID.cell
        }
        guard row.cells[CommonFields.teamID].isNull, !row.cells[CommonFields.ownerID].isNull else {
            return
        }
        row.cells[CommonFields.teamID] =
            try first(OwnerStatements.team, [row.cells[CommonFields.ownerID]]) { $0.cell(0) }
            ?? .null
    }

    /// The event's name when the status changed; refuses what the machine does not allow.
    private func transition(from before: Row, to row: Row) throws -> String? {
        guard let field = row.table.status, let machine = row.table.machine else { return nil }
        let from = String(cell: before[field])
        let to = String(cell: row[field])
        guard from != to else { return nil }
        guard machine.allows(from: from, to: to) else {
            throw Problem.illegalTransition(machine, from: from, to: to)
        }
        return machine.event(entering: to)
    }

    private func writeChanged(_ row: Row, _ before: Row) throws {
        let changed = row.table.fields.filter { row[$0] != before[$0] }
        guard !changed.isEmpty else { return }
        let list = changed.map { "\($0.name) = ?" }.joined(separator: ", ")
        try execute(
            text: "UPDATE \(row.table.sqlName) SET \(list) WHERE id = ?",
            changed.map { row[$0] } + [row.id.cell])
    }

    /// Turns a unique index's refusal into a problem that names the field.
    @discardableResult
    func reportingDuplicates<R>(_ table: Table, _ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch StoreError.duplicate(_, let columns) {
            throw Problem(
                .alreadyExists,
                "Another \(table.singular) has this \(columns.joined(separator: ", ")).",
                faults: columns.map {
                    Fault(pointer: "/" + $0, code: .duplicate, message: "\($0) is taken.")
                })
        }
    }
}

private enum OwnerStatements {
    static let team = SQL("SELECT team_id FROM users WHERE id = ?")
}
