import JSON
import Store

/// Where a value to be written comes from: a statement's row, or cells in memory.
package protocol ColumnSource {
    func isNull(_ column: Int) -> Bool
    func integer(_ column: Int) -> Int64
    func uuid(_ column: Int) -> (high: UInt64, low: UInt64)
    func withText<R>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R
}

extension Statement: ColumnSource {}

/// Cells in memory as a source.
struct CellSource: ColumnSource {
    let cells: [Cell]

    func isNull(_ column: Int) -> Bool { cells[column].isNull }

    func integer(_ column: Int) -> Int64 {
        if case .integer(let value) = cells[column] { value } else { 0 }
    }

    func uuid(_ column: Int) -> (high: UInt64, low: UInt64) {
        if case .uuid(let high, let low) = cells[column] { (high, low) } else { (0, 0) }
    }

    func withText<R>(
        _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R {
        guard case .text(var text) = cells[column] else {
            return try body(.init(start: nil, count: 0))
        }
        return try text.withUTF8(body)
    }
}

extension FieldKind {
    /// Writes a column's value as JSON; `digits` are the decimals of the record's currency.
    @inline(__always)
    func write(
        _ source: some ColumnSource, _ column: Int, digits: Int, to json: inout JSONWriter
    ) {
        if source.isNull(column) {
            json.null()
            return
        }
        switch self {
        case .id, .reference, .actor:
            let (high, low) = source.uuid(column)
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: RecordID.textLength) { text in
                guard let start = text.baseAddress else { return }
                RecordID(high: high, low: low).write(into: start)
                json.string(UnsafeBufferPointer(text))
            }
        case .text, .longText, .choice, .status, .currency, .country, .language, .timeZone, .email,
            .phone, .url:
            source.withText(column) { json.string($0) }
        case .boolean: json.bool(source.integer(column) != 0)
        case .integer: json.integer(source.integer(column))
        case .money: json.decimal(source.integer(column), places: 4, atLeast: digits)
        case .decimal(let use):
            let minimum = if case .unitPrice = use { digits } else { 0 }
            json.decimal(source.integer(column), places: 6, atLeast: minimum)
        case .day:
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 10) { text in
                guard let start = text.baseAddress else { return }
                Day(daysSince1970: Int32(source.integer(column))).write(into: start)
                json.string(UnsafeBufferPointer(text))
            }
        case .instant:
            Instant(milliseconds: source.integer(column)).withText { json.string($0) }
        case .link: source.withText(column) { Link.write($0, to: &json) }
        case .labels, .externalIDs, .custom, .object, .objects:
            source.withText(column) { json.raw($0) }
        case .password: json.null()
        }
    }
}

extension Link {
    /// `orders/0193…` as `{"resource": "orders", "id": "0193…"}`.
    fileprivate static func write(_ text: UnsafeBufferPointer<UInt8>, to json: inout JSONWriter) {
        guard let slash = text.firstIndex(of: UInt8(ascii: "/")) else {
            preconditionFailure("a column holds a link without a slash")
        }
        json.beginObject()
        json.key("resource")
        json.string(UnsafeBufferPointer(rebasing: text[..<slash]))
        json.key("id")
        json.string(UnsafeBufferPointer(rebasing: text[(slash + 1)...]))
        json.endObject()
    }
}
