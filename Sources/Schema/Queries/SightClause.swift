import Store

/// The condition that keeps a caller to the records of their sight.
package struct SightClause: Sendable {
    package let sql: String
    package let cells: [Cell]

    /// Nil when a sight leaves out nothing of the table; `alias` is its name in the statement with a dot, or nothing.
    package init?(_ table: Table, _ sight: Sight, _ access: Access, alias: String = "") {
        if let field = table.sightByResource {
            let hidden = table.subjects.filter { !access.seesAll(of: $0) }
            guard !hidden.isEmpty else { return nil }
            let marks = Array(repeating: "?", count: hidden.count).joined(separator: ", ")
            self.init(
                "\(alias)\(field.name) NOT IN (\(marks))", hidden.map { .text($0.name) })
        } else if let reference = table.sightThrough {
            self.init(through: reference, of: table, access, alias: alias)
        } else if table.isOwned, sight != .all {
            self.init(sight, access, alias: alias)
        } else {
            return nil
        }
    }

    private init(_ sql: String, _ cells: [Cell]) {
        self.sql = sql
        self.cells = cells
    }

    /// Who sees the record that the reference names sees this one; nobody does while that one is deleted.
    private init(through reference: FieldSpec, of table: Table, _ access: Access, alias: String) {
        guard let target = reference.target, let sight = access.sight("read", on: target.name)
        else {
            sql = reference.isOptional ? "\(alias)\(reference.name) IS NULL" : "0"
            cells = []
            return
        }
        let inner = alias.dropLast() + "s"
        let outer = alias.isEmpty ? table.sqlName + "." : alias
        let clause = SightClause(target, sight, access, alias: inner + ".")
        let seen = """
            EXISTS (SELECT 1 FROM \(target.sqlName) \(inner) WHERE \(inner).id = \(outer)\(reference.name) \
            AND \(inner).deleted_at IS NULL\(clause.map { " AND " + $0.sql } ?? ""))
            """
        sql = reference.isOptional ? "(\(outer)\(reference.name) IS NULL OR \(seen))" : seen
        cells = clause?.cells ?? []
    }

    private init(_ sight: Sight, _ access: Access, alias: String) {
        let owner: Cell = access.userID?.cell ?? .null
        switch sight {
        case .all:
            sql = "1"
            cells = []
        case .own:
            sql = "\(alias)owner_id = ?"
            cells = [owner]
        case .team:
            sql = "(\(alias)owner_id = ? OR \(alias)team_id = ?)"
            cells = [owner, access.teamID?.cell ?? .null]
        case .teamTree:
            let marks = Array(repeating: "?", count: access.teamTree.count).joined(separator: ", ")
            sql = "(\(alias)owner_id = ? OR \(alias)team_id IN (\(marks)))"
            cells = [owner] + access.teamTree.map(\.cell)
        }
    }
}

extension Access {
    /// Whether the caller may read every record of a resource.
    func seesAll(of table: Table) -> Bool {
        guard let sight = sight("read", on: table.name) else { return false }
        if let reference = table.sightThrough {
            return reference.target.map(seesAll) ?? false
        }
        return !table.isOwned || sight == .all
    }
}

extension Table {
    /// Whether a caller sees what is about a record of the resource that a cell names.
    package func isSeen(about resource: Cell, by access: Access) -> Bool {
        let name = String(cell: resource)
        return subjects.first { $0.name == name }.map(access.seesAll) ?? false
    }
}
