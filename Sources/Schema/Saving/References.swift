import Store

extension Transaction {
    /// Finds the record that a nested reference names, within the caller's sight, as the reference holds it.
    func resolve(_ lookup: Input.Lookup) throws -> Cell? {
        if case .linked(let resource, let key) = lookup.key {
            guard let target = attached.registry.resource(resource),
                let found = try recordID(of: target, key), try isVisible(target, found)
            else { return nil }
            return Link(resource: resource, id: found).cell
        }
        guard let target = lookup.field.target else { return nil }
        let found: RecordID?
        switch lookup.key {
        case .linked: found = nil
        case .id(let id): found = id
        case .externalID(let key): found = try recordID(of: target, key)
        case .unique(let field, let cell):
            found = try recordID(of: target, where: field, is: cell)
        }
        guard let found, try isVisible(target, found) else { return nil }
        return found.cell
    }

    /// The record that another system calls by this id, deleted or not.
    package func recordID(of table: Table, _ key: ExternalID) throws -> RecordID? {
        try first(
            ExternalIDStatements.find, [.text(table.name), .text(key.system), .text(key.id)]
        ) { RecordID($0.uuid(0)) }
    }

    /// The live record that has a value in a unique field.
    package func recordID(
        of table: Table, where field: FieldSpec, is cell: Cell
    ) throws -> RecordID? {
        guard let statement = table.statements.unique[field.ordinal] else {
            preconditionFailure("\(table.name).\(field.name) finds no record")
        }
        return try first(statement, [cell]) { RecordID($0.uuid(0)) }
    }

    package func exists(_ table: Table, _ id: RecordID) throws -> Bool {
        if table.traits.contains(.cached) { return try exists(cached: table, id) }
        return try first(table.statements.exists, [id.cell]) { _ in true } ?? false
    }

    /// Whether a record exists, is not deleted, and is in the caller's sight.
    package func isVisible(_ table: Table, _ id: RecordID) throws -> Bool {
        if table.isChild { return try exists(table, id) }
        guard let sight = attached.readSight(on: table) else { return false }
        guard let clause = SightClause(table, sight, access) else { return try exists(table, id) }
        let sql =
            "SELECT 1 FROM \(table.sqlName) WHERE id = ? AND deleted_at IS NULL AND \(clause.sql)"
        return try first(text: sql, [id.cell] + clause.cells) { _ in true } ?? false
    }

    /// Whether the caller may read the record that a reference names, and with it those that show themselves through it.
    package func isVisible(_ reference: FieldSpec, of cell: Cell) throws -> Bool {
        if cell.isNull { return true }
        guard let target = reference.target, access.sight("read", on: target.name) != nil else {
            return false
        }
        return try isVisible(target, RecordID(cell: cell))
    }

    /// References that changed and point at nothing that the caller can see.
    func danglingReferences(in row: Row, before: Row?) throws -> [Fault] {
        var faults: [Fault] = []
        for field in row.table.groups.pointing {
            let cell = row[field]
            guard !cell.isNull, cell != before?[field], row.isSound(field.name) else { continue }
            switch field.kind {
            case .reference:
                guard let target = field.target else { continue }
                // Who may own a record is no secret among those who work together.
                let isThere =
                    target.name == "users" || target.name == "teams"
                    ? try exists(target, RecordID(cell: cell))
                    : try isVisible(target, RecordID(cell: cell))
                if !isThere {
                    faults.append(
                        Fault(
                            pointer: "/" + field.name, code: .notFound,
                            message: "There is no such \(field.referenceName ?? target.singular)."))
                }
            case .link:
                let link = Link(cell: cell)
                guard let target = attached.registry.resource(link.resource) else {
                    faults.append(
                        Fault(
                            pointer: "/\(field.name)/resource", code: .unknownValue,
                            message: "There is no resource \(link.resource)."))
                    continue
                }
                if try !isVisible(target, link.id) {
                    faults.append(
                        Fault(
                            pointer: "/\(field.name)/id", code: .notFound,
                            message: "There is no such \(target.singular)."))
                }
            default: continue
            }
        }
        return faults
    }

    /// Live records that refer to this one by a field that is not weak, at most ten.
    ///
    /// Owned rows are removed for good, so there every reference counts: weak ones and those of deleted records too.
    func dependants(of row: Row) throws -> [Link] {
        var found: [Link] = []
        let isFinal = row.table.isChild
        for (table, field, parent) in attached.registry.referrers(of: row.table)
        where (isFinal || !field.traits.contains(.weak))
            && !(table.isOwned && CommonFields.isOwnership(field))
        {
            let sql: String
            if let parent {
                sql = """
                    SELECT DISTINCT p.id FROM \(table.sqlName) c JOIN \(parent.sqlName) p ON p.id = c.parent_id
                    WHERE c.\(field.name) = ?\(isFinal ? "" : " AND p.deleted_at IS NULL") LIMIT 10
                    """
            } else {
                sql = """
                    SELECT id FROM \(table.sqlName) WHERE \(field.name) = ?\
                    \(isFinal ? "" : " AND deleted_at IS NULL") LIMIT 10
                    """
            }
            try query(text: sql, [row.id.cell]) { result in
                let id = RecordID(result.uuid(0))
                if id != row.id {
                    found.append(Link(resource: (parent ?? table).name, id: id))
                }
            }
        }
        return Array(found.prefix(10))
    }
}

extension RecordID {
    package init(_ halves: (high: UInt64, low: UInt64)) {
        self.init(high: halves.high, low: halves.low)
    }
}

enum ExternalIDStatements {
    static let known = SQL(
        """
        SELECT record_id, occurred_at, sequence FROM external_ids
        WHERE resource = ? AND system = ? AND external_id = ?
        """)
    static let note = SQL(
        """
        UPDATE external_ids SET occurred_at = ?, sequence = ?
        WHERE resource = ? AND system = ? AND external_id = ?
        """)
    static let deletion = SQL(
        """
        SELECT occurred_at, sequence FROM external_deletions
        WHERE resource = ? AND system = ? AND external_id = ?
        """)
    static let remember = SQL(
        """
        INSERT OR REPLACE INTO external_deletions (resource, system, external_id, occurred_at, sequence)
        VALUES (?, ?, ?, ?, ?)
        """)
    static let forget = SQL(
        "DELETE FROM external_deletions WHERE resource = ? AND system = ? AND external_id = ?")
    static let find = SQL(
        "SELECT record_id FROM external_ids WHERE resource = ? AND system = ? AND external_id = ?")
    static let insert = SQL(
        "INSERT INTO external_ids (resource, system, external_id, record_id) VALUES (?, ?, ?, ?)")
    static let delete = SQL(
        "DELETE FROM external_ids WHERE resource = ? AND system = ? AND external_id = ?")
}
