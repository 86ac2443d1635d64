/// Reads the common parts of field values, one after the other (RFC 9110 section 5.6).
struct FieldScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var index = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { index == bytes.count }

    /// Skips what may stand around the parts: spaces and tabs.
    mutating func skipSpace() {
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    }

    /// Whether the byte stands here; it is then passed.
    mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    /// The token that begins here, or nil.
    mutating func token() -> UnsafeBufferPointer<UInt8>? { take(while: ByteSet.token.contains) }

    /// The bytes from here on that a rule holds for, or nil for none.
    mutating func take(while holds: (UInt8) -> Bool) -> UnsafeBufferPointer<UInt8>? {
        let start = index
        while index < bytes.count, holds(bytes[index]) { index += 1 }
        return index > start ? UnsafeBufferPointer(rebasing: bytes[start..<index]) : nil
    }

    /// The content of the quoted string that begins here, without its escapes; nil, and no use in
    /// going on, when there is none or it is broken.
    mutating func quotedString() -> [UInt8]? {
        guard take(0x22) else { return nil }
        var content: [UInt8] = []
        while index < bytes.count, bytes[index] != 0x22 {
            if bytes[index] == 0x5C { index += 1 }
            guard index < bytes.count, bytes[index] >= 0x20 || bytes[index] == 0x09,
                bytes[index] != 0x7F
            else { return nil }
            content.append(bytes[index])
            index += 1
        }
        return take(0x22) ? content : nil
    }

    /// Passes the next comma outside of quotes, or everything.
    mutating func skipElement() {
        var isQuoted = false
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == 0x22 { isQuoted.toggle() }
            if byte == 0x5C, isQuoted, index < bytes.count { index += 1 }
            if byte == 0x2C, !isQuoted { return }
        }
    }
}
