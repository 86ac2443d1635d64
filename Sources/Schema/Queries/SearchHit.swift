import JSON
import Store

/// A record found by a search across resources.
package struct SearchHit: Sendable {
    let table: Table
    let id: RecordID
    let title: String?
    /// As `SearchQuery.ranks` count: 0 is best.
    package let rank: Int

    package var value: Value {
        .object([
            ("resource", .text(table.name)), ("id", .id(id)),
            ("title", title.map { .text($0) } ?? .null),
        ])
    }

    /// Whether this one stands before another: by rank, then newest first.
    package func precedes(_ other: SearchHit) -> Bool {
        rank == other.rank ? id > other.id : rank < other.rank
    }

    /// The best records of one resource within the caller's sight, at most `limit`.
    package static func find(
        _ table: Table, _ terms: SearchTerms, _ sight: Sight, _ limit: Int, _ tx: Transaction
    ) throws -> [SearchHit] {
        var condition = Clause("t.deleted_at IS NULL")
        if let clause = SightClause(table, sight, tx.access, alias: "t.") {
            condition = Clause(condition.sql + " AND " + clause.sql, clause.cells)
        }
        let name = table.sqlName
        let title = table.title.map { "t." + $0.name } ?? "NULL"
        var hits: [SearchHit] = []
        let search = SearchQuery(terms, table, tx)
        for rank in SearchQuery.ranks where hits.count < limit {
            let sql = """
                SELECT t.id, \(title) FROM \(name)_search s JOIN \(name) t ON t.pk = s.rowid
                WHERE \(name)_search MATCH ? AND \(condition.sql)
                ORDER BY s.rowid DESC LIMIT \(limit - hits.count)
                """
            try tx.query(text: sql, [.text(search.ranked(rank))] + condition.cells) { row in
                hits.append(
                    SearchHit(
                        table: table, id: RecordID(row.uuid(0)),
                        title: row.isNull(1) ? nil : row.text(1), rank: rank))
            }
        }
        return hits
    }
}
