import Testing

@testable import Schema

@Suite struct CountriesTests {
    @Test func `the list has the 249 countries of ISO 3166-1`() {
        #expect(Countries.codes.count == 249)
        #expect(Countries.codes == Set(Countries.codes).sorted())
        #expect(Countries.codes.allSatisfy { Countries.contains($0) })
        #expect(Countries.codes.allSatisfy { Countries.callingCode($0) != nil })
    }

    @Test(arguments: [
        ("DE", "49", "0"), ("GB", "44", "0"), ("FR", "33", "0"), ("ES", "34", nil),
        ("IT", "39", nil), ("PT", "351", nil), ("DK", "45", nil), ("NO", "47", nil),
        ("US", "1", "1"), ("JM", "1", "1"), ("RU", "7", "8"), ("KZ", "7", "8"), ("BY", "375", "8"),
        ("HU", "36", "06"), ("MX", "52", nil), ("AQ", "672", nil), ("VA", "39", nil),
    ])
    func `a country has its calling code and trunk prefix`(
        country: String, code: String, trunkPrefix: String?
    ) {
        #expect(Countries.callingCode(country) == code)
        #expect(Countries.trunkPrefix(country) == trunkPrefix)
    }

    @Test(arguments: ["", "D", "de", "De", "DEU", "XX", "UK", "ZZ", "Ü", "A1", "@@", "\u{0}\u{0}"])
    func `anything else is no country`(code: String) {
        #expect(!Countries.contains(code))
        #expect(Countries.callingCode(code) == nil)
        #expect(Countries.trunkPrefix(code) == nil)
    }

    @Test func `calling codes have one to three digits and none starts another`() {
        let codes = Set(Countries.codes.compactMap { Countries.callingCode($0) })
        for code in codes {
            #expect((1...3).contains(code.count))
            #expect(!codes.contains { $0 != code && $0.hasPrefix(code) }, "\(code)")
        }
    }
}
