import Testing

@testable import HTTP

struct ByteSetTests {
    private static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

    @Test(arguments: [
        (ByteSet.token, "!#$%&'*+-.^_`|~"), (ByteSet.unreserved, "-._~"),
        (ByteSet.path, "-._~!$&'()*+,=:@/"), (ByteSet.query, "-._~!$&'()*+,;=:@/?"),
        (ByteSet.host, "-._~!$&'()*+,;="),
    ])
    func `a set holds what its grammar names and nothing else`(set: ByteSet, marks: String) {
        let wanted = Set((ByteSetTests.letters + marks).utf8)
        let held = Set((0...255).map(UInt8.init).filter(set.contains))
        #expect(held == wanted)
    }

    @Test func `field values are checked at every place of a word`() {
        for length in 0..<40 {
            for place in 0..<length {
                for byte in [UInt8(0), 1, 8, 9, 10, 13, 31, 32, 126, 127, 128, 255] {
                    var value = [UInt8](repeating: 0x61, count: length)
                    value[place] = byte
                    let allowed = byte == 9 || (byte >= 32 && byte != 127)
                    let judged = value.withUnsafeBufferPointer { bytes in
                        bytes.baseAddress.map { FieldBytes.isValue($0, bytes.count) }
                    }
                    #expect(judged == allowed, "byte \(byte) at \(place) of \(length)")
                }
            }
        }
    }
}
