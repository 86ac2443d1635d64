/// A currency of ISO 4217, packed so that it is a trivial value and never allocates.
package struct Currency: Hashable, Sendable {
    /// The three letters as bytes, the first in bits 16-23: `EUR` is 0x455552.
    package let code: UInt32
    /// Decimals of the smallest coin: 2 for EUR, 0 for JPY, 3 for KWD, 4 for CLF.
    package let digits: Int

    /// The currency of a three-letter code in capitals; nil for anything else.
    package init?(_ code: String) {
        var code = code
        guard let found = code.withUTF8({ Currency($0) }) else { return nil }
        self = found
    }

    /// The currency of three ASCII capitals; nil for anything else.
    package init?(_ letters: UnsafeBufferPointer<UInt8>) {
        guard letters.count == 3 else { return nil }
        self.init(code: UInt32(letters[0]) << 16 | UInt32(letters[1]) << 8 | UInt32(letters[2]))
    }

    /// The currency of a packed code; nil when ISO 4217 has none.
    package init?(code: UInt32) {
        guard let slot = CurrencyTable.slot(code), CurrencyTable.digits[slot] >= 0 else {
            return nil
        }
        self.code = code
        digits = Int(CurrencyTable.digits[slot])
    }

    /// The three letters.
    package var text: String {
        String(unsafeUninitializedCapacity: 3) { letters in
            for place in 0..<3 {
                letters[place] = UInt8(truncatingIfNeeded: code >> UInt32(16 - 8 * place))
            }
            return 3
        }
    }

    /// The smallest coin in ten-thousandths of a unit: 100 for EUR, 10,000 for JPY.
    package var coin: Int64 {
        switch digits {
        case 0: 10_000
        case 1: 1_000
        case 2: 100
        case 3: 10
        default: 1
        }
    }

    /// Every known code in alphabetical order, for schemas and documentation.
    package static let codes: [String] = CurrencyTable.groups.flatMap { _, codes in
        codes.split(whereSeparator: \.isWhitespace).map(String.init)
    }.sorted()
}

/// ISO 4217 list one, as of 2026, with its minor units.
///
/// Codes without a minor unit (gold, special drawing rights, testing, "no currency") are left out:
/// an amount in them cannot be rounded. ANG, BGN, CUC, HRK, SLL and ZWL were withdrawn between 2023
/// and 2026 and stay, because documents of those years carry them.
private enum CurrencyTable {
    static let groups: [(digits: Int8, codes: String)] = [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
        (
            2,
            """
            AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP
            BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR
            FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR
            KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
            MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK
            SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN
            UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG ZWL
            """
        ),
    ]

    /// Minor units by letter triple, -1 where there is no currency: 17,576 bytes and no search.
    static let digits: [Int8] = {
        var table = [Int8](repeating: -1, count: 26 * 26 * 26)
        for group in groups {
            for code in group.codes.split(whereSeparator: \.isWhitespace) {
                let packed = code.utf8.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                if let slot = slot(packed) { table[slot] = group.digits }
            }
        }
        return table
    }()

    /// The place of a packed code in the table; nil when it is not three ASCII capitals.
    static func slot(_ code: UInt32) -> Int? {
        guard code >> 24 == 0 else { return nil }
        var slot = 0
        for byte in 0..<3 {
            let letter = Int(code >> (16 - 8 * byte) & 0xFF) - Int(UInt8(ascii: "A"))
            guard (0..<26).contains(letter) else { return nil }
            slot = slot * 26 + letter
        }
        return slot
    }
}
