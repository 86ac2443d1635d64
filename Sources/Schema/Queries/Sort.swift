import Store

/// `sort=-created_at,name`, resolved; the id always decides last, so that no two records tie.
package struct Sort: Sendable {
    struct Key: Sendable {
        let field: FieldSpec
        let isDescending: Bool
        /// A create need not give an id, but nothing stored is without.
        var isNullable: Bool { field.isOptional && field.ordinal != CommonFields.id }
    }

    let keys: [Key]

    /// Fields one list may be sorted by.
    static let maximumKeys = 5

    package init(_ text: String?, _ table: Table) throws {
        var keys: [Key] = []
        for part in (text ?? "-created_at").split(separator: ",", omittingEmptySubsequences: false)
        {
            let isDescending = part.hasPrefix("-")
            let name = String(isDescending ? part.dropFirst() : part)
            guard let field = table.field(name), field.isShown else {
                throw Problem(
                    .unknownField, "\(table.name) has no field \(name).",
                    extras: [("parameter", .text("sort"))])
            }
            guard name == "id" || field.traits.contains(.sortable) else {
                throw Problem(
                    .unsortable, "\(table.name) cannot be sorted by \(name).",
                    extras: [("parameter", .text("sort"))])
            }
            // What stands after the id decides nothing.
            guard !keys.contains(where: { $0.field === field || $0.field.name == "id" }) else {
                continue
            }
            keys.append(Key(field: field, isDescending: isDescending))
        }
        guard keys.count <= Self.maximumKeys else {
            throw Problem(.badParameter, "sort names more than \(Self.maximumKeys) fields.")
        }
        if let last = keys.last, last.field.name != "id" {
            keys.append(Key(field: table.fields[CommonFields.id], isDescending: last.isDescending))
        }
        self.keys = keys
    }

    var order: String {
        keys.map { "t.\($0.field.name)\($0.isDescending ? " DESC" : "")" }.joined(separator: ", ")
    }

    /// What identifies the order in a cursor.
    var signature: String { order }

    func cells(of statement: Statement) -> [Cell] {
        keys.map { statement.cell($0.field.ordinal) }
    }

    /// The rows that come after the one with these values: ranges, one after the other in the order of the list.
    ///
    /// Each is one range of an index, however far into the list it begins; an `OR` of them would make the engine walk
    /// from the start. Most often there is one: a row comparison, which knows no null.
    func ranges(after cells: [Cell]) -> [Clause] {
        let isUniform = Set(keys.map(\.isDescending)).count == 1
        let names = keys.map { "t." + $0.field.name }
        let canEndInNulls = keys.contains { $0.isDescending && $0.isNullable }
        if isUniform, !canEndInNulls, !cells.contains(.null) {
            let marks = Array(repeating: "?", count: cells.count).joined(separator: ", ")
            let sign = keys[0].isDescending ? "<" : ">"
            return [Clause("(\(names.joined(separator: ", "))) \(sign) (\(marks))", cells)]
        }
        return keys.indices.reversed().flatMap { index in
            let same = (0..<index).map { Self.equal(names[$0], cells[$0]) }
            return Self.beyond(names[index], cells[index], keys[index]).map {
                Clause.joined(same + [$0], by: "AND")
            }
        }
    }

    private static func equal(_ name: String, _ cell: Cell) -> Clause {
        cell.isNull ? Clause("\(name) IS NULL") : Clause("\(name) = ?", [cell])
    }

    /// Nulls come first going up and last going down.
    private static func beyond(_ name: String, _ cell: Cell, _ key: Key) -> [Clause] {
        switch (cell.isNull, key.isDescending) {
        case (true, true): []
        case (true, false): [Clause("\(name) IS NOT NULL")]
        case (false, false): [Clause("\(name) > ?", [cell])]
        case (false, true):
            [Clause("\(name) < ?", [cell])]
                + (key.isNullable ? [Clause("\(name) IS NULL")] : [])
        }
    }
}
