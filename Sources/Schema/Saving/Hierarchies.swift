import Store

// A reference of a record to another of its own kind that clients may change makes a hierarchy: teams below teams,
// people in organizations that belong to organizations. Nothing stands above itself, for whoever walks up would never
// arrive. Deleted records count: none can be put above another, and none that stands above one can be deleted.

extension Transaction {
    /// Records that may stand above one: what a walk up costs at most.
    private static let mostAbove = 100

    /// References by which a record would stand above itself, or below too many others.
    func hierarchyFaults(in row: Row, before: Row?) throws -> [Fault] {
        try row.table.groups.hierarchies.compactMap { field in
            let parent = row[field]
            guard !parent.isNull, parent != before?[field], row.isSound(field.name) else {
                return nil
            }
            let (isCircle, height) = try walk(up: field, of: row)
            if isCircle {
                return Fault(
                    pointer: "/" + field.name, code: .conflict,
                    message: "A \(row.table.noun) cannot stand above itself.")
            }
            guard height > Self.mostAbove else { return nil }
            return Fault(
                pointer: "/" + field.name, code: .tooMany,
                message: "At most \(Self.mostAbove) stand above one \(row.table.noun).")
        }
    }

    private func walk(
        up field: FieldSpec, of row: Row
    ) throws -> (isCircle: Bool, height: Int64) {
        let sql = """
            WITH RECURSIVE above (id, height) AS (
                SELECT ?, 1
                UNION ALL SELECT r.\(field.name), a.height + 1
                FROM \(row.table.sqlName) r JOIN above a ON r.id = a.id
                WHERE r.\(field.name) IS NOT NULL AND a.height <= \(Self.mostAbove))
            SELECT MAX(id = ?), MAX(height) FROM above
            """
        return try first(text: sql, [row[field], row.id.cell]) {
            ($0.integer(0) == 1, $0.integer(1))
        } ?? (false, 0)
    }
}
