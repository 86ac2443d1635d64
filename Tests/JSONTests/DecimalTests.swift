import JSON
import Testing

@Suite struct DecimalTests {
    static func scaled(_ text: String, _ places: Int) -> Result<Int64, DecimalFault> {
        DecimalText.scaled(text.utf8, places: places)
    }

    /// Values that numbers and decimal strings share.
    static let exact: [(String, Int, Int64)] = [
        ("0", 0, 0), ("-0", 0, 0), ("0.0", 0, 0), ("-0.000", 2, 0), ("1", 0, 1), ("-1", 0, -1),
        ("1234.50", 2, 123_450), ("1234.5", 2, 123_450), ("1234.5", 4, 12_345_000),
        ("-2.5", 6, -2_500_000), ("0.000001", 6, 1), ("-0.01", 2, -1), ("10.10", 1, 101),
        ("1.0", 0, 1), ("1.000000000000000000000000", 0, 1), ("1.500", 1, 15), ("100", 0, 100),
        ("9223372036854775807", 0, .max), ("-9223372036854775808", 0, .min),
        ("92233720368547758.07", 2, .max), ("-92233720368547758.08", 2, .min),
        ("9.223372036854775807", 18, .max), ("-9.223372036854775808", 18, .min),
        ("0.000000000000000001", 18, 1), ("5.0", 18, 5_000_000_000_000_000_000),
    ]

    @Test(arguments: exact)
    func `an exact decimal is scaled`(text: String, places: Int, value: Int64) throws {
        #expect(Self.scaled(text, places) == .success(value))
        #expect(try parse(text).number?.scaled(places: places) == value)
    }

    @Test(arguments: [
        ("", 0), ("-", 0), ("+1", 0), (".5", 1), ("5.", 1), ("-.5", 1), ("01", 0), ("00", 0),
        ("-01.5", 1),
        ("00.5", 1), ("1e2", 0), ("1E2", 0), ("1.5e1", 2), (" 1", 0), ("1 ", 0), ("1.", 0),
        ("1..5", 2),
        ("1.5.5", 2), ("1,5", 2), ("1_000", 0), ("0x1", 0), ("--1", 0), ("1-", 0), ("NaN", 0),
        ("١", 0),
        ("1.٥", 1), ("1\0", 0), (".", 0), ("-0.", 1), ("1e999999999", 0),
        ("12345678901234567890x", 0),
    ])
    func `what is no decimal is malformed`(text: String, places: Int) {
        #expect(Self.scaled(text, places) == .failure(.malformed))
    }

    @Test(arguments: [
        ("0.1", 0), ("1.005", 2), ("-1.005", 2), ("0.0000001", 6), ("0.0000000000000000001", 18),
        ("99999999999999999999.99", 1), ("1.50000000000000000001", 6),
    ])
    func `a digit beyond the places is told`(text: String, places: Int) throws {
        #expect(Self.scaled(text, places) == .failure(.tooManyPlaces))
        #expect(try parse(text).number?.scaled(places: places) == nil)
    }

    @Test(arguments: [
        ("9223372036854775808", 0), ("-9223372036854775809", 0), ("92233720368547758.08", 2),
        ("10", 18), ("9.223372036854775808", 18), ("100000000000000000000", 0),
        ("9999999999999999999", 0), ("18446744073709551616", 0), ("92233720368547759", 2),
        (String(repeating: "9", count: 100_000), 0),
        ("1" + String(repeating: "0", count: 100_000), 6),
    ])
    func `what does not fit is out of range`(text: String, places: Int) throws {
        #expect(Self.scaled(text, places) == .failure(.outOfRange))
        #expect(try parse(text).number?.scaled(places: places) == nil)
    }

    @Test(
        arguments: [
            ("1e2", 0, 100), ("1E+2", 0, 100), ("1e0", 0, 1), ("100e-2", 0, 1), ("1.5e1", 0, 15),
            ("1.25e1", 0, nil), ("12e-1", 0, nil), ("12e-1", 1, 12),
            ("0e999999999999999999999", 0, 0),
            ("-0.0e-99999999999999999999999", 0, 0), ("1e999999999", 0, nil),
            ("1e-999999999", 6, nil),
            ("1e99999999999999999999999999999", 2, nil), ("-1E-99999999999999999999999999", 2, nil),
            ("1e18", 0, 1_000_000_000_000_000_000), ("1e19", 0, nil),
            ("9.223372036854775807e18", 0, .max),
            ("9.223372036854775808e18", 0, nil), ("-9.223372036854775808e18", 0, .min),
            ("0.00001e5", 0, 1), ("100000e-6", 6, 100_000), ("1e-6", 6, 1), ("1e-7", 6, nil),
            ("1e00000000000000000000002", 0, 100), ("5e12", 6, 5_000_000_000_000_000_000),
        ] as [(String, Int, Int64?)])
    func `exponents are exact or nothing`(literal: String, places: Int, value: Int64?) throws {
        #expect(try parse(literal).number?.scaled(places: places) == value)
        if places == 0 { #expect(try parse(literal).integer == value) }
    }

    @Test func `a long run of zeros can be made up for by the exponent`() throws {
        let zeros = String(repeating: "0", count: 5_000)
        #expect(try parse("0.\(zeros)12e5002").integer == 12)
        #expect(try parse("12\(zeros)e-5000").integer == 12)
        #expect(try parse("12\(zeros)e-5001").integer == nil)
    }

    @Test func `numbers are equal when they are written the same`() throws {
        let numbers = try parse("[1.0,1.0,1]").elements.compactMap(\.number)
        #expect(numbers[0] == numbers[1])
        #expect(numbers[0] != numbers[2])
    }

    /// The digits by plain division, one after the other.
    private static func plain(_ value: Int64, _ places: Int, _ minimum: Int) -> String {
        var digits = Array(String(value.magnitude))
        digits = Array(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        var decimals = Array(digits.suffix(places))
        while decimals.count > minimum, decimals.last == "0" { decimals.removeLast() }
        decimals += Array(repeating: "0", count: max(0, minimum - decimals.count))
        let whole = String(digits.dropLast(places))
        return (value < 0 ? "-" : "") + whole + (decimals.isEmpty ? "" : "." + String(decimals))
    }

    @Test func `any value survives its text, which is its digits one by one`() {
        let seed: UInt64 = 4_217
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let value =
                Int64.random(in: .min ... .max, using: &random)
                >> Int64.random(in: 0...63, using: &random)
            let places = Int.random(in: 0...8, using: &random)
            let minimum = Int.random(in: 0...8, using: &random)
            let text = DecimalText.text(value, places: places, atLeast: minimum)
            #expect(text == Self.plain(value, places, minimum), "seed \(seed), \(value)")
            guard minimum <= places else { continue }
            #expect(Self.scaled(text, places) == .success(value), "seed \(seed), \(text)")
        }
        for number in Int64(0)..<10_000 {
            #expect(
                DecimalText.text(number * 10_001, places: 0, atLeast: 0) == "\(number * 10_001)")
        }
    }

    @Test func `bytes without contiguous storage are read as well`() {
        let bytes: ReversedCollection<[UInt8]> = Array("521.5".utf8).reversed()
        #expect(DecimalText.scaled(bytes, places: 2) == .failure(.tooManyPlaces))
        #expect(DecimalText.scaled(bytes, places: 3) == .success(5_125))
    }
}
