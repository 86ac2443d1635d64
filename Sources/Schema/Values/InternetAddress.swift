import Glibc

/// Numeric internet addresses in text, as the C library reads them.
enum InternetAddress {
    /// Whether `text` is four decimal numbers, `192.0.2.1`.
    static func isV4(_ text: Substring) -> Bool { isAddress(text, family: AF_INET) }

    /// Whether `text` is an IPv6 address without brackets or a zone, `2001:db8::1`.
    static func isV6(_ text: Substring) -> Bool { isAddress(text, family: AF_INET6) }

    private static func isAddress(_ text: Substring, family: Int32) -> Bool {
        // A zero byte would end the text early for inet_pton(3).
        guard text.utf8.count <= 45, !text.utf8.contains(0) else { return false }
        var address = in6_addr()
        return inet_pton(family, String(text), &address) == 1
    }
}
