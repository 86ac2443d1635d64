import Testing

@testable import Schema

@Suite struct PhoneTests {
    struct Case: Sendable {
        let input: String
        let country: String?
        let number: String

        init(_ input: String, _ country: String?, _ number: String) {
            self.input = input
            self.country = country
            self.number = number
        }
    }

    @Test(arguments: [
        Case("030-0074321", "DE", "+49300074321"), Case("(5) 555-4729", "MX", "+5255554729"),
        Case("(171) 555-7788", "GB", "+441715557788"), Case("0921-12 34 65", "SE", "+46921123465"),
        Case("40.67.88.88", "FR", "+3340678888"), Case("(91) 555 22 82", "ES", "+34915552282"),
        Case("(604) 555-4729", "CA", "+16045554729"), Case("0452-076545", "CH", "+41452076545"),
        Case("(02) 201 24 67", "BE", "+3222012467"), Case("011-4988260", "IT", "+390114988260"),
        Case("(1) 354-2534", "PT", "+35113542534"), Case("07-98 92 35", "NO", "+4707989235"),
        Case("31 12 34 56", "DK", "+4531123456"), Case("(26) 642-7012", "PL", "+48266427012"),
        Case("(11) 555-7647", "BR", "+55115557647"), Case("2967 542", "IE", "+3532967542"),
        Case("(1) 135-5555", "AR", "+5411355555"), Case("981-443655", "FI", "+358981443655"),
    ])
    func `a number at home gets its calling code`(row: Case) {
        #expect(Phone.normalized(row.input, country: row.country) == row.number)
    }

    @Test(arguments: [
        Case("1 (206) 555-0142", "US", "+12065550142"), Case("206.555.0142", "US", "+12065550142"),
        Case("8 (812) 123-45-67", "RU", "+78121234567"),
        Case("812 123 45 67", "RU", "+78121234567"),
        Case("8 727 250 12 34", "KZ", "+77272501234"), Case("06 1 234 5678", "HU", "+3612345678"),
        Case("8 029 123 45 67", "BY", "+375291234567"), Case("029 1234567", "BY", "+375291234567"),
        Case("8 801 123 4567", "BY", "+3758011234567"),
        Case("8 612 34567", "LT", "+37061234567"), Case("0 612 34567", "LT", "+37061234567"),
        Case("06 698 12345", "VA", "+390669812345"), Case("(0)30 123456", "DE", "+4930123456"),
        Case("(0)00 30 123456", "DE", "+4930123456"),
        Case("(0) 2 1234567", "IT", "+39021234567"), Case("8 12 345678", "TM", "+99312345678"),
    ])
    func `the trunk prefix goes`(row: Case) {
        #expect(Phone.normalized(row.input, country: row.country) == row.number)
    }

    @Test(arguments: [
        Case("+49 30 123456", nil, "+4930123456"), Case("+49 30 123456", "US", "+4930123456"),
        Case("0049 30 123456", nil, "+4930123456"), Case("0090-00 4491", nil, "+904491"),
        Case("00 49 (0)30/123456", "FR", "+4930123456"),
        Case("011 49 30 123456", "US", "+4930123456"),
        Case("011 44 20 79460000", "CA", "+442079460000"),
        Case("+44 (0)20 7946 0000", nil, "+442079460000"),
        Case("+44 020 7946 0000", nil, "+442079460000"),
        Case("+39 (0)6 698 1234", nil, "+39066981234"),
        Case("+39 06 698 1234", nil, "+39066981234"),
        Case("(+351) 21 123 45 67", nil, "+351211234567"),
        Case("+1 (206) 555-0142", nil, "+12065550142"),
        Case("[+34] 91\u{A0}555\u{2011}22\u{2013}82", nil, "+34915552282"),
        Case("\u{202A}+34 915552282\u{202C}", nil, "+34915552282"),
        Case("+870 773 111 632", nil, "+870773111632"), Case(" +4930123456 ", "XX", "+4930123456"),
    ])
    func `an international number needs no country`(row: Case) {
        #expect(Phone.normalized(row.input, country: row.country) == row.number)
    }

    @Test(arguments: [
        Case("", "DE", ""), Case("   ", "DE", ""), Case("+", "DE", ""), Case("()", "DE", ""),
        Case("030 123456", nil, ""), Case("030 123456", "XX", ""), Case("030 123456", "de", ""),
        Case("112", "DE", ""), Case("0112", "DE", ""), Case("+12", nil, ""),
        Case("555-0142", "US", ""), Case("055 555 0142", "US", ""), Case("+0 123456", nil, ""),
        Case("+1234567890123456", nil, ""), Case("03012345678901234", "DE", ""),
        Case("030 123456 ext 7", "DE", ""), Case("030 123456 x7", "DE", ""),
        Case("1-800-FLOWERS", "US", ""), Case("030 123456 #7", "DE", ""),
        Case("030,123456", "DE", ""),
        Case("30+49123456", "DE", ""), Case("++49 30 123456", nil, ""),
        Case("o30 123456", "DE", ""),
        Case("+49 30 123456; +49 30 123457", nil, ""), Case("٠٣٠١٢٣٤٥٦", "DE", ""),
        Case("tel:+4930123456", nil, ""), Case("00", "DE", ""), Case("011", "US", ""),
        Case(String(repeating: " ", count: 80) + "+4930123456", nil, ""),
    ])
    func `what cannot be known is refused`(row: Case) {
        #expect(Phone.normalized(row.input, country: row.country) == nil)
    }

    @Test(arguments: [3, 1_122] as [UInt64])
    func `whatever comes out goes through unchanged`(seed: UInt64) {
        var random = ValuesRandom(seed: seed)
        let alphabet = Array("00112345678999+-() ")
        for _ in 0..<20_000 {
            let length = Int(random.next() % 20)
            let input = String((0..<length).map { _ in alphabet[Int(random.next() % 19)] })
            let country = Countries.codes[Int(random.next() % 249)]
            guard let number = Phone.normalized(input, country: country) else { continue }
            #expect(number.first == "+" && (5...16).contains(number.count), "seed \(seed) \(input)")
            #expect(number.dropFirst().allSatisfy { ("0"..."9").contains($0) })
        }
    }
}
