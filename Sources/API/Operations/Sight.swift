import Schema
import Store

extension Executor {
    /// The record a call is about, if the caller may do to it what the call does.
    ///
    /// Outside the sight for reading it is 404; inside that, but outside the sight for the right, 403; deleted 404
    /// `deleted`.
    func row(
        _ call: Call, _ table: Table, _ id: RecordID, right: String, _ tx: Transaction,
        deleted: Bool = false
    ) throws -> Row {
        try row(table, id, right: right, tx, access: call.access, deleted: deleted)
    }

    /// The same for who acts in the transaction.
    func row(
        _ table: Table, _ id: RecordID, right: String, _ tx: Transaction, access: Access? = nil,
        deleted: Bool = false
    ) throws -> Row {
        let access = access ?? tx.access
        guard let row = try tx.row(table, id), try isVisible(row, "read", access, tx)
        else {
            throw Problem.notFound(table.singular)
        }
        guard deleted || !row.isDeleted else { throw Problem.wasDeleted(table) }
        guard try isVisible(row, right, access, tx) else {
            throw Problem.mayNot(right, table)
        }
        return row
    }

    func isVisible(
        _ row: Row, _ right: String, _ access: Access, _ tx: Transaction
    ) throws -> Bool {
        try tx.isVisible(row, right, to: access)
    }
}

extension Transaction {
    /// Throws what an endpoint would answer when the caller may not do something to a record that a rule has found:
    /// `not_found` outside the sight for reading, else `forbidden`.
    package func require(_ right: String, to row: Row) throws {
        guard try isVisible(row, "read", to: access) else {
            throw Problem.notFound(row.table.singular)
        }
        guard try right == "read" || isVisible(row, right, to: access) else {
            throw Problem.mayNot(right, row.table)
        }
    }

    fileprivate func isVisible(_ row: Row, _ right: String, to access: Access) throws -> Bool {
        guard let sight = access.sight(right, on: row.table.name) else { return false }
        if let field = row.table.sightByResource {
            return row.table.isSeen(about: row[field], by: access)
        }
        if let reference = row.table.sightThrough {
            return try isVisible(reference, of: row[reference])
        }
        guard row.table.isOwned else { return true }
        return access.covers(
            owner: row.cells[CommonFields.ownerID], team: row.cells[CommonFields.teamID], sight)
    }
}

extension Problem {
    fileprivate static func mayNot(_ right: String, _ table: Table) -> Problem {
        Problem(.forbidden, "Your role may not \(right) this \(table.singular).")
    }

    static func wasDeleted(_ table: Table) -> Problem {
        Problem(.deleted, "The \(table.singular) was deleted; restore brings it back.")
    }
}

extension Access {
    /// Whether a record with this owner and team lies within a sight.
    package func covers(owner: Cell, team: Cell, _ sight: Sight) -> Bool {
        if sight == .all { return true }
        if let userID, owner == userID.cell { return true }
        switch sight {
        case .own, .all: return false
        case .team: return teamID.map { team == $0.cell } ?? false
        case .teamTree: return teamTree.contains { team == $0.cell }
        }
    }
}
