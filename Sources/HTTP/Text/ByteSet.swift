/// A set of ASCII bytes as a 128-bit mask, so that a test of membership touches no memory.
///
/// The masks are literals because the compiler then needs no initialiser at run time;
/// `ByteSetTests` holds them against the grammar they stand for.
struct ByteSet {
    let low: UInt64
    let high: UInt64

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? low : high
        return byte < 128 && (word >> UInt64(byte & 63)) & 1 == 1
    }

    /// `tchar` of RFC 9110 section 5.6.2.
    static let token = ByteSet(low: 0x03ff_6cfa_0000_0000, high: 0x57ff_ffff_c7ff_fffe)
    /// `unreserved` of RFC 3986 section 2.3.
    static let unreserved = ByteSet(low: 0x03ff_6000_0000_0000, high: 0x47ff_fffe_87ff_fffe)
    /// `pchar` without percent signs and ";", and "/": what a path may hold (RFC 3986 section 3.3).
    static let path = ByteSet(low: 0x27ff_ffd2_0000_0000, high: 0x47ff_fffe_87ff_ffff)
    /// `pchar` without percent signs, "/" and "?": what a query may hold (RFC 3986 section 3.4).
    static let query = ByteSet(low: 0xafff_ffd2_0000_0000, high: 0x47ff_fffe_87ff_ffff)
    /// `reg-name` without percent signs (RFC 3986 section 3.2.2).
    static let host = ByteSet(low: 0x2bff_7fd2_0000_0000, high: 0x47ff_fffe_87ff_fffe)
}

/// The value of a hexadecimal digit, or nil.
@inline(__always)
func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
}

/// The lower-case hexadecimal digit of a value below 16.
@inline(__always)
func hexadecimalDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

/// The eight lower-case hexadecimal digits of a value, the first in the highest byte.
@inline(__always)
func hexadecimalDigits(_ value: UInt32) -> UInt64 {
    // Spreads the digits over the bytes, by halves.
    var digits = UInt64(value)
    digits = (digits << 16 | digits) & 0x0000_FFFF_0000_FFFF
    digits = (digits << 8 | digits) & 0x00FF_00FF_00FF_00FF
    digits = (digits << 4 | digits) & 0x0F0F_0F0F_0F0F_0F0F
    let ones: UInt64 = 0x0101_0101_0101_0101
    // A digit above 9 carries into the upper half when 6 is added.
    let letters = ((digits &+ ones &* 6) >> 4) & ones
    return digits &+ ones &* 0x30 &+ letters &* 0x27
}
