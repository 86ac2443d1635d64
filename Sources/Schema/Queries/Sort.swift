import Store

/// `sort=-created_at,name`, resolved; the id always decides last, so that no two records tie.
package struct Sort: Sendable {
    struct Key: Sendable {
        let field: FieldSpec
        let isDescending: Bool
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

    /// The rows that come after the one with these values.
    ///
    /// One row comparison when all keys go the same way and none can be null: that the engine answers from the index.
    func after(_ cells: [Cell]) -> Clause {
        let isUniform = Set(keys.map(\.isDescending)).count == 1
        let names = keys.map { "t." + $0.field.name }
        if isUniform, keys.dropLast().allSatisfy({ !$0.field.isOptional }) {
            let marks = Array(repeating: "?", count: cells.count).joined(separator: ", ")
            let sign = keys[0].isDescending ? "<" : ">"
            return Clause("(\(names.joined(separator: ", "))) \(sign) (\(marks))", cells)
        }
        var alternatives: [Clause] = []
        for index in keys.indices {
            var parts = (0..<index).map { Clause("\(names[$0]) IS ?", [cells[$0]]) }
            parts.append(Self.beyond(names[index], cells[index], keys[index].isDescending))
            alternatives.append(.joined(parts, by: "AND"))
        }
        return .joined(alternatives, by: "OR")
    }

    /// Nulls come first going up and last going down.
    private static func beyond(_ name: String, _ cell: Cell, _ isDescending: Bool) -> Clause {
        switch (cell.isNull, isDescending) {
        case (true, true): Clause("0")
        case (true, false): Clause("\(name) IS NOT NULL")
        case (false, true): Clause("(\(name) < ? OR \(name) IS NULL)", [cell])
        case (false, false): Clause("\(name) > ?", [cell])
        }
    }
}
