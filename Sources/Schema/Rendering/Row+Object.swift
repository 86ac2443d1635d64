import JSON

/// Some fields of a table, with their names as they are written: for answers that are put together from rows in memory.
package struct FieldSelection: Sendable {
    package let fields: [FieldSpec]
    fileprivate let columns: WrittenColumns

    package init(_ fields: [FieldSpec]) {
        self.fields = fields
        columns = WrittenColumns(fields)
    }
}

extension Row {
    /// Writes some of the table's fields as members, amounts with the decimals of a currency.
    package func write(_ selection: FieldSelection, digits: Int, to json: inout JSONWriter) {
        selection.columns.write(CellSource(cells: cells), digits: digits, to: &json)
    }
}
