import JSON
import Store

/// A list as a client asked for it, resolved against its table.
package struct ListQuery: Sendable {
    package enum Deleted: String, Sendable { case only, include }

    package let table: Table
    package var predicate: Predicate = .all
    package var sort: Sort
    /// Whether the caller chose the order: otherwise a search is ranked.
    package var hasSort = false
    package var limit = 50
    package var cursor: String?
    package var selection: Selection = .all
    package var search: String?
    package var counts = false
    package var deleted: Deleted?

    package static let maximumLimit = 500
    /// Longer pages are walks over everything, which would push out of memory what people look at.
    private static let rememberedPage = 100

    package init(_ table: Table) throws {
        self.table = table
        sort = try table.defaultSort
    }
}

/// A list's answer but for its `data`.
package struct ListResult: Sendable {
    package var nextCursor: String?
    package var count: Int64?
}

extension ListQuery {
    /// Writes the records of one page as a JSON array.
    ///
    /// Throws `bad_cursor`, and `forbidden` when the caller may not read the resource.
    package func run(_ tx: Transaction, to json: inout JSONWriter) throws -> ListResult {
        let plan =
            selection.isAll
            ? table.listPlan : try Plan(table, selection, withCollections: false)
        let condition = try condition(tx)
        guard let search else { return try sorted(tx, plan, condition, nil, &json) }
        guard let terms = try SearchTerms(search, tx) else {
            json.beginArray()
            json.endArray()
            return ListResult(nextCursor: nil, count: counts ? 0 : nil)
        }
        if tx.isWriting { try tx.catchUp() }
        let query = SearchQuery(terms, table, tx)
        return hasSort
            ? try sorted(tx, plan, condition, query, &json)
            : try ranked(tx, plan, condition, query, &json)
    }

    private func condition(_ tx: Transaction) throws -> Clause {
        guard let sight = tx.access.sight("read", on: table.name) else {
            throw Problem(.forbidden, "Your role may not read \(table.name).")
        }
        var parts: [Clause] = []
        switch deleted {
        case nil: parts.append(Clause("t.deleted_at IS NULL"))
        case .only: parts.append(Clause("t.deleted_at IS NOT NULL"))
        case .include: break
        }
        if let clause = SightClause(table, sight, tx.access, alias: "t.") {
            parts.append(Clause(clause.sql, clause.cells))
        }
        if case .all = predicate {
        } else {
            parts.append(predicate.clause(alias: "t", table, tx.access))
        }
        return .joined(parts, by: "AND")
    }

    private func sorted(
        _ tx: Transaction, _ plan: Plan, _ condition: Clause, _ search: SearchQuery?,
        _ json: inout JSONWriter
    ) throws -> ListResult {
        let fingerprint = Cursor.fingerprint(
            [table.name, condition.sql, sort.signature, search?.terms.signature ?? ""],
            condition.cells)
        var condition = condition
        if let search {
            condition = .joined([condition, matching(try search.all())], by: "AND")
        }
        let total = counts ? try count(tx, condition) : nil
        var last: [Cell] = []
        var left = limit
        var more = false
        json.beginArray()
        for page in try pages(condition, fingerprint) where !more {
            let count: Int
            (count, more) = try rows(of: page, plan, tx, limit: left, to: &json) { last = $0 }
            left -= count
        }
        json.endArray()
        return ListResult(
            nextCursor: more ? Cursor.encode(last, fingerprint: fingerprint) : nil, count: total)
    }

    /// The conditions that together select what comes after the cursor, in the order of the list.
    private func pages(_ condition: Clause, _ fingerprint: UInt64) throws -> [Clause] {
        guard let cursor else { return [condition] }
        guard let cells = Cursor.decode(cursor, fingerprint: fingerprint, count: sort.keys.count)
        else { throw Self.badCursor }
        return sort.ranges(after: cells).map { .joined([condition, $0], by: "AND") }
    }

    /// Writes the records that a condition selects; `last` is told the sort values of the one that fills the page.
    private func rows(
        of page: Clause, _ plan: Plan, _ tx: Transaction, limit: Int, to json: inout JSONWriter,
        last: ([Cell]) -> Void
    ) throws -> (count: Int, more: Bool) {
        let renderer = Renderer(tx)
        guard isRemembered, let cache = renderer.cache(plan) else {
            return try renderer.rows(
                plan, text: statement(columns, where: page), page.cells, limit: limit, to: &json
            ) { last(sort.cells(of: $0)) }
        }
        let columns = (["id", "version"] + sort.keys.map(\.field.name)).map { "t." + $0 }
        return try renderer.named(
            plan, cache, text: statement(columns.joined(separator: ", "), where: page),
            page.cells, limit: limit, to: &json
        ) { row in last(sort.keys.indices.map { row.cell($0 + 2) }) }
    }

    /// Whether the records of a page are worth keeping encoded.
    private var isRemembered: Bool { selection.isAll && limit <= Self.rememberedPage }

    private func statement(_ columns: String, where condition: Clause) -> String {
        """
        SELECT \(columns) FROM \(table.sqlName) t WHERE \(condition.sql) \
        ORDER BY \(sort.order) LIMIT \(limit + 1)
        """
    }

    /// The statements of a page that is not searched for: of the first, or of one after a record with these sort values.
    ///
    /// For tests of what the engine makes of them.
    package func statements(after cells: [Cell]? = nil, _ tx: Transaction) throws -> [String] {
        let first = try condition(tx)
        guard let cells else { return [statement(columns, where: first)] }
        return sort.ranges(after: cells).map {
            statement(columns, where: .joined([first, $0], by: "AND"))
        }
    }

    /// By rank, and within a rank newest first: an order that other records' changes do not move, so that the pages of
    /// a search fit together like those of any list.
    private func ranked(
        _ tx: Transaction, _ plan: Plan, _ condition: Clause, _ search: SearchQuery,
        _ json: inout JSONWriter
    ) throws -> ListResult {
        let fingerprint = Cursor.fingerprint(
            [table.name, condition.sql, search.terms.signature], condition.cells)
        var place = try SearchPlace(cursor, fingerprint)
        let total =
            counts
            ? try count(tx, .joined([condition, matching(try search.all())], by: "AND")) : nil
        let renderer = Renderer(tx)
        let cache = isRemembered ? renderer.cache(plan) : nil
        var left = limit
        var next: SearchPlace?
        json.beginArray()
        while next == nil, SearchQuery.ranks.contains(place.rank) {
            var last = place.before
            let cells =
                [.text(try search.ranked(place.rank))] + condition.cells
                + [.integer(place.before)]
            let (count, more) =
                if let cache {
                    try renderer.named(
                        plan, cache, text: rankedSQL("t.id, t.version", condition, left + 1),
                        cells, limit: left, to: &json
                    ) { last = $0.integer(2) }
                } else {
                    try renderer.rows(
                        plan, text: rankedSQL(columns, condition, left + 1), cells, limit: left,
                        to: &json
                    ) { last = $0.integer(table.fields.count) }
                }
            left -= count
            if more {
                next = SearchPlace(rank: place.rank, before: last)
            } else {
                place = SearchPlace(rank: place.rank + 1, before: .max)
            }
        }
        json.endArray()
        return ListResult(nextCursor: next?.cursor(fingerprint), count: total)
    }

    private func rankedSQL(_ columns: String, _ condition: Clause, _ limit: Int) -> String {
        let name = table.sqlName
        return """
            SELECT \(columns), t.pk FROM \(name)_search s JOIN \(name) t ON t.pk = s.rowid \
            WHERE \(name)_search MATCH ? AND \(condition.sql) AND s.rowid < ? \
            ORDER BY s.rowid DESC LIMIT \(limit)
            """
    }

    private func matching(_ query: String) -> Clause {
        let name = table.sqlName
        return Clause(
            "t.pk IN (SELECT rowid FROM \(name)_search WHERE \(name)_search MATCH ?)",
            [.text(query)])
    }

    private func count(_ tx: Transaction, _ condition: Clause) throws -> Int64 {
        let sql = "SELECT COUNT(*) FROM \(table.sqlName) t WHERE \(condition.sql)"
        return try tx.first(text: sql, condition.cells) { $0.integer(0) } ?? 0
    }

    private var columns: String { table.fields.map { "t." + $0.name }.joined(separator: ", ") }

    static var badCursor: Problem {
        Problem(.badCursor, "The cursor belongs to a list with other filters or another order.")
    }
}
