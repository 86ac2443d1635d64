import CSQLite

/// A prepared statement and, while it steps, the row it stands on.
///
/// Columns count from 0, parameters from 1, as in SQLite. Text handed to `withText` is valid only inside the closure.
package final class Statement {
    let handle: OpaquePointer
    private let owner: OpaquePointer
    var isInUse = false
    /// Whether it changes nothing; true of what begins and ends transactions and savepoints.
    /// <https://www.sqlite.org/c3ref/stmt_readonly.html>
    private let isReadOnly: Bool
    /// Whether it has changed something since the last `reset`, as far as can be told: all changes come before the first
    /// row, and a step that fails undoes its own.
    private(set) var hasWritten = false
    private var values = BoundValues()

    init(_ handle: OpaquePointer, owner: OpaquePointer) {
        self.handle = handle
        self.owner = owner
        isReadOnly = sqlite3_stmt_readonly(handle) != 0
    }

    deinit {
        sqlite3_finalize(handle)
        values.free()
    }

    /// Moves to the next row; false when there is none.
    package func step() throws(StoreError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW:
            hasWritten = !isReadOnly
            return true
        case SQLITE_DONE:
            hasWritten = !isReadOnly
            return false
        default: throw StoreError.last(of: owner, sql: text)
        }
    }

    package func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
        values.forget()
        hasWritten = false
    }

    var text: String { sqlite3_sql(handle).map { String(cString: $0) } ?? "" }

    // MARK: Parameters

    /// Gives all parameters their values, once between two resets: what is null was null since the last one.
    package func bind(_ cells: [Cell]) throws(StoreError) {
        var bytes = 0
        for cell in cells {
            switch cell {
            case .text(let text): bytes += text.utf8.count
            case .uuid: bytes += 16
            case .null, .integer: break
            }
        }
        values.reserve(bytes)
        var index: Int32 = 1
        for cell in cells {
            if !cell.isNull { try bind(cell, at: index) }
            index += 1
        }
    }

    private func bind(_ cell: Cell, at index: Int32) throws(StoreError) {
        let code: Int32
        switch cell {
        case .null: return
        case .integer(let value): code = sqlite3_bind_int64(handle, index, value)
        case .text(var text):
            let kept = text.withUTF8 { values.keep(UnsafeRawBufferPointer($0)) }
            code = trato_bind_text(handle, index, kept.baseAddress, Int32(kept.count))
        case .uuid(let high, let low):
            let kept = withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { values.keep($0) }
            code = trato_bind_blob(handle, index, kept.baseAddress, 16)
        }
        guard code == SQLITE_OK else { throw StoreError.last(of: owner, sql: text) }
    }

    // MARK: Columns

    package var columnCount: Int { Int(sqlite3_column_count(handle)) }

    package func isNull(_ column: Int) -> Bool {
        sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
    }

    package func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

    package func text(_ column: Int) -> String {
        withText(column) { String(decoding: $0, as: UTF8.self) }
    }

    @inline(__always)
    package func withText<R>(
        _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R {
        let start = sqlite3_column_text(handle, Int32(column))
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return try body(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    /// The two halves of a 16-byte identifier; zeros when the column is null.
    package func uuid(_ column: Int) -> (high: UInt64, low: UInt64) {
        guard let start = sqlite3_column_blob(handle, Int32(column)),
            sqlite3_column_bytes(handle, Int32(column)) == 16
        else { return (0, 0) }
        return (
            UInt64(bigEndian: start.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    package func cell(_ column: Int) -> Cell {
        switch sqlite3_column_type(handle, Int32(column)) {
        case SQLITE_INTEGER: return .integer(integer(column))
        case SQLITE_TEXT: return .text(text(column))
        case SQLITE_BLOB:
            let (high, low) = uuid(column)
            return .uuid(high, low)
        case SQLITE_FLOAT: preconditionFailure("no column holds a float")
        default: return .null
        }
    }

    /// Whether column values are floats: a sum that left the integers would be one.
    package func isFloat(_ column: Int) -> Bool {
        sqlite3_column_type(handle, Int32(column)) == SQLITE_FLOAT
    }
}
