/// Host names as people write them: letters of any script, as IDNA shows them, or ASCII.
enum DomainName {
    /// Whether `text` is labels of letters, digits and inner hyphens, each at most 63 bytes and
    /// together at most 253 (RFC 1035 section 2.3.4), whose last label is no number.
    ///
    /// Names in other scripts are measured as they stand, not in their longer `xn--` form.
    static func isValid(_ text: Substring) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy({ isLabel(Substring($0)) }), let last = labels.last else {
            return false
        }
        return !last.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func isLabel(_ label: Substring) -> Bool {
        guard (1...63).contains(label.utf8.count), label.utf8.first != UInt8(ascii: "-"),
            label.utf8.last != UInt8(ascii: "-")
        else {
            return false
        }
        return label.unicodeScalars.allSatisfy { $0 == "-" || isLetterOrDigit($0) }
    }

    /// Whether a scalar is a letter, a digit, or a mark that belongs to one.
    static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9": true
            default: false
            }
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .decimalNumber:
            return true
        // Joiners are letters' business in Persian and the Indic scripts (RFC 5892 appendix A).
        default: return scalar == "\u{200C}" || scalar == "\u{200D}"
        }
    }
}
