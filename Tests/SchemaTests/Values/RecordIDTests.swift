import Testing

@testable import Schema

@Suite struct RecordIDTests {
    static let text = "019ab0c1-2d3e-7f40-8123-456789abcdef"

    @Test func `text of either case is read and written in lower case`() throws {
        let id = try #require(RecordID(Self.text))
        #expect(id.high == 0x019A_B0C1_2D3E_7F40)
        #expect(id.low == 0x8123_4567_89AB_CDEF)
        #expect(id.text == Self.text)
        #expect(id.version == 7)
        #expect(RecordID(Self.text.uppercased()) == id)
    }

    @Test(arguments: [
        "", "019ab0c1", "019ab0c12d3e7f408123456789abcdef",
        "{019ab0c1-2d3e-7f40-8123-456789abcdef}",
        "019ab0c1-2d3e-7f40-8123-456789abcdeg", "019ab0c1-2d3e-7f40-8123-456789abcde",
        "019ab0c1-2d3e-7f40-8123-456789abcdef0", "019ab0c12-d3e-7f40-8123-456789abcdef",
        "019ab0c1-2d3e-0f40-8123-456789abcdef", "019ab0c1-2d3e-9f40-8123-456789abcdef",
        "019ab0c1-2d3e-7f40-0123-456789abcdef", "019ab0c1-2d3e-7f40-c123-456789abcdef",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        " 19ab0c1-2d3e-7f40-8123-456789abcdef", "019ab0c1-2d3e-7f40-8123-456789abcdé",
    ])
    func `anything else is no id`(text: String) {
        #expect(RecordID(text) == nil)
    }

    @Test(arguments: 1...8)
    func `every version of the RFC is read`(version: Int) {
        #expect(RecordID("019ab0c1-2d3e-\(version)f40-b123-456789abcdef")?.version == version)
    }

    @Test func `bytes are in network order and read back`() throws {
        let id = try #require(RecordID(Self.text))
        let bytes = id.withBytes { Array($0) }
        #expect(bytes.count == 16)
        #expect(bytes.prefix(4) == [0x01, 0x9A, 0xB0, 0xC1])
        #expect(bytes.last == 0xEF)
        // One byte further, so that the bytes are not aligned.
        let padded = [0] + bytes
        let copy = try padded.withUnsafeBytes { buffer in
            RecordID(bytes: try #require(buffer.baseAddress) + 1)
        }
        #expect(copy == id)
    }

    @Test func `random ids survive text and bytes`() {
        var random = ValuesRandom(seed: 5)
        for _ in 0..<5_000 {
            let id = RecordID(
                high: random.next() & ~0xF000 | 0x4000, low: random.next() >> 2 | 1 << 63)
            #expect(RecordID(id.text) == id)
        }
    }

    @Test func `ids sort by their bytes`() {
        #expect(RecordID(high: 1, low: .max) < RecordID(high: 2, low: 0))
        #expect(RecordID(high: 1, low: 1) < RecordID(high: 1, low: 2))
        #expect(RecordID(high: 0, low: 0) < RecordID(high: 1 << 63, low: 0))
    }
}

@Suite struct IDGeneratorTests {
    let start = Instant(milliseconds: 1_795_342_530_250)

    @Test(arguments: [nil, 0, 42] as [UInt64?])
    func `ids grow strictly even when the clock stands or goes back`(seed: UInt64?) {
        var generator = IDGenerator(seed: seed)
        var random = ValuesRandom(seed: 11)
        var last = RecordID(high: 0, low: 0)
        for _ in 0..<20_000 {
            let id = generator.next(at: start.adding(milliseconds: random.number() % 5))
            guard last < id, id.version == 7, id.low >> 62 == 0b10 else {
                Issue.record("\(id.text) follows \(last.text)")
                return
            }
            last = id
        }
    }

    @Test func `an id starts with its milliseconds`() {
        var generator = IDGenerator(seed: 1)
        let id = generator.next(at: start)
        #expect(Int64(id.high >> 16) == start.milliseconds)
        let next = generator.next(at: start.adding(milliseconds: 1))
        #expect(Int64(next.high >> 16) == start.milliseconds + 1)
        #expect(RecordID(id.text) == id)
    }

    @Test func `the same seed makes the same ids and another does not`() {
        let ids = Self.ids(seed: 9, count: 100, at: start)
        #expect(Self.ids(seed: 9, count: 100, at: start) == ids)
        #expect(Set(Self.ids(seed: 10, count: 100, at: start)).isDisjoint(with: ids))
    }

    @Test func `times before 1970 and beyond 48 bits do not trap`() {
        let early = Self.ids(seed: 3, count: 2, at: Instant(milliseconds: .min))
        #expect(early[0].high >> 16 == 0)
        #expect(early[0] < early[1])
        #expect(Self.ids(seed: 3, count: 10_000, at: Instant(milliseconds: .max)).count == 10_000)
    }

    @Test func `unseeded generators differ`() {
        let ids = Self.ids(seed: nil, count: 100, at: start)
        #expect(Set(Self.ids(seed: nil, count: 100, at: start)).isDisjoint(with: ids))
    }

    static func ids(seed: UInt64?, count: Int, at instant: Instant) -> [RecordID] {
        var generator = IDGenerator(seed: seed)
        var ids: [RecordID] = []
        for _ in 0..<count { ids.append(generator.next(at: instant)) }
        return ids
    }
}
