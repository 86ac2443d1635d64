/// Looks at eight bytes of a text at once, as one word; the first byte is the lowest.
///
/// The tests mark a byte by its highest bit. A borrow can mark bytes above a true mark, never
/// below it, so only the lowest mark may be trusted, and only that one is used.
enum ByteScan {
    static let highBits: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    static func word(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt64 {
        let raw = UnsafeRawBufferPointer(text)
        return UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    static func every(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }

    /// Marks the bytes that are below a limit of at most 0x80.
    @inline(__always)
    static func below(_ limit: UInt8, _ word: UInt64) -> UInt64 {
        (word &- every(limit)) & ~word & highBits
    }

    @inline(__always)
    static func equal(_ byte: UInt8, _ word: UInt64) -> UInt64 { below(1, word ^ every(byte)) }

    /// Marks what cannot stand as it is in a JSON string (RFC 8259 section 7).
    @inline(__always)
    static func mustEscape(_ word: UInt64) -> UInt64 {
        below(0x20, word) | equal(UInt8(ascii: "\""), word) | equal(UInt8(ascii: "\\"), word)
    }

    @inline(__always)
    static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// The first byte from `offset` on that must be escaped or is not ASCII, else the length.
    @inline(__always)
    static func endOfPlainASCII(_ text: UnsafeBufferPointer<UInt8>, from offset: Int) -> Int {
        var cursor = offset
        while cursor &+ 8 <= text.count {
            let word = word(text, at: cursor)
            let marks = mustEscape(word) | (word & highBits)
            if marks != 0 { return cursor &+ marks.trailingZeroBitCount / 8 }
            cursor &+= 8
        }
        while cursor < text.count, text[cursor] < 0x80, !mustEscape(text[cursor]) { cursor &+= 1 }
        return cursor
    }

    /// The first byte from `offset` on that must be escaped, else the length.
    @inline(__always)
    static func endOfRun(_ text: UnsafeBufferPointer<UInt8>, from offset: Int) -> Int {
        var cursor = offset
        while cursor &+ 8 <= text.count {
            let marks = mustEscape(word(text, at: cursor))
            if marks != 0 { return cursor &+ marks.trailingZeroBitCount / 8 }
            cursor &+= 8
        }
        while cursor < text.count, !mustEscape(text[cursor]) { cursor &+= 1 }
        return cursor
    }

    /// Whether two texts are the same bytes.
    @inline(__always)
    static func same(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard left.count == right.count else { return false }
        var cursor = 0
        while cursor &+ 8 <= left.count {
            guard word(left, at: cursor) == word(right, at: cursor) else { return false }
            cursor &+= 8
        }
        while cursor < left.count {
            guard left[cursor] == right[cursor] else { return false }
            cursor &+= 1
        }
        return true
    }
}
