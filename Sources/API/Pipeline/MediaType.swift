import HTTP

/// Media types of requests, RFC 9110 sections 8.3 and 12.5.1.
enum MediaType {
    /// Whether a `Content-Type` is JSON that we read: UTF-8 only, merge patches for `PATCH` only.
    static func isJSON(_ value: String, _ method: Method) -> Bool {
        isUTF8(value, "application/json")
            || (method == .patch && isUTF8(value, "application/merge-patch+json"))
    }

    /// Whether a `Content-Type` is a form of the WHATWG URL standard.
    static func isForm(_ value: String) -> Bool {
        isUTF8(value, "application/x-www-form-urlencoded")
    }

    private static func isUTF8(_ value: String, _ type: String) -> Bool {
        if value == type { return true }
        let parts = value.lowercased().split(separator: ";").map(trimmed)
        guard parts.first == type else { return false }
        return parts.dropFirst().allSatisfy { parameter in
            !parameter.hasPrefix("charset=")
                || ["charset=utf-8", "charset=\"utf-8\""].contains(parameter)
        }
    }

    /// Whether `Accept` leaves a type possible: the most specific range that matches decides.
    static func accepts(_ accept: String, _ type: String) -> Bool {
        let family = type.split(separator: "/")[0] + "/*"
        var best: (rank: Int, isWanted: Bool) = (-1, false)
        for range in accept.lowercased().split(separator: ",") {
            let parts = range.split(separator: ";").map(trimmed)
            guard let name = parts.first else { continue }
            let rank = name == type ? 2 : name == family ? 1 : name == "*/*" ? 0 : -1
            guard rank > best.rank || (rank == best.rank && !best.isWanted) else { continue }
            guard rank >= 0 else { continue }
            let isExcluded = parts.dropFirst().contains {
                ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0)
            }
            best = (rank, !isExcluded)
        }
        return best.isWanted
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.split(separator: " ").joined(separator: " "))
    }
}
