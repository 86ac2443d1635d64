/// Numbers of fixed width in ASCII, read and written in place for dates and instants.
enum FixedDigits {
    /// Writes the last `count` decimal digits of a non-negative `value`, with leading zeros.
    static func write(_ value: Int, count: Int, to target: UnsafeMutablePointer<UInt8>) {
        var rest = value
        for place in stride(from: count - 1, through: 0, by: -1) {
            target[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// The number that `count` digits at `start` spell; nil when one is no digit or missing.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, count: Int) -> Int? {
        guard start >= 0, start + count <= bytes.count else { return nil }
        var value = 0
        for place in start..<(start + count) {
            let digit = Int(bytes[place]) - Int(UInt8(ascii: "0"))
            guard (0...9).contains(digit) else { return nil }
            value = value * 10 + digit
        }
        return value
    }
}

extension BinaryInteger {
    /// Quotient and remainder rounded down, so that the remainder is never negative; `divisor` is
    /// positive.
    func flooredDivision(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
