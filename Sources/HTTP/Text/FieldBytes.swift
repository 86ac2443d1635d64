import Glibc

/// Comparisons and checks of header bytes over raw pointers.
enum FieldBytes {
    /// Whether bytes equal a name without regard to ASCII case (RFC 9110 section 5.1).
    @inline(__always)
    static func equal(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ name: StaticString) -> Bool {
        guard count == name.utf8CodeUnitCount else { return false }
        let other = name.utf8Start
        for index in 0..<count where lower(bytes[index]) != lower(other[index]) { return false }
        return true
    }

    /// An ASCII capital made small; any other byte unchanged.
    @inline(__always)
    static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    /// Where a byte stands first, or `end`.
    static func place(
        of byte: UInt8, in base: UnsafePointer<UInt8>, from start: Int, to end: Int
    ) -> Int {
        guard start < end, let found = memchr(base + start, Int32(byte), end - start) else {
            return end
        }
        return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base
    }

    /// Whether bytes are a field value: HTAB, SP, visible ASCII, obs-text (RFC 9110 section 5.5).
    @inline(__always)
    static func isValue(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var index = 0
        // Eight bytes at a time; a word that may hold a control byte is looked at again.
        while index + 8 <= count {
            let word = UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self)
            let ones: UInt64 = 0x0101_0101_0101_0101
            let small = (word &- ones &* 0x20) & ~word
            let rubout = word ^ (ones &* 0x7f)
            let suspect = (small | ((rubout &- ones) & ~rubout)) & (ones &* 0x80)
            if suspect != 0, !plain(bytes + index, 8) { return false }
            index += 8
        }
        return plain(bytes + index, count - index)
    }

    private static func plain(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        for index in 0..<count {
            let byte = bytes[index]
            if (byte < 0x20 && byte != 0x09) || byte == 0x7f { return false }
        }
        return true
    }
}
