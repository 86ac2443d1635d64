import Testing

@testable import API

/// Comma-separated values, RFC 4180.
struct CSVTests {
    private func rows(_ text: String, delimiter: Character = ",") throws -> [[String]] {
        try Self.rows(Array(text.utf8), delimiter)
    }

    private static func rows(_ bytes: [UInt8], _ delimiter: Character) throws -> [[String]] {
        var rows: [[String]] = []
        var start = 0
        while start < bytes.count {
            let found = try bytes.withUnsafeBufferPointer {
                try CSV.row(
                    $0, from: start, isEnd: true, delimiter: delimiter.asciiValue ?? 0)
            }
            guard let (row, next) = found else { break }
            rows.append((0..<row.count).map { row.text($0) })
            start = next
        }
        return rows
    }

    private static let good: [(text: String, rows: [[String]])] = [
        ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
        ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
        ("\"a,b\",\"c\"\"d\"\r\n", [["a,b", "c\"d"]]),
        ("\"a\r\nb\",c\r\n", [["a\r\nb", "c"]]),
        (",\r\n", [["", ""]]), ("\"\",x", [["", "x"]]), ("a,\r\n", [["a", ""]]),
        ("a", [["a"]]), ("\"a\"", [["a"]]), ("ä,日本\n", [["ä", "日本"]]), ("\n", [[""]]),
        ("\"\"\"\"\r\n", [["\""]]), (" a , b \n", [[" a ", " b "]]),
    ]

    @Test(arguments: good.indices)
    func `rows are read as they are written`(_ index: Int) throws {
        let (text, expected) = Self.good[index]
        #expect(try rows(text) == expected)
    }

    @Test(arguments: [
        "a\"b,c\n", "\"a\"b,c\n", "\"a\" ,b\n", "\"a", "a\rb\n", "\"a\"\rb", "a,\"b\n", "a\r",
    ])
    func `what a spreadsheet would guess at is refused`(_ text: String) {
        #expect(throws: CSVFault.self) { try rows(text) }
    }

    @Test(arguments: good.indices)
    func `a row whose end has not come is none yet`(_ index: Int) throws {
        let bytes = Array(Self.good[index].text.utf8)
        let whole = try Self.rows(bytes, ",")
        for cut in 0...bytes.count {
            let head = Array(bytes[..<cut])
            var read: [[String]] = []
            var start = 0
            // What was read before the cut stays as it is with the rest behind it.
            while start < head.count {
                let found = try head.withUnsafeBufferPointer {
                    try CSV.row($0, from: start, isEnd: false, delimiter: UInt8(ascii: ","))
                }
                guard let (row, next) = found else { break }
                read.append((0..<row.count).map { row.text($0) })
                start = next
            }
            #expect(read + (try Self.rows(Array(bytes[start...]), ",")) == whole, "cut at \(cut)")
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `what is written is read back`(_ seed: UInt64) throws {
        var random = Mixed(state: seed)
        let alphabet = Array("ab,;\"'=+-@\t\r\nä")
        for delimiter: Character in [",", ";", "\t", "|"] {
            let table = (0..<20).map { _ in
                (0..<4).map { _ in
                    String(
                        (0..<Int(random.next() % 8)).map { _ in
                            alphabet[Int(random.next() % UInt64(alphabet.count))]
                        })
                }
            }
            var csv = CSVWriter(delimiter: delimiter.asciiValue ?? 0)
            for row in table {
                for cell in row { csv.field(cell, isFreeText: true) }
                csv.endRow()
            }
            let read = try Self.rows(csv.bytes, delimiter).map { row in
                row.map { cell in
                    String(decoding: FormulaText.plain(Array(cell.utf8)[...]), as: UTF8.self)
                }
            }
            #expect(read == table, "seed \(seed)")
        }
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "''+1"])
    func `no cell begins as a formula does`(_ text: String) {
        var csv = CSVWriter()
        csv.field(text, isFreeText: true)
        let first = csv.bytes.first { $0 != UInt8(ascii: "\"") }
        #expect(first == UInt8(ascii: "'"))
    }
}

/// SplitMix64.
private struct Mixed: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
