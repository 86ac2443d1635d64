extension [UInt8] {
    /// Appends a literal's UTF-8.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends an integer in decimal.
    mutating func append(decimal value: Int) {
        guard value >= 0 else {
            append(contentsOf: String(value).utf8)
            return
        }
        var rest = value
        let start = count
        repeat {
            append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }

    /// Appends text inside a JSON string (RFC 8259 section 7); bytes that are not UTF-8 become
    /// U+FFFD, so that what clients send cannot break a log line.
    mutating func append(jsonEscaped bytes: some Sequence<UInt8>) {
        var special = false
        let start = count
        for byte in bytes {
            special = special || byte < 0x20 || byte > 0x7E || byte == 0x22 || byte == 0x5C
            append(byte)
        }
        guard special else { return }
        let text = String(decoding: self[start...], as: UTF8.self)
        removeSubrange(start...)
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C: self += [0x5C, byte]
            case 0..<0x20, 0x7F:
                append("\\u00")
                self += [hexadecimalDigit(byte >> 4), hexadecimalDigit(byte & 15)]
            default: append(byte)
            }
        }
    }
}
