import Glibc

/// The grammar of `Host` and of the authority of a target: `uri-host [ ":" port ]`
/// (RFC 9110 section 7.2, RFC 3986 section 3.2.2), never empty, at most 255 characters of name.
enum HostSyntax {
    static func isValid(_ host: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = host.first else { return false }
        if first == 0x5B { return isLiteral(host) }
        var index = 0
        while index < host.count, host[index] != 0x3A {
            if host[index] == 0x25 {
                guard index + 2 < host.count, hexadecimal(host[index + 1]) != nil,
                    hexadecimal(host[index + 2]) != nil
                else { return false }
            } else if !ByteSet.host.contains(host[index]) {
                return false
            }
            index += 1
        }
        return index > 0 && index <= 255 && isPort(host, from: index)
    }

    /// Whether a valid one names a port.
    static func hasPort(_ host: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let colon = host.lastIndex(of: 0x3A), colon + 1 < host.count else { return false }
        // Behind the last colon inside of brackets stands at least the closing one.
        return host[(colon + 1)...].allSatisfy { $0 &- 0x30 < 10 }
    }

    /// Whether the rest is nothing or ":" and at most 65535; the digits may be missing.
    private static func isPort(_ host: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        guard start < host.count else { return true }
        guard host[start] == 0x3A, host.count - start <= 6 else { return false }
        var port = 0
        for byte in host[(start + 1)...] {
            guard byte &- 0x30 < 10 else { return false }
            port = port * 10 + Int(byte - 0x30)
        }
        return port <= 65535
    }

    /// `[IPv6]` with an optional port.
    private static func isLiteral(_ host: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let end = host.firstIndex(of: 0x5D), end <= 46 else { return false }
        let digits = host[1..<end]
        guard digits.allSatisfy({ hexadecimal($0) != nil || $0 == 0x3A || $0 == 0x2E }) else {
            return false
        }
        var address = in6_addr()
        return inet_pton(AF_INET6, String(decoding: digits, as: UTF8.self), &address) == 1
            && isPort(host, from: end + 1)
    }
}
