import JSON
import Store

/// A record found by a search across resources.
package struct SearchHit: Sendable {
    let table: Table
    let id: RecordID
    let title: String?
    /// BM25 in ten-thousandths: the smaller, the better.
    package let score: Int64

    package var value: Value {
        .object([
            ("resource", .text(table.name)), ("id", .id(id)),
            ("title", title.map { .text($0) } ?? .null),
        ])
    }

    /// The best of the newest records of one resource that match.
    package static func find(
        _ table: Table, _ terms: String, _ sight: Sight, _ limit: Int, _ tx: Transaction
    ) throws -> [SearchHit] {
        var condition = Clause("t.deleted_at IS NULL")
        if let clause = SightClause(table, sight, tx.access, alias: "t.") {
            condition = Clause(condition.sql + " AND " + clause.sql, clause.cells)
        }
        let name = table.sqlName
        let title = table.title.map { "t." + $0.name } ?? "NULL"
        let sql = """
            SELECT t.id, \(title), CAST(s.score * 10000 AS INTEGER) FROM (SELECT rowid AS found,
            bm25(\(name)_search, 10.0, 1.0) AS score FROM \(name)_search WHERE \(name)_search MATCH ?
            ORDER BY rowid DESC LIMIT 1000) s JOIN \(name) t ON t.pk = s.found
            WHERE \(condition.sql) ORDER BY s.score, t.pk DESC LIMIT \(limit)
            """
        var hits: [SearchHit] = []
        try tx.query(text: sql, [.text(terms)] + condition.cells) { row in
            hits.append(
                SearchHit(
                    table: table, id: RecordID(row.uuid(0)),
                    title: row.isNull(1) ? nil : row.text(1), score: row.integer(2)))
        }
        return hits
    }
}
