import Testing

@testable import Store

@Suite struct BoundValuesTests {
    private let scratch = Scratch()

    @Test func `what is kept stays where it is while more comes`() {
        var values = BoundValues()
        var kept: [(UnsafeRawBufferPointer, [UInt8])] = []
        for round in 0..<50 {
            let bytes = (0..<round * 37).map { UInt8(truncatingIfNeeded: $0 + round) }
            values.reserve(bytes.count)
            kept.append((bytes.withUnsafeBytes { values.keep($0) }, bytes))
        }
        for (place, bytes) in kept { #expect(place.elementsEqual(bytes)) }
        #expect(kept.allSatisfy { $0.0.baseAddress != nil }, "an empty text is not null")
        values.free()
    }

    /// Texts of all lengths, through one prepared statement after the other, come out as they went in.
    @Test(arguments: [0, 1, 15, 16, 255, 256, 257, 5_000, 16_384, 16_385, 1_000_000])
    func `what is bound is what is read`(length: Int) throws {
        let database = try scratch.open()
        let sql = SQL("SELECT ?1, ?2, ?3, ?4, ?2 || ?3")
        try database.write { tx in
            for round in 0..<5 {
                let text = String(repeating: "\(round)é", count: length / 3)
                let short = "s\(round)"
                let id = Cell.uuid(UInt64(round), .max)
                try tx.query(sql, [.null, .text(text), .text(short), id]) { row in
                    #expect(row.isNull(0))
                    #expect(row.cell(1) == .text(text))
                    #expect(row.cell(2) == .text(short))
                    #expect(row.cell(3) == id)
                    #expect(row.text(4) == text + short)
                    // The same statement once more, while this one stands on its row.
                    try tx.query(sql, [.null, .text("inner"), .text(""), .null]) { inner in
                        #expect(inner.text(1) == "inner")
                        #expect(!inner.isNull(2) && inner.text(2).isEmpty)
                        #expect(inner.isNull(3))
                    }
                    #expect(row.text(1) == text)
                }
                // Fewer values than the last time: what is not bound is null.
                try tx.query(sql, [.text("x")]) { row in
                    #expect(row.text(0) == "x")
                    #expect(row.isNull(1) && row.isNull(2) && row.isNull(3))
                }
            }
        }
    }

    @Test func `what was stored does not change with the next values`() throws {
        let database = try scratch.open()
        let names = (0..<200).map { "\($0)" + String(repeating: "x", count: $0 % 50) }
        try database.write { tx in
            for name in names {
                try tx.execute(text: "INSERT INTO things (name) VALUES (?)", [.text(name)])
            }
        }
        let stored = try database.read { tx in
            var found: [String] = []
            try tx.query(text: "SELECT name FROM things ORDER BY pk") { found.append($0.text(0)) }
            return found
        }
        #expect(stored == names)
    }
}
