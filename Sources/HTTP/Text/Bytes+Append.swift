/// The decimal digits of integers, without a text being made.
enum IntegerDigits {
    /// Lends the digits of a non-negative integer.
    @inline(__always)
    static func with(_ value: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        var rest = UInt(bitPattern: value)
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { space in
            var start = space.count
            repeat {
                start -= 1
                space[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            let bytes = UnsafeRawBufferPointer(rebasing: space[start...])
            body(bytes.assumingMemoryBound(to: UInt8.self))
        }
    }
}

extension [UInt8] {
    /// Appends a literal's UTF-8.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a text's UTF-8, which `append(contentsOf:)` does byte by byte.
    @inline(__always)
    mutating func append(text: String) {
        var text = text
        text.withUTF8 { append(contentsOf: $0) }
    }

    /// Appends an integer in decimal.
    mutating func append(decimal value: Int) {
        guard value >= 0 else {
            append(contentsOf: String(value).utf8)
            return
        }
        IntegerDigits.with(value) { append(contentsOf: $0) }
    }

    /// Appends text inside a JSON string (RFC 8259 section 7).
    ///
    /// Bytes that are not UTF-8 become U+FFFD, and characters that steer a terminal or the direction
    /// of text (controls, formats, line and paragraph separators) are escaped too, so that what
    /// clients send can neither break a log line nor fool who reads it.
    package mutating func append(jsonEscaped bytes: some Sequence<UInt8>) {
        var special = false
        let start = count
        for byte in bytes {
            special = special || byte < 0x20 || byte > 0x7E || byte == 0x22 || byte == 0x5C
            append(byte)
        }
        guard special else { return }
        let text = String(decoding: self[start...], as: UTF8.self)
        removeSubrange(start...)
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { append(0x5C) }
            append(visible: scalar)
        }
    }

    /// Appends a character, or its escape in JSON's form when it is none to be seen.
    package mutating func append(visible scalar: Unicode.Scalar) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
            for unit in String(scalar).utf16 {
                append("\\u")
                for shift in stride(from: UInt16(12), through: 0, by: -4) {
                    append(hexadecimalDigit(UInt8(truncatingIfNeeded: unit >> shift) & 15))
                }
            }
        default: append(contentsOf: String(scalar).utf8)
        }
    }
}
