import JSON
import Testing

@Suite struct HostileTextTests {
    @Test func `a text cut anywhere is refused at its end, or at the character that is cut`() {
        let bytes = Array(richSample.utf8)
        #expect(fault(bytes) == nil)
        for length in 0..<bytes.count {
            var offset = length
            while bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
            #expect(fault(Array(bytes[..<length]))?.offset == offset)
        }
    }

    @Test(arguments: 0..<8)
    func `any byte of a text may change and nothing traps`(part: Int) throws {
        let bytes = Array(richSample.utf8)
        for position in bytes.indices where position % 8 == part {
            for value in UInt8.min...UInt8.max {
                var changed = bytes
                changed[position] = value
                check(changed)
            }
        }
    }

    @Test func `any byte of a text may be missing, doubled or put elsewhere and nothing traps`() {
        let seed: UInt64 = 8_259
        var random = SeededGenerator(seed: seed)
        let bytes = Array(richSample.utf8)
        for position in bytes.indices {
            var changed = bytes
            changed.remove(at: position)
            check(changed)
            changed = bytes
            changed.insert(bytes[position], at: position)
            check(changed)
            changed = bytes
            changed.swapAt(position, Int.random(in: bytes.indices, using: &random))
            check(changed)
        }
    }

    @Test func `random tokens in any order never trap`() {
        let seed: UInt64 = 7_159
        var random = SeededGenerator(seed: seed)
        let tokens = [
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\u0061\"", "1", "-", "0.5", "e9", "true",
            "nul",
            "null", " ", "\"", "\\", "\u{0}", "é", "\\ud83d",
        ]
        for _ in 0..<30_000 {
            let count = Int.random(in: 0...12, using: &random)
            let text = (0..<count).map { _ in tokens.randomElement(using: &random) ?? "" }.joined()
            check(Array(text.utf8))
        }
    }

    @Test func `offsets of errors lie within the text`() {
        let seed: UInt64 = 42
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let offset = fault(bytes)?.offset ?? 0
            #expect((0...bytes.count).contains(offset), "seed \(seed), \(bytes)")
        }
    }

    /// A text is refused within its bounds, or everything in it can be read and written again.
    private func check(_ bytes: [UInt8]) {
        do {
            let once = written(try JSONDocument(bytes).root)
            if once.count > bytes.count || fault(once) != nil { Issue.record("\(bytes)") }
            if written(try JSONDocument(once).root) != once { Issue.record("\(bytes)") }
        } catch {
            if !(0...bytes.count).contains(error.offset) { Issue.record("\(bytes)") }
        }
    }
}
