import JSON
import Store

/// Rows written but for what belongs to them elsewhere: each an open object in one buffer.
struct Page {
    struct Entry {
        let id: RecordID
        var range: Range<Int>
        let digits: Int
        let references: [RecordID?]
    }

    private(set) var rows: [Entry] = []
    private var bytes: [UInt8] = []

    mutating func add(_ statement: Statement, _ plan: Plan, _ parentDigits: Int) {
        let digits = plan.digits(statement, parentDigits)
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        plan.write(statement, digits: digits, to: &json)
        let written = json.finish()
        let start = bytes.count
        bytes.append(contentsOf: written)
        let references = plan.references.map { reference -> RecordID? in
            statement.isNull(reference.ordinal) ? nil : RecordID(statement.uuid(reference.ordinal))
        }
        rows.append(
            Entry(
                id: RecordID(statement.uuid(0)), range: start..<bytes.count, digits: digits,
                references: references))
    }

    mutating func append(_ other: Page) {
        let shift = bytes.count
        bytes += other.bytes
        for var row in other.rows {
            row.range = (row.range.lowerBound + shift)..<(row.range.upperBound + shift)
            rows.append(row)
        }
    }

    func finish() -> [UInt8] { bytes }
}

extension Plan {
    /// The decimals of the row's currency, or of its parent's where it has none of its own.
    @inline(__always)
    func digits(_ source: some ColumnSource, _ parentDigits: Int) -> Int {
        guard let currencyOrdinal, !source.isNull(currencyOrdinal) else { return parentDigits }
        return source.withText(currencyOrdinal) { Currency($0)?.digits } ?? parentDigits
    }

    /// Writes the members of an open object.
    @inline(__always)
    func write(_ source: some ColumnSource, digits: Int, to json: inout JSONWriter) {
        columns.write(source, digits: digits, to: &json)
    }

    /// Writes a record from memory, as it would be read back; the plan must be self-contained.
    package func write(_ row: Row, to json: inout JSONWriter) {
        assert(isSelfContained)
        let source = CellSource(cells: row.cells)
        let digits = digits(source, 2)
        json.beginObject()
        write(source, digits: digits, to: &json)
        for collection in collections {
            json.key(encoded: collection.key)
            json.beginArray()
            for child in row.children[collection.spec.ordinal] {
                let source = CellSource(cells: child.cells)
                json.beginObject()
                collection.plan.write(
                    source, digits: collection.plan.digits(source, digits), to: &json)
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
    }
}
