@testable import API

/// Rows of comma-separated values: the same whatever pieces the file is read in, and what is written of them reads equal.
///
/// The first byte says what separates fields.
enum CSVTarget {
    private static let delimiters = Array(",;\t|".utf8)

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard let first = input.first else { return }
        let delimiter = delimiters[Int(first) % delimiters.count]
        let bytes = Array(input.dropFirst())
        let whole = read([bytes], delimiter)
        for pieces in Cuts.all(of: bytes) {
            let cut = read(pieces, delimiter)
            expect(cut == whole, "in pieces \(cut), as a whole \(whole)")
        }
        writeAnew(whole.rows, delimiter)
    }

    private struct Reading: Equatable {
        var rows: [CSVRow] = []
        var fault: CSVFault?
    }

    /// Reads as an import does: what has no end yet is read again when more is there.
    private static func read(_ pieces: [[UInt8]], _ delimiter: UInt8) -> Reading {
        var reading = Reading()
        var held: [UInt8] = []
        for (index, piece) in pieces.enumerated() {
            held += piece
            let isEnd = index == pieces.count - 1
            let used = held.withUnsafeBufferPointer { take($0, isEnd, delimiter, &reading) }
            if reading.fault != nil { break }
            held.removeFirst(used)
        }
        return reading
    }

    private static func take(
        _ bytes: UnsafeBufferPointer<UInt8>, _ isEnd: Bool, _ delimiter: UInt8,
        _ reading: inout Reading
    ) -> Int {
        var start = 0
        while start < bytes.count {
            do throws(CSVFault) {
                let found = try CSV.row(bytes, from: start, isEnd: isEnd, delimiter: delimiter)
                guard let (row, next) = found else {
                    expect(!isEnd, "a row at the end has no end")
                    return start
                }
                expect(next > start, "a row of no bytes")
                reading.rows.append(row)
                start = next
            } catch {
                reading.fault = error
                return start
            }
        }
        return start
    }

    private static func writeAnew(_ rows: [CSVRow], _ delimiter: UInt8) {
        let texts = rows.map { row in (0..<row.count).map { row.text($0) } }
        for escapes in [false, true] {
            var writer = CSVWriter(delimiter: delimiter, escapesFormulas: escapes)
            for fields in texts {
                for field in fields { writer.field(field, isFreeText: true) }
                writer.endRow()
            }
            let again = read([writer.bytes], delimiter)
            expect(again.fault == nil, "what was written is refused: \(writer.bytes)")
            let fields = again.rows.map { row in
                (0..<row.count).map { index in
                    let field = escapes ? FormulaText.plain(row.field(index)) : row.field(index)
                    return String(decoding: field, as: UTF8.self)
                }
            }
            expect(fields == texts, "\(texts) is read as \(fields)")
        }
    }
}
