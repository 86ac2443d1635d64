/// Writes integers and fixed-point numbers as ASCII where they belong.
package enum DecimalDigits {
    /// The text of value × 10^-places, with zeros at the end of the decimals trimmed down, or filled up, to `minimum`.
    ///
    /// Both are 0...8.
    package static func text(_ value: Int64, places: Int, atLeast minimum: Int) -> String {
        String(unsafeUninitializedCapacity: longest) { buffer in
            guard let start = buffer.baseAddress else { return 0 }
            return write(value, places: places, atLeast: minimum, to: start)
        }
    }

    /// No text takes more memory while it is written: a sign, 19 digits, a point and 8 decimals, and the end of a word.
    static let longest = 40

    /// Writes the text to memory that has room for the longest, and returns how many bytes it has.
    ///
    /// Eight digits are made at once, as the bytes of one word, and stored with what follows them or is cut off again.
    static func write(
        _ value: Int64, places: Int, atLeast minimum: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        precondition((0...8).contains(places) && (0...8).contains(minimum), "decimals are 0...8")
        let start = UnsafeMutableRawPointer(target)
        var cursor = start
        if value < 0 {
            cursor.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
            cursor += 1
        }
        let (whole, fraction) = parts(of: value.magnitude, places: places)
        cursor += write(whole: whole, to: cursor)
        let decimals = eightDigits(fraction)
        let count = max(minimum, 8 &- decimals.leadingZeroBitCount / 8)
        if count > 0 {
            cursor.storeBytes(of: UInt8(ascii: "."), as: UInt8.self)
            cursor.storeBytes(of: (decimals | zeros).littleEndian, toByteOffset: 1, as: UInt64.self)
            cursor += 1 &+ count
        }
        return cursor - start
    }

    /// What stands before the point, and eight digits of what stands behind it.
    ///
    /// Dividing by a number that the compiler knows is a multiplication.
    @inline(__always)
    private static func parts(
        of magnitude: UInt64, places: Int
    ) -> (whole: UInt64, fraction: UInt64) {
        switch places {
        case 0: return (magnitude, 0)
        case 4: return (magnitude / 10_000, magnitude % 10_000 &* 10_000)
        case 6: return (magnitude / 1_000_000, magnitude % 1_000_000 &* 100)
        default:
            var (scale, rest): (UInt64, UInt64) = (1, 1)
            for place in 0..<8 { if place < places { scale &*= 10 } else { rest &*= 10 } }
            return (magnitude / scale, magnitude % scale &* rest)
        }
    }

    private static func write(whole: UInt64, to target: UnsafeMutableRawPointer) -> Int {
        guard whole >= 100_000_000 else {
            let digits = eightDigits(whole)
            // At least the last one.
            let leading = min(7, digits.trailingZeroBitCount / 8)
            target.storeBytes(
                of: ((digits | zeros) >> UInt64(leading &* 8)).littleEndian, as: UInt64.self)
            return 8 &- leading
        }
        let length = write(whole: whole / 100_000_000, to: target)
        let digits = eightDigits(whole % 100_000_000)
        target.storeBytes(of: (digits | zeros).littleEndian, toByteOffset: length, as: UInt64.self)
        return length &+ 8
    }

    private static let zeros: UInt64 = 0x3030_3030_3030_3030

    /// The digits of a number below 10^8, the first one in the lowest byte: halved three times, all parts at once.
    @inline(__always)
    private static func eightDigits(_ number: UInt64) -> UInt64 {
        let fours = number / 10_000 | (number % 10_000) << 32
        let hundreds = (fours &* 10_486) >> 20 & 0x0000_007F_0000_007F
        let twos = hundreds | (fours &- hundreds &* 100) << 16
        let tens = (twos &* 103) >> 10 & 0x000F_000F_000F_000F
        return tens | (twos &- tens &* 10) << 8
    }
}
