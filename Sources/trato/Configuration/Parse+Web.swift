import API
import HTTP

extension Parse {
    /// Nil for the empty text.
    @Sendable static func proxies(_ text: String) throws(BadValue) -> TrustedProxies? {
        let names = elements(text)
        guard !names.isEmpty else { return nil }
        guard let proxies = TrustedProxies(names) else {
            throw BadValue("must list addresses, blocks such as 10.0.0.0/8, or unix")
        }
        return proxies
    }

    /// Blocks of addresses, each with or without a port.
    @Sendable static func outgoing(_ text: String) throws(BadValue) -> [String] {
        let names = elements(text)
        guard OutgoingAddresses(names) != nil else {
            throw BadValue(
                "must list blocks such as 10.0.0.0/8, 127.0.0.1:9100 or [fd00::/8]:8443")
        }
        return names
    }

    /// Origins as browsers write them in `Origin`, since they are compared byte by byte
    /// (RFC 6454 section 6.2).
    @Sendable static func origins(_ text: String) throws(BadValue) -> [String] {
        let origins = elements(text)
        if origins == ["*"] { return origins }
        for origin in origins where !isOrigin(origin) {
            throw BadValue(
                "must be * or list origins as browsers write them, such as https://app.example: "
                    + "in small letters, without a path or the scheme's usual port")
        }
        return origins
    }

    /// Names of header fields.
    @Sendable static func fieldNames(_ text: String) throws(BadValue) -> [String] {
        let names = elements(text)
        for name in names where !name.utf8.allSatisfy(isTokenByte) {
            throw BadValue("must list names of headers, such as X-App-Version")
        }
        return names
    }

    private static func elements(_ text: String) -> [String] {
        text.split(separator: ",").map { piece in
            piece.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }.filter { !$0.isEmpty }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        let character = Character(Unicode.Scalar(byte))
        return character.isASCII
            && (character.isLetter || character.isNumber || "!#$%&'*+-.^_`|~".contains(character))
    }

    private static func isOrigin(_ text: String) -> Bool {
        guard let mark = text.firstRange(of: "://"), text.utf8.allSatisfy({ $0 < 0x80 }),
            text == text.lowercased()
        else { return false }
        let scheme = text[..<mark.lowerBound]
        guard scheme.first?.isLetter == true,
            scheme.allSatisfy({ $0.isLetter || $0.isNumber || "+-.".contains($0) })
        else { return false }
        var host = text[mark.upperBound...]
        if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
            let port = host[host.index(after: colon)...]
            guard let number = UInt16(port), "\(number)" == port, number > 0,
                number != (scheme == "https" ? 443 : scheme == "http" ? 80 : 0)
            else { return false }
            host = host[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            return IPAddress(String(host.dropFirst().dropLast())) != nil
        }
        return !host.isEmpty
            && host.allSatisfy { $0.isLetter || $0.isNumber || "-._~".contains($0) }
    }
}
