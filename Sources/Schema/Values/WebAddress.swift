/// Addresses of web pages and webhook receivers.
package enum WebAddress {
    /// Whether `text` is an absolute `http` or `https` URL that a browser would open.
    ///
    /// A pragmatic subset of RFC 3986: a host name, an IPv4 address or a bracketed IPv6 address, an
    /// optional port 1-65535, then anything printable without spaces and with whole percent
    /// escapes. Names and passwords before the host are refused: they leak into logs and lists.
    package static func isValid(_ text: String) -> Bool {
        guard text.utf8.count <= longest, let rest = afterScheme(text) else { return false }
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        return isAuthority(rest[..<end]) && isTail(rest[end...])
    }

    /// What browsers and proxies carry without trouble.
    private static let longest = 2_048

    private static func afterScheme(_ text: String) -> Substring? {
        for scheme in ["https://", "http://"]
        where text.prefix(scheme.count).lowercased() == scheme {
            return text.dropFirst(scheme.count)
        }
        return nil
    }

    private static func isAuthority(_ authority: Substring) -> Bool {
        // The colons of an IPv6 address stand inside its brackets.
        let hostEnd = authority.lastIndex(of: "]") ?? authority.startIndex
        guard let colon = authority[hostEnd...].firstIndex(of: ":") else {
            return isHost(authority)
        }
        let port = authority[authority.index(after: colon)...]
        guard port.utf8.count <= 5, port.utf8.allSatisfy(isDigit), let number = UInt16(port) else {
            return false
        }
        return number > 0 && isHost(authority[..<colon])
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.first == "[" {
            return host.last == "]" && InternetAddress.isV6(host.dropFirst().dropLast())
        }
        return DomainName.isValid(host) || InternetAddress.isV4(host)
    }

    private static func isTail(_ tail: Substring) -> Bool {
        var escape = 0
        for scalar in tail.unicodeScalars {
            if escape > 0 {
                guard scalar.isASCII, scalar.properties.isASCIIHexDigit else { return false }
                escape -= 1
            } else if scalar == "%" {
                escape = 2
            } else if !isPrintable(scalar) {
                return false
            }
        }
        return escape == 0
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else {
            return switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator,
                .spaceSeparator:
                false
            default: true
            }
        }
        return scalar.value > 0x20 && scalar.value < 0x7F
            && !"\"<>\\^`{|}".unicodeScalars.contains(scalar)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
