/// What somebody typed as a telephone number: its digits, and whether they start with a calling
/// code.
struct DialledNumber {
    private(set) var digits: String
    private(set) var isInternational: Bool

    /// Longer inputs are no telephone numbers, however they are spaced.
    private static let longest = 64
    /// Stands for a zero in brackets, whose meaning depends on what comes before it.
    private static let bracketedZero: Unicode.Scalar = "o"

    /// Nil when the input has no digits or anything that does not belong in a telephone number.
    init?(_ input: String) {
        guard input.utf8.count <= Self.longest else { return nil }
        var kept = String.UnicodeScalarView()
        isInternational = false
        for scalar in input.unicodeScalars {
            switch scalar {
            case "0"..."9", "(":
                kept.append(scalar)
            case ")":
                guard kept.suffix(2).elementsEqual("(0".unicodeScalars) else { continue }
                kept.removeLast(2)
                kept.append(Self.bracketedZero)
            case "+":
                guard kept.allSatisfy({ $0 == "(" }), !isInternational else { return nil }
                isInternational = true
            default:
                guard Self.isSeparator(scalar) else { return nil }
            }
        }
        kept.removeAll { $0 == "(" }
        guard !kept.isEmpty else { return nil }
        digits = String(kept)
        if isInternational { readBracketedZeros() }
    }

    /// Takes off what is dialled to reach another country: `00`, or `011` from North America.
    ///
    /// Elsewhere 011 is an area code, that of Turin for one.
    mutating func readInternationalPrefix(isNorthAmerican: Bool) {
        guard !isInternational else { return }
        for prefix in isNorthAmerican ? ["00", "011"] : ["00"] where digits.hasPrefix(prefix) {
            digits.removeFirst(prefix.count)
            isInternational = true
        }
        readBracketedZeros()
    }

    /// A bracketed zero is the trunk prefix: silent behind a calling code, dialled at home.
    ///
    /// In Italy and the Vatican it is a digit like any other.
    private mutating func readBracketedZeros() {
        let isSilent = isInternational && !digits.hasPrefix("39")
        digits = String(
            String.UnicodeScalarView(
                digits.unicodeScalars.compactMap {
                    $0 != Self.bracketedZero ? $0 : isSilent ? nil : "0"
                }))
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "\t", ".", "-", "/", "[", "]": true
        // No-break and thin spaces, hyphens and dashes, the minus sign, and the direction marks
        // that address books leave around a copied number.
        case "\u{A0}", "\u{2007}", "\u{2009}", "\u{202F}", "\u{2010}"..."\u{2015}", "\u{2212}",
            "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
            true
        default: false
        }
    }
}
