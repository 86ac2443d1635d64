import HTTP

/// In which form an endpoint takes bodies and refuses requests.
package enum Dialect: Sendable {
    /// JSON (RFC 8259) and problems (RFC 9457).
    case json
    /// Forms and the errors of OAuth 2.0 (RFC 6749 section 5.2).
    case oauth

    /// Bytes of a body beyond which it is refused; nil where the server's own limit is enough.
    var bodyLimit: Int? {
        switch self {
        case .json: nil
        case .oauth: 8 * 1024
        }
    }

    func reads(_ type: String, _ method: Method) -> Bool {
        switch self {
        case .json: MediaType.isJSON(type, method)
        case .oauth: MediaType.isForm(type)
        }
    }

    /// What to send, for those whose body is of another type.
    func advice(_ method: Method) -> String {
        switch self {
        case .oauth: "Send application/x-www-form-urlencoded."
        case .json where method == .patch:
            "Send application/merge-patch+json or application/json."
        case .json: "Send application/json."
        }
    }
}
