/// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629 section 4).
package enum UTF8Text {
    /// Whether all the bytes are well-formed UTF-8; linear, without allocation.
    package static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var cursor = 0
        while cursor < bytes.count {
            if cursor &+ 8 <= bytes.count, ByteScan.word(bytes, at: cursor) & ByteScan.highBits == 0
            {
                cursor &+= 8
                continue
            }
            let length = sequenceLength(bytes, at: cursor)
            if length == 0 { return false }
            cursor &+= length
        }
        return true
    }

    /// The length of the well-formed sequence that begins at `offset`, 0 if there is none.
    static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
        let left = bytes.count &- offset
        let lead = bytes[offset]
        switch lead {
        case 0..<0x80:
            return 1
        case 0xC2...0xDF:
            return left >= 2 && isTail(bytes[offset &+ 1]) ? 2 : 0
        case 0xE0...0xEF:
            guard left >= 3, isSecond(bytes[offset &+ 1], after: lead) else { return 0 }
            return isTail(bytes[offset &+ 2]) ? 3 : 0
        case 0xF0...0xF4:
            guard left >= 4, isSecond(bytes[offset &+ 1], after: lead) else { return 0 }
            return isTail(bytes[offset &+ 2]) && isTail(bytes[offset &+ 3]) ? 4 : 0
        default:
            return 0
        }
    }

    @inline(__always)
    private static func isTail(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// The second byte alone tells overlong forms, surrogates and what is too high.
    @inline(__always)
    private static func isSecond(_ byte: UInt8, after lead: UInt8) -> Bool {
        switch lead {
        case 0xE0: byte >= 0xA0 && byte <= 0xBF
        case 0xED: byte >= 0x80 && byte <= 0x9F
        case 0xF0: byte >= 0x90 && byte <= 0xBF
        case 0xF4: byte >= 0x80 && byte <= 0x8F
        default: isTail(byte)
        }
    }
}
