import Glibc
import JSON

/// One row of a CSV file: its fields without their quotes, one after the other in one text.
struct CSVRow: Sendable, Equatable {
    private(set) var bytes: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    /// Whether there is nothing on the line.
    var isBlank: Bool { bytes.isEmpty && ends.count == 1 }

    func field(_ index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    func text(_ index: Int) -> String { String(decoding: field(index), as: UTF8.self) }

    fileprivate mutating func append(_ piece: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: piece)
    }

    fileprivate mutating func endField() { ends.append(bytes.count) }
}

/// Why a file is no CSV; what follows cannot be told apart any more.
struct CSVFault: Error, Equatable {
    let reason: String
}

/// Reads rows of comma-separated values, RFC 4180 to the letter but for line ends, where a bare LF will do.
///
/// Quotes stand around a whole field or not at all, and a quote inside is doubled. What spreadsheets guess at (a quote
/// in the midst of a field, text after a closing one) is refused.
enum CSV {
    private static let quote = UInt8(ascii: "\"")
    private static let carriageReturn: UInt8 = 0x0D
    private static let lineFeed: UInt8 = 0x0A

    /// The row that begins at a place, and where the next one begins; nil when its end has not come yet.
    static func row(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isEnd: Bool, delimiter: UInt8
    ) throws(CSVFault) -> (CSVRow, next: Int)? {
        var row = CSVRow()
        var index = start
        while true {
            let isQuoted = index < bytes.count && bytes[index] == quote
            let end =
                isQuoted
                ? try quoted(bytes, index + 1, isEnd: isEnd, &row)
                : try plain(bytes, index, delimiter, &row)
            guard let end else { return nil }
            index = end
            guard index < bytes.count else {
                guard isEnd else { return nil }
                row.endField()
                return (row, index)
            }
            switch bytes[index] {
            case delimiter:
                row.endField()
                index += 1
            case lineFeed:
                row.endField()
                return (row, index + 1)
            case carriageReturn:
                guard index + 1 < bytes.count || isEnd else { return nil }
                guard index + 1 < bytes.count, bytes[index + 1] == lineFeed else {
                    throw CSVFault(reason: "a line ends in a bare CR")
                }
                row.endField()
                return (row, index + 2)
            default: throw CSVFault(reason: "something follows a closing quote")
            }
        }
    }

    /// Takes a field without quotes; returns the place of what ends it.
    private static func plain(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ delimiter: UInt8, _ row: inout CSVRow
    ) throws(CSVFault) -> Int? {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == delimiter || byte == lineFeed || byte == carriageReturn { break }
            if byte == quote {
                throw CSVFault(reason: "a quote stands inside a field without quotes")
            }
            index += 1
        }
        row.append(UnsafeBufferPointer(rebasing: bytes[start..<index]))
        return index
    }

    /// Takes a field behind its opening quote; returns the place behind the closing one, nil when that has not come.
    private static func quoted(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, isEnd: Bool, _ row: inout CSVRow
    ) throws(CSVFault) -> Int? {
        var index = start
        while true {
            guard let base = bytes.baseAddress, index < bytes.count,
                let found = memchr(base + index, Int32(quote), bytes.count - index)
            else {
                if isEnd { throw CSVFault(reason: "a quoted field has no end") }
                return nil
            }
            let place = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            row.append(UnsafeBufferPointer(rebasing: bytes[index..<place]))
            index = place + 1
            guard index < bytes.count else { return isEnd ? index : nil }
            guard bytes[index] == quote else { return index }
            row.append(UnsafeBufferPointer(rebasing: bytes[index...index]))
            index += 1
        }
    }
}

/// Writes comma-separated values, RFC 4180.
struct CSVWriter {
    private(set) var bytes: [UInt8] = []
    private let delimiter: UInt8
    /// Whether texts that a spreadsheet would take for formulas are made harmless.
    private let escapesFormulas: Bool
    private var isFirst = true

    init(delimiter: UInt8 = UInt8(ascii: ","), escapesFormulas: Bool = true) {
        self.delimiter = delimiter
        self.escapesFormulas = escapesFormulas
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func endRow() {
        bytes.append(0x0D)
        bytes.append(0x0A)
        isFirst = true
    }

    /// Writes a field; of free text it matters how it begins.
    mutating func field(_ text: String, isFreeText: Bool = false) {
        if !isFirst { bytes.append(delimiter) }
        isFirst = false
        let isFormula = isFreeText && escapesFormulas && FormulaText.isSuspicious(text.utf8)
        let needsQuotes = text.utf8.contains {
            $0 == delimiter || $0 == UInt8(ascii: "\"") || $0 == 0x0D || $0 == 0x0A
        }
        if needsQuotes { bytes.append(UInt8(ascii: "\"")) }
        if isFormula { bytes.append(FormulaText.mark) }
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        if needsQuotes { bytes.append(UInt8(ascii: "\"")) }
    }
}

/// Text that spreadsheets run as a formula, made harmless by an apostrophe before it.
///
/// <https://owasp.org/www-community/attacks/CSV_Injection>. A text that begins so by itself gets one more, so that what
/// is read back is what was written.
enum FormulaText {
    static let mark = UInt8(ascii: "'")
    private static let starts: Set<UInt8> = [
        UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D,
    ]

    static func isSuspicious(_ text: some Sequence<UInt8>) -> Bool {
        for byte in text where byte != mark { return starts.contains(byte) }
        return false
    }

    /// Without the apostrophe that was put before it.
    static func plain(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.first == mark && isSuspicious(text) ? text.dropFirst() : text
    }
}
