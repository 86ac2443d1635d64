import JSON
import Testing

@Suite struct UTF8Tests {
    static func isValid(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { UTF8Text.isValid($0) }
    }

    static let malformed: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC2, 0x41],
        [0xC2, 0xC2],
        [0xE0, 0x80, 0xAF], [0xE0, 0x9F, 0xBF], [0xE1, 0x80], [0xE1, 0x41, 0x80],
        [0xE1, 0x80, 0x41],
        [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
        [0xF0, 0x80, 0x80, 0xAF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
        [0xF0, 0x9F, 0x98, 0x41], [0xF0, 0x9F, 0x41, 0x80], [0xF4, 0x90, 0x80, 0x80],
        [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xFF, 0xFE],
    ]

    @Test(arguments: malformed)
    func `what is not well formed is refused wherever it stands`(sequence: [UInt8]) {
        for padding in 0..<18 {
            let before = Array(repeating: UInt8(0x61), count: padding)
            for after in [[], [UInt8(0x61)], Array("aaaaaaaaaaaa".utf8), Array("é".utf8)] {
                #expect(!Self.isValid(before + sequence + after))
                let string = [0x22] + before + sequence + after + [0x22]
                let error = fault(string)
                #expect(error?.offset ?? -1 >= padding + 1)
                #expect(error?.offset ?? .max <= padding + 1 + sequence.count)
            }
        }
        #expect(fault(sequence)?.offset == 0)
    }

    @Test func `every scalar is taken`() throws {
        var bytes: [UInt8] = []
        for value in UInt32(0x80)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if value > 0x3000, value < 0x10FF00, value % 61 != 0, value & 0xFFF > 2 { continue }
            bytes += Array(scalar.utf8)
        }
        #expect(Self.isValid(bytes))
        #expect(fault([0x22] + bytes + [0x22]) == nil)
    }

    @Test func `it agrees with the standard library on random bytes`() {
        let seed: UInt64 = 20_261_122
        var random = SeededGenerator(seed: seed)
        let pool: [UInt8] = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0,
            0xE1,
            0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...10, using: &random)).map { _ in
                pool.randomElement(using: &random) ?? 0
            }
            let expected = String(validating: bytes, as: UTF8.self) != nil
            #expect(Self.isValid(bytes) == expected, "seed \(seed), \(bytes)")
        }
    }

    @Test func `no bytes and plain ASCII are valid`() {
        #expect(Self.isValid([]))
        #expect(Self.isValid(Array(0..<0x80)))
    }
}
