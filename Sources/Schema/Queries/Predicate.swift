import Store

/// A filter, resolved against a table: everything in it is known to exist and to be comparable.
package indirect enum Predicate: Sendable {
    case all
    case and([Predicate])
    case or([Predicate])
    case not(Predicate)
    case compare(FieldSpec, Operator, [Cell])
    case custom(CustomField, Operator, [Cell])
    /// A condition on the record that a reference points at, or on any row of an owned collection.
    case through(Hop, Predicate)
    /// What a resource's own filter says of the table that the list is of.
    case named(Clause)

    package enum Hop: Sendable {
        case reference(FieldSpec, Table)
        case collection(OwnedSpec)
    }

    package enum Operator: String, Sendable, CaseIterable {
        case eq, ne, gt, gte, lt, lte
        case `in`, nin, contains
        case startsWith = "starts_with"
        case exists
    }
}

/// A condition as SQL with its values; never holds a request's text.
package struct Clause: Sendable, Hashable {
    package var sql: String
    package var cells: [Cell]

    package init(_ sql: String, _ cells: [Cell] = []) {
        self.sql = sql
        self.cells = cells
    }

    static func joined(_ clauses: [Clause], by word: String) -> Clause {
        guard let first = clauses.first else { return Clause("1") }
        guard clauses.count > 1 else { return first }
        return Clause(
            "(" + clauses.map(\.sql).joined(separator: " \(word) ") + ")", clauses.flatMap(\.cells))
    }
}

extension Predicate {
    /// The condition on a table known by `alias`; sight is kept across hops.
    package func clause(alias: String, _ table: Table, _ access: Access) -> Clause {
        switch self {
        case .all: return Clause("1")
        case .and(let parts):
            return .joined(parts.map { $0.clause(alias: alias, table, access) }, by: "AND")
        case .or(let parts):
            guard !parts.isEmpty else { return Clause("0") }
            return .joined(parts.map { $0.clause(alias: alias, table, access) }, by: "OR")
        case .not(let part):
            let inner = part.clause(alias: alias, table, access)
            // A comparison with null is unknown, and its opposite must be true.
            return Clause("NOT COALESCE(\(inner.sql), 0)", inner.cells)
        case .compare(let field, let op, let cells):
            if case .labels = field.kind { return Self.labels(alias, table, field, op, cells) }
            return Self.compare("\(alias).\(field.name)", op, cells)
        case .custom(let field, let op, let cells):
            return Self.compare(
                "json_extract(\(alias).custom, '$.\(field.key)')", op, cells,
                mark: field.kind == .number ? "CAST(? AS NUMERIC)" : "?")
        case .named(let clause): return clause
        case .through(.reference(let field, let target), let part):
            let inner = part.clause(alias: "r", target, access)
            var sql =
                "\(alias).\(field.name) IN (SELECT r.id FROM \(target.sqlName) r WHERE \(inner.sql)"
            var cells = inner.cells
            if !target.isChild { sql += " AND r.deleted_at IS NULL" }
            if let sight = access.sight("read", on: target.name) {
                let clause = SightClause(target, sight, access, alias: "r.")
                sql += clause.map { " AND " + $0.sql } ?? ""
                cells += clause?.cells ?? []
            } else if target.hasSight {
                sql += " AND 0"
            }
            return Clause(sql + ")", cells)
        case .through(.collection(let collection), let part):
            let inner = part.clause(alias: "c", collection.table, access)
            return Clause(
                "EXISTS (SELECT 1 FROM \(collection.table.sqlName) c WHERE c.parent_id = \(alias).id AND \(inner.sql))",
                inner.cells)
        }
    }

    private static func compare(
        _ column: String, _ op: Operator, _ cells: [Cell], mark: String = "?"
    ) -> Clause {
        func list() -> String { Array(repeating: mark, count: cells.count).joined(separator: ", ") }
        switch op {
        case .eq: return Clause("\(column) = \(mark)", cells)
        case .ne: return Clause("\(column) IS NOT \(mark)", cells)
        case .gt: return Clause("\(column) > \(mark)", cells)
        case .gte: return Clause("\(column) >= \(mark)", cells)
        case .lt: return Clause("\(column) < \(mark)", cells)
        case .lte: return Clause("\(column) <= \(mark)", cells)
        case .in: return Clause("\(column) IN (\(list()))", cells)
        case .nin: return Clause("(\(column) IS NULL OR \(column) NOT IN (\(list())))", cells)
        case .contains, .startsWith: return Clause("\(column) LIKE ? ESCAPE '\\'", cells)
        case .exists:
            return Clause(cells == [.integer(1)] ? "\(column) IS NOT NULL" : "\(column) IS NULL")
        }
    }

    /// Tags are found through their index, whatever their case, other labels in the text of their array.
    private static func labels(
        _ alias: String, _ table: Table, _ field: FieldSpec, _ op: Operator, _ cells: [Cell]
    ) -> Clause {
        switch op {
        case .exists:
            return Clause("\(alias).\(field.name) \(cells == [.integer(1)] ? "<>" : "=") '[]'")
        case .ne, .nin:
            let inner = labels(alias, table, field, .in, cells)
            return Clause("NOT \(inner.sql)", inner.cells)
        default: break
        }
        let marks = Array(repeating: "?", count: cells.count).joined(separator: ", ")
        if field.isTags, !table.isChild {
            let folded = cells.map { Cell.text(PlainText.folded(String(cell: $0))) }
            return Clause(
                "\(alias).id IN (SELECT record_id FROM record_tags WHERE resource = ? AND folded IN (\(marks)))",
                [.text(table.name)] + folded)
        }
        return Clause(
            "EXISTS (SELECT 1 FROM json_each(\(alias).\(field.name)) WHERE value IN (\(marks)))",
            cells)
    }
}
