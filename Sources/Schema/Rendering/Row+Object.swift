import JSON

/// Some fields of a table, with their names as they are written: for answers that are put together from rows in memory.
package struct FieldSelection: Sendable {
    package let fields: [FieldSpec]
    fileprivate let named: [FieldGroups.Named]

    package init(_ fields: [FieldSpec]) {
        self.fields = fields
        named = fields.map { FieldGroups.Named($0) }
    }
}

extension Row {
    /// Writes some of the table's fields as members, amounts with the decimals of a currency.
    package func write(_ selection: FieldSelection, digits: Int, to json: inout JSONWriter) {
        let source = CellSource(cells: cells)
        for named in selection.named {
            json.key(encoded: named.key)
            named.field.kind.write(source, named.field.ordinal, digits: digits, to: &json)
        }
    }
}
