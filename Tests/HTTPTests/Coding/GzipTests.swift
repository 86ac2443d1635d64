import HTTP
import Testing

struct GzipTests {
    private static let text = Array(
        (0..<400).map { "{\"number\":\($0 * 7919 % 1000)}" }.joined().utf8)

    private static func unpack(_ bytes: [UInt8], _ limits: Limits = Limits()) -> String {
        do throws(Gzip.Failure) {
            return String(decoding: try Gzip.unpack(bytes, limits: limits), as: UTF8.self)
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [1, 2, 6, 9])
    func `what was packed is unpacked again`(level: Int) {
        for count in [0, 1, 20, 1024, Self.text.count] {
            let content = Array(Self.text.prefix(count))
            let packed = Gzip.pack(content, level: level)
            #expect(Self.unpack(packed) == String(decoding: content, as: UTF8.self))
        }
        #expect(Gzip.pack(Self.text, level: level).count < Self.text.count / 2)
    }

    @Test func `several members are one content`() {
        let first = Gzip.pack(Array("one ".utf8), level: 2)
        let nothing = Gzip.pack([], level: 2)
        let last = Gzip.pack(Array("two".utf8), level: 9)
        #expect(Self.unpack(first + nothing + last) == "one two")
        #expect(Self.unpack(first + nothing) == "one ")
    }

    @Test func `a stream that ends early is malformed, wherever it ends`() {
        let packed = Gzip.pack(Array(Self.text.prefix(300)), level: 6)
        for count in 0..<packed.count {
            #expect(Self.unpack(Array(packed.prefix(count))) == "malformed", "\(count)")
        }
        #expect(Self.unpack(packed + packed.dropLast()) == "malformed")
    }

    @Test func `anything behind a stream is malformed`() {
        let packed = Gzip.pack(Array("{}".utf8), level: 6)
        for rest: [UInt8] in [[0], [0, 0, 0, 0], [0x1F], [0x1F, 0x8B], [0x0A], Array("{}".utf8)] {
            #expect(Self.unpack(packed + rest) == "malformed", "\(rest)")
        }
    }

    @Test func `what is no gzip is malformed`() {
        let zlib: [UInt8] = [0x78, 0x9C, 0xAB, 0xAE, 0x05, 0x00, 0x01, 0x75, 0x00, 0xF9]
        for bytes in [
            Array("{}".utf8), zlib, [0x1F, 0x8B, 0x07], [UInt8](repeating: 0, count: 64),
        ] {
            #expect(Self.unpack(bytes) == "malformed", "\(bytes)")
        }
    }

    @Test func `no changed bit makes another content`() {
        let content = Array(Self.text.prefix(500))
        let packed = Gzip.pack(content, level: 6)
        for index in packed.indices {
            for bit in 0..<8 {
                var broken = packed
                broken[index] ^= 1 << bit
                let result = Self.unpack(broken)
                // Some bits carry nothing: the time, the packer's name, what fills the last byte.
                let isWhole = result == String(decoding: content, as: UTF8.self)
                #expect(result == "malformed" || result == "tooLarge" || isWhole, "\(index)")
            }
        }
    }

    @Test func `the limits hold to the byte`() {
        let content = Array(Self.text.prefix(2000))
        let packed = Gzip.pack(content, level: 9)
        var limits = Limits()
        limits.unpacked = 2000
        #expect(Self.unpack(packed, limits).utf8.count == 2000)
        limits.unpacked = 1999
        #expect(Self.unpack(packed, limits) == "tooLarge")
        limits.unpacked = 1_000_000
        limits.unpackRatio = 2000 / packed.count
        #expect(Self.unpack(packed, limits) == "tooLarge")
        limits.unpackRatio += 1
        #expect(Self.unpack(packed, limits).utf8.count == 2000)
    }

    @Test func `a bomb is refused by either limit`() {
        let bomb = Gzip.pack([UInt8](repeating: 0x20, count: 50_000_000), level: 9)
        #expect(bomb.count < 60_000)
        #expect(Self.unpack(bomb) == "tooLarge")
        var limits = Limits()
        limits.unpackRatio = 2_000
        #expect(Self.unpack(bomb, limits) == "tooLarge")
        let many = (0..<2_000).flatMap { _ in
            Gzip.pack([UInt8](repeating: 0x20, count: 10_000), level: 9)
        }
        #expect(Self.unpack(many, limits) == "tooLarge")
    }

    @Test func `empty members cost nothing and make nothing`() {
        let nothing = Gzip.pack([], level: 2)
        #expect(Self.unpack((0..<20_000).flatMap { _ in nothing }).isEmpty)
    }
}
