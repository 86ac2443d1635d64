import Glibc
import JSON

/// In which form records stand in a file.
package enum BulkFormat: String, Sendable, CaseIterable {
    /// One JSON object a line.
    case ndjson
    /// RFC 4180, the first row names the columns.
    case csv
}

/// A row as it stands in the file.
enum RawRow: Sendable {
    case json([UInt8])
    case csv(CSVRow)
}

/// Cuts a file into rows, without ever holding more of it than one row and a piece.
final class RowSource {
    private let file: BulkFile
    private let format: BulkFormat
    private let delimiter: UInt8
    /// The names of the columns; empty for NDJSON.
    private(set) var columns: [String] = []

    /// Bytes of one row.
    static let longest = 4 * 1024 * 1024

    /// Blank lines that may follow each other: a small packed file holds millions, and nobody could stop the reading.
    static let blanks = 10_000

    /// Opens a file; throws when it is no such file.
    init(_ path: String, _ format: BulkFormat, delimiter: UInt8) throws {
        file = try BulkFile(path)
        self.format = format
        self.delimiter = delimiter
        try skipMark()
        if format == .csv { try readHeader() }
    }

    /// Bytes of the content before the next row.
    var offset: Int64 { file.offset }

    /// Goes on where an earlier reading of the same file has stopped.
    func resume(at offset: Int64) throws {
        if offset > file.offset { try file.skip(to: offset) }
    }

    /// The next row that is no blank line; nil at the end.
    func next() throws -> RawRow? {
        for _ in 0...Self.blanks {
            switch format {
            case .ndjson:
                guard let line = try line() else { return nil }
                if !line.isEmpty { return .json(line) }
            case .csv:
                guard let row = try row() else { return nil }
                if !row.isBlank || columns.count == 1 { return .csv(row) }
            }
        }
        throw BulkFailure("Over \(Self.blanks) blank lines follow each other.")
    }

    /// A byte order mark says nothing in UTF-8, and spreadsheets write it.
    private func skipMark() throws {
        while file.withRest({ $0.count }) < 3, try file.fill() {}
        if file.withRest({ $0.starts(with: [0xEF, 0xBB, 0xBF]) }) { file.advance(3) }
    }

    private func readHeader() throws {
        guard let header = try row(), !header.isBlank else {
            throw BulkFailure("The file has no header row.")
        }
        columns = (0..<header.count).map { header.text($0) }
        guard columns.count <= 1_000 else { throw BulkFailure("The file has over 1000 columns.") }
        var known: Set<String> = []
        for column in columns where !known.insert(column).inserted {
            throw BulkFailure("The column \"\(column.prefix(100))\" stands twice.")
        }
    }

    private func row() throws -> CSVRow? {
        while true {
            let (count, found) = try file.withRest { bytes -> (Int, (CSVRow, next: Int)?) in
                guard !bytes.isEmpty || !file.isAtEnd else { return (0, nil) }
                do throws(CSVFault) {
                    let row = try CSV.row(
                        bytes, from: 0, isEnd: file.isAtEnd, delimiter: delimiter)
                    return (bytes.count, row)
                } catch {
                    throw BulkFailure("The file is no CSV: \(error.reason).")
                }
            }
            if let (row, next) = found {
                file.advance(next)
                return row
            }
            if count == 0, file.isAtEnd { return nil }
            try extend(count)
        }
    }

    private func line() throws -> [UInt8]? {
        while true {
            let (count, end) = file.withRest { bytes -> (Int, Int?) in
                guard let base = bytes.baseAddress, !bytes.isEmpty else { return (0, nil) }
                guard let found = memchr(base, 0x0A, bytes.count) else {
                    return (bytes.count, nil)
                }
                return (bytes.count, UnsafeRawPointer(found) - UnsafeRawPointer(base))
            }
            if let end { return take(end, behind: 1) }
            if file.isAtEnd { return count == 0 ? nil : take(count, behind: 0) }
            try extend(count)
        }
    }

    private func take(_ count: Int, behind: Int) -> [UInt8] {
        var line = file.withRest { Array($0[..<count]) }
        if line.last == 0x0D { line.removeLast() }
        file.advance(count + behind)
        return line
    }

    private func extend(_ held: Int) throws {
        guard held <= Self.longest else {
            throw BulkFailure("A row has over \(Self.longest) bytes.")
        }
        _ = try file.fill()
    }
}
