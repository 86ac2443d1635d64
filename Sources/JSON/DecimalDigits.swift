/// Writes integers and fixed-point numbers as ASCII, from the last digit to the first.
package enum DecimalDigits {
    /// The text of value × 10^-places, with zeros at the end of the decimals trimmed down, or filled up, to `minimum`.
    package static func text(_ value: Int64, places: Int, atLeast minimum: Int) -> String {
        with(value, places: places, atLeast: minimum) { String(decoding: $0, as: UTF8.self) }
    }

    /// Hands the text of value × 10^-places to `body`, with zeros at the end of the decimals
    /// trimmed down, or filled up, to `minimum`.
    @inline(__always)
    static func with<R>(
        _ value: Int64, places: Int, atLeast minimum: Int,
        _ body: (UnsafeBufferPointer<UInt8>) -> R
    ) -> R {
        precondition(places >= 0 && minimum >= 0, "decimals cannot be fewer than none")
        // A sign, 20 digits, a point, and the zeros that stand before or after the digits.
        let capacity = 24 + max(places, minimum)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
            let start = fill(buffer, value, places: places, atLeast: minimum)
            return body(UnsafeBufferPointer(rebasing: buffer[start...]))
        }
    }

    /// Fills the buffer from its end and returns where the text begins.
    private static func fill(
        _ buffer: UnsafeMutableBufferPointer<UInt8>, _ value: Int64, places: Int, atLeast: Int
    ) -> Int {
        var rest = value.magnitude
        var decimals = places
        while decimals > atLeast, rest % 10 == 0 {
            rest /= 10
            decimals -= 1
        }
        var cursor = buffer.count
        func put(_ byte: UInt8) {
            cursor &-= 1
            buffer[cursor] = byte
        }
        func putDigit() {
            put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        for _ in 0..<max(0, atLeast - decimals) { put(UInt8(ascii: "0")) }
        for _ in 0..<decimals { putDigit() }
        if max(decimals, atLeast) > 0 { put(UInt8(ascii: ".")) }
        repeat { putDigit() } while rest > 0
        if value < 0 { put(UInt8(ascii: "-")) }
        return cursor
    }
}
