/// A decimal taken apart but not yet computed: sign, digits before and after the point, exponent.
struct DecimalParts {
    private var isNegative = false
    private var whole: Slice<UnsafeBufferPointer<UInt8>>
    private var fraction: Slice<UnsafeBufferPointer<UInt8>>
    private var exponent = 0

    /// Beyond this an exponent says nothing more: no text is long enough to make up for it.
    private static let exponentLimit = 1_000_000_000_000

    /// Takes a JSON number apart, nil when it is not one (RFC 8259 section 6).
    init?(number text: UnsafeBufferPointer<UInt8>) {
        var rest = text[...]
        self.init(taking: &rest)
        if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            guard takeExponent(from: &rest) else { return nil }
        }
        guard rest.isEmpty else { return nil }
    }

    /// Takes a number without exponent apart, nil when it is not one.
    init?(decimal text: UnsafeBufferPointer<UInt8>) {
        var rest = text[...]
        self.init(taking: &rest)
        guard rest.isEmpty else { return nil }
    }

    private init?(taking rest: inout Slice<UnsafeBufferPointer<UInt8>>) {
        isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest.removeFirst() }
        whole = Self.takeDigits(from: &rest)
        fraction = rest[rest.startIndex..<rest.startIndex]
        guard let first = whole.first, first != UInt8(ascii: "0") || whole.count == 1 else {
            return nil
        }
        guard rest.first == UInt8(ascii: ".") else { return }
        rest.removeFirst()
        fraction = Self.takeDigits(from: &rest)
        if fraction.isEmpty { return nil }
    }

    private mutating func takeExponent(
        from rest: inout Slice<UnsafeBufferPointer<UInt8>>
    ) -> Bool {
        let sign = rest.first
        if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest.removeFirst() }
        let digits = Self.takeDigits(from: &rest)
        for byte in digits where exponent < Self.exponentLimit {
            exponent = exponent * 10 + Int(byte - UInt8(ascii: "0"))
        }
        if sign == UInt8(ascii: "-") { exponent = -exponent }
        return !digits.isEmpty
    }

    private static func takeDigits(
        from rest: inout Slice<UnsafeBufferPointer<UInt8>>
    ) -> Slice<UnsafeBufferPointer<UInt8>> {
        let digits = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }
        rest = rest[digits.endIndex...]
        return digits
    }

    /// The value times 10^places, exactly.
    ///
    /// Only the digits from the first to the last that is not zero count; what is left is a power
    /// of ten, which must not be negative, and with which there must be at most 19 digits.
    func scaled(places: Int) -> Result<Int64, DecimalFault> {
        precondition((0...18).contains(places), "places are 0...18")
        let total = whole.count + fraction.count
        var first = 0
        while first < total, digit(first) == 0 { first += 1 }
        if first == total { return .success(0) }
        var last = total - 1
        while digit(last) == 0 { last -= 1 }
        let power = exponent + places - fraction.count + (total - 1 - last)
        if power < 0 { return .failure(.tooManyPlaces) }
        if last - first + 1 + power > 19 { return .failure(.outOfRange) }
        return integer(digits: first...last, power: power)
    }

    /// Counts down from zero, because the least `Int64` has no positive counterpart.
    private func integer(digits: ClosedRange<Int>, power: Int) -> Result<Int64, DecimalFault> {
        var value: Int64 = 0
        for index in digits.lowerBound...digits.upperBound + power {
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let digit = index <= digits.upperBound ? digit(index) : 0
            let (next, borrow) = shifted.subtractingReportingOverflow(digit)
            if overflow || borrow { return .failure(.outOfRange) }
            value = next
        }
        if isNegative { return .success(value) }
        return value == .min ? .failure(.outOfRange) : .success(-value)
    }

    private func digit(_ index: Int) -> Int64 {
        let byte =
            index < whole.count
            ? whole[whole.startIndex + index]
            : fraction[fraction.startIndex + index - whole.count]
        return Int64(byte - UInt8(ascii: "0"))
    }
}
