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

/// How the values of a kind are written: without what only reading needs, so that a look at it counts no references.
enum WrittenForm: Sendable {
    case id, text, boolean, integer, money, decimal, unitPrice, day, instant, link, json, nothing

    init(_ kind: FieldKind) {
        switch kind {
        case .id, .reference, .actor: self = .id
        case .text, .longText, .choice, .status, .currency, .country, .language, .timeZone, .email,
            .phone, .url:
            self = .text
        case .boolean: self = .boolean
        case .integer: self = .integer
        case .money: self = .money
        case .decimal(.unitPrice): self = .unitPrice
        case .decimal(.quantity), .decimal(.minimumQuantity), .decimal(.percent): self = .decimal
        case .day: self = .day
        case .instant: self = .instant
        case .link: self = .link
        case .labels, .externalIDs, .custom, .object, .objects: self = .json
        case .password: self = .nothing
        }
    }

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
        case .id:
            let (high, low) = source.uuid(column)
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: RecordID.textLength) { text in
                guard let start = text.baseAddress else { return }
                RecordID(high: high, low: low).write(into: start)
                json.string(UnsafeBufferPointer(text))
            }
        case .text: source.withText(column) { json.string($0) }
        case .boolean: json.bool(source.integer(column) != 0)
        case .integer: json.integer(source.integer(column))
        case .money: json.decimal(source.integer(column), places: 4, atLeast: digits)
        case .decimal: json.decimal(source.integer(column), places: 6, atLeast: 0)
        case .unitPrice: json.decimal(source.integer(column), places: 6, atLeast: digits)
        case .day:
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 10) { text in
                guard let start = text.baseAddress else { return }
                Day(daysSince1970: Int32(source.integer(column))).write(into: start)
                json.string(UnsafeBufferPointer(text))
            }
        case .instant:
            Instant(milliseconds: source.integer(column)).withText { json.string($0) }
        case .link: source.withText(column) { Link.write($0, to: &json) }
        case .json: source.withText(column) { json.raw($0) }
        case .nothing: json.null()
        }
    }
}

/// Some columns that are written as members, with their names as they are written.
///
/// All names stand in one array, so that going through the columns counts no references.
struct WrittenColumns: Sendable {
    private struct Column {
        let ordinal: Int
        let form: WrittenForm
        let key: Range<Int>
    }

    private var columns: [Column] = []
    private var keys: [UInt8] = []

    init(_ fields: [FieldSpec]) {
        for field in fields {
            let start = keys.count
            keys += JSONWriter.encodedKey(field.name)
            columns.append(
                Column(ordinal: field.ordinal, form: field.form, key: start..<keys.count))
        }
    }

    /// Writes the members of an open object.
    @inline(__always)
    func write(_ source: some ColumnSource, digits: Int, to json: inout JSONWriter) {
        keys.withUnsafeBufferPointer { keys in
            for column in columns {
                let (ordinal, key) = (
                    column.ordinal, UnsafeBufferPointer(rebasing: keys[column.key])
                )
                if source.isNull(ordinal) {
                    json.null(key: key)
                    continue
                }
                switch column.form {
                case .money:
                    json.decimal(key: key, source.integer(ordinal), places: 4, atLeast: digits)
                case .unitPrice:
                    json.decimal(key: key, source.integer(ordinal), places: 6, atLeast: digits)
                case .decimal:
                    json.decimal(key: key, source.integer(ordinal), places: 6, atLeast: 0)
                default:
                    json.raw(key)
                    column.form.write(source, ordinal, digits: digits, to: &json)
                }
            }
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
