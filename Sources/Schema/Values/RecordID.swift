/// The 16 bytes of a UUID (RFC 9562), which is what identifies a record.
///
/// Comparing ids of version 7 compares the instants at which they were made.
package struct RecordID: Hashable, Comparable, Sendable {
    /// The first eight bytes, most significant first.
    package var high: UInt64
    /// The last eight bytes, most significant first.
    package var low: UInt64

    /// An id from its two halves, taken as they are.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An id from its 16 bytes in network order, taken as they are.
    package init(bytes: UnsafeRawPointer) {
        high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    /// The id in a 36-character text of either case; nil for anything else.
    ///
    /// Only the RFC 9562 variant with versions 1 to 8 passes: the nil and the max UUID name nobody.
    package init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count == 36, text[8] & text[13] & text[18] & text[23] == UInt8(ascii: "-"),
            text[8] | text[13] | text[18] | text[23] == UInt8(ascii: "-")
        else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        guard Self.read(text, 0..<8, &high), Self.read(text, 9..<13, &high),
            Self.read(text, 14..<18, &high), Self.read(text, 19..<23, &low),
            Self.read(text, 24..<36, &low)
        else { return nil }
        self.init(high: high, low: low)
        guard (1...8).contains(version), low >> 62 == 0b10 else { return nil }
    }

    /// The id in a 36-character text of either case; nil for anything else.
    package init?(_ text: String) {
        var text = text
        guard let id = text.withUTF8({ RecordID($0) }) else { return nil }
        self = id
    }

    /// The version field: how the id was made.
    package var version: Int { Int(high >> 12 & 0xF) }

    /// The bytes of an id's text.
    package static let textLength = 36

    package static func < (left: RecordID, right: RecordID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    /// Writes the 36 lower-case characters of the id.
    package func write(into target: UnsafeMutablePointer<UInt8>) {
        let target = UnsafeMutableRawPointer(target)
        let digits = (
            Self.hexDigits(high >> 32), Self.hexDigits(high), Self.hexDigits(low >> 32),
            Self.hexDigits(low)
        )
        // 8-4-4-4-12, eight digits a word, the first one in the lowest byte.
        target.storeBytes(of: digits.0.littleEndian, as: UInt64.self)
        target.storeBytes(
            of: UInt32(truncatingIfNeeded: digits.1).littleEndian, toByteOffset: 9, as: UInt32.self)
        target.storeBytes(
            of: UInt32(digits.1 >> 32).littleEndian, toByteOffset: 14, as: UInt32.self)
        target.storeBytes(
            of: UInt32(truncatingIfNeeded: digits.2).littleEndian, toByteOffset: 19, as: UInt32.self
        )
        target.storeBytes(
            of: UInt32(digits.2 >> 32).littleEndian, toByteOffset: 24, as: UInt32.self)
        target.storeBytes(of: digits.3.littleEndian, toByteOffset: 28, as: UInt64.self)
        target.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 8, as: UInt8.self)
        target.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 13, as: UInt8.self)
        target.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 18, as: UInt8.self)
        target.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 23, as: UInt8.self)
    }

    /// The eight hexadecimal digits of the low half, the first in the lowest byte.
    private static func hexDigits(_ value: UInt64) -> UInt64 {
        // Each nibble to a byte of its own, then 0 to 9 and a to f by adding the same to all bytes at once.
        var spread = UInt64(UInt32(truncatingIfNeeded: value).byteSwapped)
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        spread = (spread >> 4 | spread << 8) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = (spread + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return spread + 0x3030_3030_3030_3030 + letters * 39
    }

    /// The 36 lower-case characters of the id.
    package var text: String {
        String(unsafeUninitializedCapacity: Self.textLength) { buffer in
            guard let target = buffer.baseAddress else { return 0 }
            write(into: target)
            return Self.textLength
        }
    }

    /// Calls `body` with the 16 bytes in network order, which live on the stack for that long.
    package func withBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { try body($0) }
    }

    /// Where the text has its hyphens: 8-4-4-4-12.
    private static func isHyphen(_ place: Int) -> Bool {
        place == 8 || place == 13 || place == 18 || place == 23
    }

    /// Shifts the digits of some places into a number.
    @inline(__always)
    private static func read(
        _ text: UnsafeBufferPointer<UInt8>, _ places: Range<Int>, _ number: inout UInt64
    ) -> Bool {
        for place in places {
            guard let digit = hexDigit(text[place]) else { return false }
            number = number << 4 | digit
        }
        return true
    }

    @inline(__always)
    private static func hexDigit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
