/// Mail addresses as CRM users type them.
package enum Email {
    /// The address trimmed and in lower case; nil when it is none.
    ///
    /// A pragmatic subset of RFC 5321 section 4.1.2: a dot-atom of at most 64 bytes before the `@`
    /// (RFC 5322 section 3.2.3, with letters of all scripts as in RFC 6531), and a domain with at
    /// least one dot, or `localhost`, after it. Quoted local parts, comments and address literals
    /// are refused: in practice they are mistakes. Lower-casing the local part goes against the
    /// letter of RFC 5321 section 2.4 and with how every large provider compares addresses.
    package static func normalized(_ input: String) -> String? {
        isPlain(input) ? input.lowercased() : examined(input)
    }

    /// Whether it is an address of ASCII letters, digits and `._+-` alone, as most are: a tenth of the work.
    private static func isPlain(_ input: String) -> Bool {
        var input = input
        return input.withUTF8 { bytes in
            guard bytes.count <= longest, let at = bytes.firstIndex(of: UInt8(ascii: "@")), at <= 64
            else { return false }
            return isPlainLocalPart(bytes[..<at]) && isPlainDomain(bytes[(at + 1)...])
        }
    }

    private static func isPlainLocalPart(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var previous = UInt8(ascii: ".")
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "."): if previous == byte { return false }
            case UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"),
                _ where isPlainLetter(byte),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                break
            default: return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: ".")
    }

    private static func isPlainDomain(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var previous = UInt8(ascii: ".")
        var (length, dots, isNumber) = (0, 0, true)
        for byte in bytes {
            length += 1
            switch byte {
            case UInt8(ascii: "."):
                if previous == byte || previous == UInt8(ascii: "-") { return false }
                (length, dots, isNumber) = (0, dots + 1, true)
            case UInt8(ascii: "-"):
                if previous == UInt8(ascii: ".") { return false }
                isNumber = false
            case UInt8(ascii: "0")...UInt8(ascii: "9"): break
            case _ where isPlainLetter(byte): isNumber = false
            default: return false
            }
            if length > 63 { return false }
            previous = byte
        }
        return dots > 0 && length > 0 && previous != UInt8(ascii: "-") && !isNumber
    }

    private static func isPlainLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// As `normalized`, for whatever is typed.
    static func examined(_ input: String) -> String? {
        let address = trimmed(input).lowercased()
        guard address.utf8.count <= longest else { return nil }
        // By bytes: the boundaries of characters cost ten times what is asked of them.
        let parts = address.utf8.split(
            separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, isLocalPart(Substring(parts[0])), isDomain(Substring(parts[1]))
        else { return nil }
        return address
    }

    /// A path has 256 bytes with its angle brackets (RFC 5321 section 4.5.3.1.3).
    private static let longest = 254

    private static func trimmed(_ input: String) -> Substring {
        if let first = input.utf8.first, let last = input.utf8.last, isVisible(first),
            isVisible(last)
        {
            return input[...]
        }
        var rest = input[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }

    private static func isVisible(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }

    private static func isLocalPart(_ part: Substring) -> Bool {
        guard (1...64).contains(part.utf8.count) else { return false }
        let atoms = part.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return atoms.allSatisfy { !$0.isEmpty }
            && part.unicodeScalars.allSatisfy { $0 == "." || isAtomText($0) }
    }

    private static func isAtomText(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "!", "#", "$", "%", "&", "'", "*", "+", "-", "/", "=", "?", "^", "_", "`", "{", "|",
            "}",
            "~":
            true
        default: DomainName.isLetterOrDigit(scalar)
        }
    }

    private static func isDomain(_ domain: Substring) -> Bool {
        (domain.utf8.contains(UInt8(ascii: ".")) || domain == "localhost")
            && DomainName.isValid(domain)
    }
}
