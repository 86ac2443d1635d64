import JSON

/// A small JSON value for answers that are no record: forecasts, problem extras, reports.
package indirect enum Value: Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case text(String)
    case money(Money, Currency)
    case decimal(Decimal)
    case id(RecordID)
    case day(Day)
    case instant(Instant)
    case array([Value])
    case object([(String, Value)])
    /// A complete JSON text.
    case encoded([UInt8])

    package func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .boolean(let value): json.bool(value)
        case .integer(let value): json.integer(value)
        case .text(let value): json.string(value)
        case .money(let value, let currency):
            json.decimal(value.tenThousandths, places: 4, atLeast: currency.digits)
        case .decimal(let value): json.decimal(value.millionths, places: 6, atLeast: 0)
        case .id(let value): json.string(value.text)
        case .day(let value): json.string(value.text)
        case .instant(let value): json.string(value.text)
        case .encoded(let bytes): json.raw(bytes)
        case .array(let values):
            json.beginArray()
            for value in values { value.write(to: &json) }
            json.endArray()
        case .object(let members):
            json.beginObject()
            for (name, value) in members {
                json.key(name)
                value.write(to: &json)
            }
            json.endObject()
        }
    }

    package var encoded: [UInt8] {
        if case .encoded(let bytes) = self { return bytes }
        var json = JSONWriter()
        write(to: &json)
        return json.finish()
    }
}
