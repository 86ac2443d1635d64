/// Fields that tell browsers to do as little as possible with an answer, after OWASP's REST Security
/// Cheat Sheet.
///
/// 160 bytes of every answer that has content; without content there is nothing to load, frame or
/// mistake for something else.
enum SecurityFields {
    private static let fixed: StaticString = """
        X-Content-Type-Options: nosniff\r\n\
        X-Frame-Options: DENY\r\n\
        Referrer-Policy: no-referrer\r\n\
        Content-Security-Policy:\u{20}
        """

    static func append(to output: OutputBuffer, policy: StaticString) {
        output.append(fixed)
        output.append(policy)
        output.append("\r\n")
    }

    /// `Strict-Transport-Security` (RFC 6797 section 6.1), which only counts on secure connections;
    /// nothing for 0 seconds.
    static func strictTransport(seconds: Int) -> [UInt8] {
        seconds == 0 ? [] : Array("Strict-Transport-Security: max-age=\(seconds)\r\n".utf8)
    }
}
