/// The escapes of strings, RFC 8259 section 7.
enum EscapedText {
    /// What the byte after a backslash stands for; nil for `u` and for what is no escape.
    @inline(__always)
    static func short(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The value of four hexadecimal digits, nil when they are not or when the text ends.
    static func hexadecimal(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt32? {
        guard offset + 4 <= text.count else { return nil }
        var value: UInt32 = 0
        for cursor in offset..<offset + 4 {
            guard let digit = hexadecimalDigit(text[cursor]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    static func isHighSurrogate(_ unit: UInt32) -> Bool { unit & 0xFC00 == 0xD800 }

    static func isLowSurrogate(_ unit: UInt32) -> Bool { unit & 0xFC00 == 0xDC00 }

    /// Writes what an already checked text stands for and returns how many bytes that is, never
    /// more than the text has: the shortest escape of a scalar is longer than its UTF-8.
    static func unescape(
        _ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var read = 0
        var written = 0
        while read < text.count {
            guard text[read] == UInt8(ascii: "\\") else {
                output[written] = text[read]
                (read, written) = (read + 1, written + 1)
                continue
            }
            if let byte = short(text[read + 1]) {
                output[written] = byte
                (read, written) = (read + 2, written + 1)
                continue
            }
            let (scalar, length) = scalar(text, at: read)
            for byte in scalar.utf8 {
                output[written] = byte
                written += 1
            }
            read += length
        }
        return written
    }

    /// What a checked `\uXXXX`, or a pair of them, stands for, and how many bytes it takes.
    private static func scalar(
        _ text: UnsafeBufferPointer<UInt8>, at offset: Int
    ) -> (Unicode.Scalar, length: Int) {
        let unit = hexadecimal(text, at: offset + 2) ?? 0
        guard isHighSurrogate(unit) else { return (Unicode.Scalar(unit) ?? "\u{FFFD}", 6) }
        let low = hexadecimal(text, at: offset + 8) ?? 0
        let value = 0x10000 + ((unit & 0x3FF) << 10 | low & 0x3FF)
        return (Unicode.Scalar(value) ?? "\u{FFFD}", 12)
    }
}
