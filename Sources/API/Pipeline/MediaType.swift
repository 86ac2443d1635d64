/// Media types of requests, RFC 9110 section 8.3.
enum MediaType {
    /// Whether a `Content-Type` is a type, in UTF-8.
    static func isUTF8(_ value: String, _ type: String) -> Bool {
        if value == type { return true }
        let parts = value.lowercased().split(separator: ";").map { part in
            part.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
        }
        guard parts.first == type else { return false }
        return parts.dropFirst().allSatisfy { parameter in
            // No space may stand around "=", and what is written so must not pass for another parameter.
            !parameter.hasPrefix("charset")
                || ["charset=utf-8", "charset=\"utf-8\""].contains(parameter)
        }
    }
}
