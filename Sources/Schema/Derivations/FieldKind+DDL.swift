extension FieldKind {
    /// The column's type in SQLite's `STRICT` tables.
    var sqlType: String {
        switch self {
        case .id, .reference, .actor: "BLOB"
        case .text, .longText, .choice, .status, .currency, .country, .language, .timeZone, .email,
            .phone, .url, .link, .labels, .externalIDs, .custom, .password, .object,
            .objects:
            "TEXT"
        case .boolean, .integer, .money, .decimal, .day, .instant: "INTEGER"
        }
    }

    /// People expect "apple" before "Zebra".
    var collation: String {
        switch self {
        case .text, .email: " COLLATE NOCASE"
        default: ""
        }
    }
}

/// The tables and indices of the declared resources.
package enum DDL {
    /// Statements that make all tables, in order, each ending in `;\n`.
    package static func script(for registry: Registry) -> String {
        script(for: registry.all, in: registry)
    }

    package static func script(for tables: [Table], in registry: Registry) -> String {
        tables.map { table(for: $0, in: registry) }.joined(separator: "\n")
    }

    static func table(for table: Table, in registry: Registry) -> String {
        var columns = ["pk INTEGER PRIMARY KEY"]
        for field in table.fields { columns.append(column(field, in: registry)) }
        if table.isChild { columns.append("CHECK (position >= 0)") }
        let body = columns.map { "    " + $0 }.joined(separator: ",\n")
        var script = "CREATE TABLE \(table.sqlName) (\n\(body)\n) STRICT;\n"
        for index in indexes(of: table) { script += index + ";\n" }
        if table.isSearchable, !table.isChild {
            script +=
                "CREATE VIRTUAL TABLE \(table.sqlName)_search USING fts5("
                + "title, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');\n"
                + "CREATE VIRTUAL TABLE \(table.sqlName)_words USING fts5vocab("
                + "\(table.sqlName)_search, instance);\n"
        }
        return script
    }

    private static func column(_ field: FieldSpec, in registry: Registry) -> String {
        var text = "\(field.name) \(field.kind.sqlType)\(field.kind.collation)"
        if !field.isOptional || field.name == "id" { text += " NOT NULL" }
        if case .reference(let name) = field.kind, let target = registry.table(name) {
            // Checked at once: a deferred reference would fail at the commit that others share.
            text += " REFERENCES \(target.sqlName) (id)"
        }
        return text
    }

    private static func indexes(of table: Table) -> [String] {
        let name = table.sqlName
        var made = ["CREATE UNIQUE INDEX \(name)_id ON \(name) (id)"]
        if table.isChild {
            made.append("CREATE INDEX \(name)_parent ON \(name) (parent_id, position)")
        }
        let live = table.isChild ? "" : " WHERE deleted_at IS NULL"
        for field in table.fields {
            let column = field.name
            let isReference = if case .reference = field.kind { true } else { false }
            if field.traits.contains(.unique) {
                // Nulls are left out, so that the engine does not take "is null" for one row.
                let condition = field.isOptional ? "\(column) IS NOT NULL" : nil
                made.append(unique(table, [column], where: condition))
                // In a list sorted by it, the id puts them in order.
                if field.isOptional, field.traits.contains(.sortable) {
                    made.append(
                        "CREATE INDEX \(name)_\(column)_order ON \(name) (\(column), id)\(live)")
                }
            } else if field.traits.contains(.sortable) {
                made.append("CREATE INDEX \(name)_\(column) ON \(name) (\(column), id)\(live)")
            } else if isReference || field.traits.contains(.indexed) {
                // A comparison implies that the column is not null, so nobody misses the nulls:
                // https://www.sqlite.org/partialindex.html#queries_using_partial_indexes
                let some = field.isOptional ? " WHERE \(column) IS NOT NULL" : ""
                made.append("CREATE INDEX \(name)_\(column) ON \(name) (\(column))\(some)")
            }
        }
        for columns in table.indexes {
            let list = columns.joined(separator: ", ")
            let suffix = columns.map { $0.split(separator: " ")[0] }.joined(separator: "_")
            // The id decides last in every list: without it each page would be sorted anew.
            made.append("CREATE INDEX \(name)_\(suffix)_x ON \(name) (\(list), id)\(live)")
        }
        made += table.uniques.map { unique(table, $0.columns, where: $0.condition) }
        return made
    }

    private static func unique(
        _ table: Table, _ columns: [String], where condition: String?
    ) -> String {
        let conditions = [table.isChild ? nil : "deleted_at IS NULL", condition].compactMap { $0 }
        let name = ([table.sqlName] + columns + ["unique"]).joined(separator: "_")
        return
            "CREATE UNIQUE INDEX \(name) ON \(table.sqlName) (\(columns.joined(separator: ", ")))"
            + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
    }
}
