import JSON

extension Row {
    /// Some of the table's fields as the members of an object, amounts with the decimals of a currency, and others around
    /// them.
    package func object(
        _ fields: [FieldSpec], digits: Int, after first: [(String, Value)] = [],
        before last: [(String, Value)] = []
    ) -> Value {
        let source = CellSource(cells: cells)
        var json = JSONWriter(capacity: 1024)
        json.beginObject()
        for (name, value) in first {
            json.key(name)
            value.write(to: &json)
        }
        for field in fields {
            json.key(field.name)
            field.kind.write(source, field.ordinal, digits: digits, to: &json)
        }
        for (name, value) in last {
            json.key(name)
            value.write(to: &json)
        }
        json.endObject()
        return .encoded(json.finish())
    }
}
