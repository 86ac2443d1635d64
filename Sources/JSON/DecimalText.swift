/// Why a text is not the decimal that was asked for.
package enum DecimalFault: Error, Equatable {
    /// It is not written as a decimal.
    case malformed
    /// It has a decimal other than zero beyond the places there are.
    case tooManyPlaces
    /// Scaled, it does not fit in 64 bits.
    case outOfRange
}

/// Decimals in strings, as the API takes and gives money and quantities: `1234.50`, `-2.5`, `0`.
///
/// At least one digit on both sides of the point; no exponent, no plus sign, no white space, no
/// zero before another digit of the whole part.
package enum DecimalText {
    /// The value times 10^places, exactly; zeros beyond the last place do no harm.
    ///
    /// `places` is 0...18. A text with several faults gets the first in the order of the cases.
    package static func scaled(
        _ text: UnsafeBufferPointer<UInt8>, places: Int
    ) -> Result<Int64, DecimalFault> {
        if let value = short(text, places: places) { return .success(value) }
        return DecimalParts(decimal: text)?.scaled(places: places) ?? .failure(.malformed)
    }

    /// The same of a text that is short enough not to overflow and has nothing unusual; nil leaves it to the full rules.
    private static func short(_ text: UnsafeBufferPointer<UInt8>, places: Int) -> Int64? {
        guard !text.isEmpty, text.count + places <= 18 else { return nil }
        var value: Int64 = 0
        var point: Int?
        for place in 0..<text.count {
            let digit = text[place] &- UInt8(ascii: "0")
            if digit < 10 {
                value = value &* 10 &+ Int64(digit)
            } else if text[place] == UInt8(ascii: "."), point == nil, place > 0 {
                point = place
            } else {
                return nil
            }
        }
        let whole = point ?? text.count
        let decimals = point.map { text.count - 1 - $0 } ?? 0
        guard decimals <= places, decimals > 0 || point == nil,
            whole == 1 || text[0] != UInt8(ascii: "0")
        else { return nil }
        for _ in decimals..<places { value &*= 10 }
        return value
    }

    /// The value times 10^places of any collection of bytes, such as a string's `utf8`.
    package static func scaled(
        _ text: some Collection<UInt8>, places: Int
    ) -> Result<Int64, DecimalFault> {
        text.withContiguousStorageIfAvailable { scaled($0, places: places) }
            ?? Array(text).withUnsafeBufferPointer { scaled($0, places: places) }
    }

    /// The value × 10^-places as text, zeros at its end trimmed down to `minimum` decimals:
    /// 145000 with 4 places and at least 2 decimals is `14.50`.
    ///
    /// Both are 0...8.
    package static func text(_ value: Int64, places: Int, atLeast minimum: Int) -> String {
        DecimalDigits.text(value, places: places, atLeast: minimum)
    }
}
