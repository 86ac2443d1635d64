/// Fields that tell browsers to do as little as possible with an answer, after OWASP's REST Security
/// Cheat Sheet.
///
/// 160 bytes of every answer that has content; without content there is nothing to load, frame or
/// mistake for something else.
enum SecurityFields {
    /// The policy of answers that have none of their own.
    static let policy: StaticString = "default-src 'none'; frame-ancestors 'none'"

    /// The lines, each behind its line break.
    static func lines(policy: StaticString) -> [UInt8] {
        Array(
            """
            \r\nX-Content-Type-Options: nosniff\
            \r\nX-Frame-Options: DENY\
            \r\nReferrer-Policy: no-referrer\
            \r\nContent-Security-Policy: \(policy)
            """.utf8)
    }

    /// `Strict-Transport-Security` (RFC 6797 section 6.1), which only counts on secure connections;
    /// nothing for 0 seconds.
    static func strictTransport(seconds: Int) -> [UInt8] {
        seconds == 0 ? [] : Array("\r\nStrict-Transport-Security: max-age=\(seconds)".utf8)
    }
}
