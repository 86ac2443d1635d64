import JSON

extension Row {
    /// The values of some of the table's fields as members of an answer, amounts with the decimals of a currency.
    package func members(_ fields: [FieldSpec], digits: Int) -> [(String, Value)] {
        let source = CellSource(cells: cells)
        return fields.map { field in
            var json = JSONWriter()
            field.kind.write(source, field.ordinal, digits: digits, to: &json)
            return (field.name, .encoded(json.finish()))
        }
    }
}
