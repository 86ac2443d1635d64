import HTTP

/// In which form an endpoint takes bodies and refuses requests.
package enum Dialect: Sendable {
    /// JSON (RFC 8259) and problems (RFC 9457).
    case json
    /// Forms and the errors of OAuth 2.0 (RFC 6749 section 5.2).
    case oauth
    /// Forms and pages, for people.
    case page

    /// Bytes of a body beyond which it is refused; nil where the server's own limit is enough.
    var bodyLimit: Int? {
        switch self {
        case .json: nil
        case .oauth: 8 * 1024
        case .page: 64 * 1024
        }
    }

    var takesForms: Bool {
        switch self {
        case .json: false
        case .oauth, .page: true
        }
    }

    /// The media types of bodies that are read.
    func types(_ method: Method) -> [String] {
        switch self {
        case .json where method == .patch: ["application/merge-patch+json", "application/json"]
        case .json: ["application/json"]
        case .oauth, .page: ["application/x-www-form-urlencoded"]
        }
    }
}
