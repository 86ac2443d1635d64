import CRM
import Schema
import Store

/// What `trato check` looks at: the file, the tables beside the records, and the invariants of the
/// business.
enum Examination {
    /// Everything that is wrong, one sentence each, and how many records were looked at.
    static func run(_ tx: Transaction) throws -> (findings: [String], records: Int64) {
        try requireCurrentSchema(tx)
        var findings = try tx.damage()
        // A damaged file answers nonsense to everything else.
        guard findings.isEmpty else { return (findings, 0) }
        var records: Int64 = 0
        for table in Trato.registry.resources {
            records += try count("SELECT COUNT(*) FROM \(table.sqlName)", tx)
            findings += try side(table, tx)
            findings += try orphans(table, tx)
        }
        findings += try Invariants.violations(tx)
        return (findings, records)
    }

    private static func requireCurrentSchema(_ tx: Transaction) throws {
        let known = Int64(Trato.migrations.last?.version ?? 0)
        let isTrato = try count(
            "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'schema_migrations'", tx)
        guard isTrato == 1 else { throw Failure.data("The file is not a database of Trato.") }
        let found = try count("SELECT COALESCE(MAX(version), 0) FROM schema_migrations", tx)
        if found > known { throw StoreError.newer(found: Int(found), known: Int(known)) }
        guard found == known else {
            throw Failure.data(
                "The database has schema version \(found) and this release has \(known): "
                    + "run trato migrate first.")
        }
    }

    /// External ids, tags and the search index repeat what records say.
    private static func side(_ table: Table, _ tx: Transaction) throws -> [String] {
        let name = table.sqlName
        var findings: [String] = []
        if table.field("external_ids") != nil {
            let missing = try count(
                """
                SELECT COUNT(*) FROM \(name) r, json_each(r.external_ids) e WHERE NOT EXISTS (
                    SELECT 1 FROM external_ids x WHERE x.resource = '\(table.name)'
                        AND x.system = e.value ->> 'system' AND x.external_id = e.value ->> 'id'
                        AND x.record_id = r.id)
                """, tx)
            if missing > 0 {
                findings.append(
                    "\(table.name): \(missing) external ids do not lead to their record")
            }
        }
        if table.field("tags") != nil {
            let said = try count(
                "SELECT COALESCE(SUM(json_array_length(tags)), 0) FROM \(name)", tx)
            let found = try count(
                """
                SELECT COUNT(*) FROM record_tags t JOIN \(name) r ON r.id = t.record_id
                JOIN json_each(r.tags) e ON e.value = t.tag WHERE t.resource = '\(table.name)'
                """, tx)
            let kept = try count(
                "SELECT COUNT(*) FROM record_tags WHERE resource = '\(table.name)'", tx)
            if said != found || found != kept {
                findings.append("\(table.name): \(said) tags on records, \(kept) in their index")
            }
        }
        if table.isSearchable {
            let strays = try count(
                """
                SELECT (SELECT COUNT(*) FROM \(name) WHERE pk NOT IN (SELECT rowid FROM \(name)_search))
                    + (SELECT COUNT(*) FROM \(name)_search WHERE rowid NOT IN (SELECT pk FROM \(name)))
                """, tx)
            if strays > 0 {
                findings.append("\(table.name): the search index differs in \(strays) rows")
            }
        }
        return findings
    }

    /// Rows of owned collections live inside their parent.
    private static func orphans(_ table: Table, _ tx: Transaction) throws -> [String] {
        var findings: [String] = []
        for collection in table.owned {
            let name = collection.table.sqlName
            let found = try count(
                """
                SELECT COUNT(*) FROM \(name)
                WHERE parent_id NOT IN (SELECT id FROM \(table.sqlName))
                """, tx)
            if found > 0 {
                findings.append("\(table.name): \(found) of the \(collection.name) have no parent")
            }
        }
        return findings
    }

    /// The statement is made of declared names only.
    private static func count(_ text: String, _ tx: Transaction) throws -> Int64 {
        try tx.first(text: text) { $0.integer(0) } ?? 0
    }
}
