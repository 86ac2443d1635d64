// A VAT identifier of a member state of the European Union, by its syntax and check digits.
//
// Whether it was given to anybody, and to whom, only the register knows (VIES); a number that passes here is well formed.
// The algorithms are those that the member states publish; where a state uses several, a number passes by any of them.

import Schema

/// A well-formed VAT identifier.
package struct VATNumber: Hashable, Sendable {
    /// With its prefix, capitals, no separators: `PT999999990`, `EL123456783`.
    package let text: String
    /// ISO 3166-1: `GR` for `EL`.
    package let country: String

    /// Nil when it is none; spaces, dots, dashes and small letters are taken.
    package init?(_ given: String) {
        let compact = given.uppercased().unicodeScalars.filter {
            !" .-/".unicodeScalars.contains($0)
        }
        let text = String(String.UnicodeScalarView(compact))
        guard text.utf8.count >= 4, text.utf8.count <= 16 else { return nil }
        let prefix = String(text.prefix(2))
        let body = Array(text.utf8.dropFirst(2))
        guard let check = Self.checks[prefix], check(body) else { return nil }
        self.text = text
        country = prefix == "EL" ? "GR" : prefix
    }

    private static let checks: [String: @Sendable ([UInt8]) -> Bool] = [
        "AT": austria, "BE": belgium, "BG": bulgaria, "CY": cyprus, "CZ": czechia, "DE": germany,
        "DK": denmark, "EE": estonia, "EL": greece, "ES": spain, "FI": finland, "FR": france,
        "HR": croatia, "HU": hungary, "IE": ireland, "IT": italy, "LT": lithuania,
        "LU": luxembourg, "LV": latvia, "MT": malta, "NL": netherlands, "PL": poland,
        "PT": portugal, "RO": romania, "SE": sweden, "SI": slovenia, "SK": slovakia,
        "XI": northernIreland,
    ]

    // MARK: Tools

    /// The digits of a text of just so many; nil for anything else.
    static func digits(_ text: some Sequence<UInt8>, _ counts: Int...) -> [Int]? {
        let digits = text.map { Int($0) - 48 }
        guard counts.contains(digits.count), digits.allSatisfy({ (0...9).contains($0) }) else {
            return nil
        }
        return digits
    }

    static func sum(_ digits: some Sequence<Int>, _ weights: [Int]) -> Int {
        zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// ISO/IEC 7812: every second digit from the right doubled.
    static func luhn(_ digits: [Int]) -> Bool {
        let total = digits.reversed().enumerated().reduce(0) { total, entry in
            let doubled = entry.element * 2
            return total + (entry.offset % 2 == 0 ? entry.element : doubled / 10 + doubled % 10)
        }
        return total % 10 == 0
    }

    /// ISO/IEC 7064, MOD 11,10.
    static func mod11and10(_ digits: [Int]) -> Bool {
        var check = 5
        for digit in digits { check = ((check == 0 ? 10 : check) * 2 % 11 + digit) % 10 }
        return check == 1
    }

    static func number(_ digits: some Sequence<Int>) -> Int { digits.reduce(0) { $0 * 10 + $1 } }
}
