/// Telephone numbers in the form of ITU-T E.164: a plus and at most 15 digits.
///
/// This is dialling arithmetic, not a directory of numbering plans: it knows calling codes and
/// trunk prefixes, and lengths only where they decide what a leading digit means. Whether a number
/// is in use cannot be known here, and a full plan of every country is a megabyte that ages in a
/// month. Wrongly refusing a customer's number costs more than keeping one that nobody answers.
package enum Phone {
    /// The number as `+49300074321`; nil when it cannot be known.
    ///
    /// `country` (ISO 3166-1, capitals) is where a number without an international prefix belongs.
    /// Spaces, dots, dashes, slashes and parentheses are ignored; `+` and `00`, and from North
    /// America `011`, lead to a calling code; `(0)` after one is dropped except in Italy, where it
    /// belongs to the number. Extensions, letters, fewer than 4 or more than 15 digits and North
    /// American numbers without their area code give nil.
    package static func normalized(_ input: String, country: String?) -> String? {
        guard var number = DialledNumber(input) else { return nil }
        let plan = country.flatMap { Countries.plan(of: $0) }
        number.readInternationalPrefix(isNorthAmerican: plan?.callingCode == 1)
        if number.isInternational { return international(number.digits) }
        guard let plan else { return nil }
        return national(number.digits, plan)
    }

    /// A number whose digits start with a calling code.
    private static func international(_ digits: String) -> String? {
        // Calling codes have one to three digits and none starts another (E.164 section 6.2.1).
        // Codes of no country, such as those of satellites, have no trunk prefix to remove.
        var number = digits
        for length in 1...3 {
            guard let code = Int(digits.prefix(length)),
                let trunkPrefix = Countries.trunkPrefix(ofCallingCode: code)
            else { continue }
            // People write +44 020 for +44 20; Italians write +39 06, and mean the zero. All zeros
            // go, so that a number that was normalised stays as it is.
            if trunkPrefix == "0" {
                number = "\(code)\(digits.dropFirst(length).drop { $0 == "0" })"
            }
            break
        }
        guard number.first != "0", (4...15).contains(number.count) else { return nil }
        return "+\(number)"
    }

    /// A number as it is dialled inside its country.
    private static func national(_ digits: String, _ plan: Countries.DialingPlan) -> String? {
        let number = withoutTrunkPrefix(digits, plan)
        if plan.callingCode == 1 {
            // Ten digits everywhere, none starting with 0 or 1 (NANPA, area code format NXX);
            // without its area code nobody can say whose number it is.
            guard number.count == 10, number.first != "0", number.first != "1" else { return nil }
        }
        let whole = "\(plan.callingCode)\(number)"
        guard number.count >= 4, whole.count <= 15 else { return nil }
        return "+\(whole)"
    }

    private static func withoutTrunkPrefix(
        _ digits: String, _ plan: Countries.DialingPlan
    ) -> Substring {
        let digits = digits[...]
        switch plan.callingCode {
        case 7:
            // Area codes start with 8 as well: only an eleventh digit shows the trunk prefix.
            return digits.count == 11 ? dropping("8", from: digits) : digits
        case 993:
            return digits.count == 9 ? dropping("8", from: digits) : digits
        case 375:
            // Dialled 8 0xx, or 8 80x for free numbers, and often written without the 8.
            return dropping("0", from: digits.count == 11 ? dropping("8", from: digits) : digits)
        case 370 where digits.count == 9 && digits.first == "8":
            // The prefix was 8 until 2024 and still stands in address books.
            return digits.dropFirst()
        default:
            return dropping(plan.trunkPrefix, from: digits)
        }
    }

    private static func dropping(_ prefix: String, from digits: Substring) -> Substring {
        // No number begins with a zero behind a zero that is a trunk prefix.
        if prefix == "0" { return digits.drop { $0 == "0" } }
        return digits.hasPrefix(prefix) ? digits.dropFirst(prefix.count) : digits
    }
}
