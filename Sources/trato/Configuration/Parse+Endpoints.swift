import HTTP

extension Parse {
    /// Addresses separated by commas, of which none stands twice.
    @Sendable static func endpoints(_ text: String) throws(BadValue) -> [HTTP.Endpoint] {
        var endpoints: [HTTP.Endpoint] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard part.first != " ", part.last != " " else {
                throw BadValue("has a blank in \"\(part)\": a comma alone separates addresses")
            }
            let endpoint = try Self.endpoint(part)
            guard !endpoints.contains(endpoint) else { throw BadValue("has \(part) twice") }
            endpoints.append(endpoint)
        }
        return endpoints
    }

    private static func endpoint(_ text: Substring) throws(BadValue) -> Endpoint {
        switch text {
        case "systemd": return .passed(secure: false)
        case "systemd:tls": return .passed(secure: true)
        default: break
        }
        if text.hasPrefix("unix:") { return try socketFile(text.dropFirst(5)) }
        let secure = text.hasPrefix("tls:")
        return try address(secure ? text.dropFirst(4) : text, secure: secure)
    }

    /// `host:port` or `[IPv6]:port`.
    private static func address(
        _ text: Substring, secure: Bool
    ) throws(BadValue) -> Endpoint {
        let expected = BadValue(
            "must be addresses such as 127.0.0.1:8080, [::1]:8080, tls:0.0.0.0:8443, "
                + "unix:/run/trato.sock, systemd or systemd:tls")
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { throw expected }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw expected
        }
        guard !host.isEmpty else { throw expected }
        return .tcp(host: String(host), port: Int(port), secure: secure)
    }

    /// A path and, behind a colon, the file's permission bits in octal; 660 unless given.
    private static func socketFile(_ text: Substring) throws(BadValue) -> Endpoint {
        var path = text
        var mode: UInt32 = 0o660
        if let colon = text.lastIndex(of: ":") {
            guard let bits = UInt32(text[text.index(after: colon)...], radix: 8), bits <= 0o777
            else { throw BadValue("must have permission bits such as 660 behind unix:path:") }
            (path, mode) = (text[..<colon], bits)
        }
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw BadValue("must have a path behind unix:")
        }
        return .unix(path: String(path), mode: mode)
    }
}
