extension Transaction {
    /// What SQLite finds wrong with the file: damaged pages, indices that disagree, references into nothing.
    package func damage() throws -> [String] {
        var found: [String] = []
        do {
            try query(text: "PRAGMA integrity_check") {
                if $0.text(0) != "ok" { found.append($0.text(0)) }
            }
            try query(text: "PRAGMA foreign_key_check") { row in
                found.append(
                    "\(row.text(0)): row \(row.integer(1)) points at a missing row of \(row.text(2))"
                )
            }
        } catch StoreError.damaged(let message) {
            // Of some damage even the check can say no more.
            found.append(message)
        }
        return found
    }

    /// How the engine would run a statement, one line a step: for tests that forbid full scans.
    package func plan(of sql: String) throws -> [String] {
        var lines: [String] = []
        try query(text: "EXPLAIN QUERY PLAN " + sql) { lines.append($0.text(3)) }
        return lines
    }
}
