/// Deletions by other systems of what was never heard of.
enum Migration9 {
    static let sql = """
        CREATE TABLE external_deletions (
            resource TEXT NOT NULL, system TEXT NOT NULL, external_id TEXT NOT NULL,
            occurred_at INTEGER NOT NULL, sequence INTEGER,
            PRIMARY KEY (resource, system, external_id)
        ) STRICT, WITHOUT ROWID;
        """
}
