import Testing

@testable import Schema

@Suite struct CurrencyTests {
    @Test(arguments: [
        ("EUR", 2), ("USD", 2), ("JPY", 0), ("ISK", 0), ("KRW", 0), ("KWD", 3), ("TND", 3),
        ("CLF", 4), ("UYW", 4), ("CLP", 0), ("HUF", 2), ("XCG", 2), ("ZWG", 2),
    ])
    func `a code has its minor units`(code: String, digits: Int) throws {
        let currency = try #require(Currency(code))
        #expect(currency.digits == digits)
        #expect(currency.text == code)
        #expect(Currency(code: currency.code) == currency)
    }

    @Test(arguments: [
        "", "E", "EU", "EURO", "eur", "Eur", "EU1", "ÉUR", "AAA", "ZZZ", "XX" + "X", "XAU", "DEM",
        "€",
        "EU\u{0}", "@@@", "[[[",
    ])
    func `anything else is no currency`(code: String) {
        #expect(Currency(code) == nil)
    }

    @Test func `the list is sorted, unique and complete`() {
        #expect(Currency.codes.count == 171)
        #expect(Currency.codes == Set(Currency.codes).sorted())
        #expect(Currency.codes.allSatisfy { Currency($0)?.text == $0 })
        let digits = Currency.codes.compactMap { Currency($0)?.digits }
        #expect(digits.filter { $0 == 0 }.count == 17)
        #expect(digits.filter { $0 == 3 }.count == 7)
        #expect(digits.filter { $0 == 4 }.count == 2)
    }

    @Test func `no packed number traps`() {
        for code in [0, 1, .max, 0x4555_5200, 0x5B5B_5B, 0x0100_0000] as [UInt32] {
            #expect(Currency(code: code) == nil)
        }
    }
}
