/// Why the server itself refuses a request before any handler sees it.
enum Refusal: Error, Sendable, Equatable {
    /// The message breaks the grammar or could be read in two ways; the text says how.
    case malformed(String)
    case uriTooLong
    case headersTooLarge
    case bodyTooLarge
    case requestTimeout
    case versionUnsupported
    /// A transfer coding that is known but not served (RFC 9112 section 6.1).
    case codingNotImplemented
    case methodUnknown
    case methodNotAllowed
    case expectationFailed
    /// Connections hold as much memory as they may.
    case overloaded
    /// The handler let go of its exchange without an answer.
    case abandoned

    var status: Int {
        switch self {
        case .malformed: 400
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .bodyTooLarge: 413
        case .uriTooLong: 414
        case .expectationFailed: 417
        case .headersTooLarge: 431
        case .abandoned: 500
        case .codingNotImplemented, .methodUnknown: 501
        case .overloaded: 503
        case .versionUnsupported: 505
        }
    }

    /// The stable code of the problem.
    var code: StaticString {
        switch self {
        case .malformed: "malformed_request"
        case .methodNotAllowed: "method_not_allowed"
        case .requestTimeout: "request_timeout"
        case .bodyTooLarge: "body_too_large"
        case .uriTooLong: "uri_too_long"
        case .expectationFailed: "expectation_failed"
        case .headersTooLarge: "headers_too_large"
        case .abandoned: "internal"
        case .codingNotImplemented, .methodUnknown: "not_implemented"
        case .overloaded: "overloaded"
        case .versionUnsupported: "http_version_unsupported"
        }
    }

    /// One sentence for the caller that is the same for every occurrence.
    var title: StaticString {
        switch self {
        case .malformed: "The request is not valid HTTP."
        case .methodNotAllowed: "The method is not allowed here."
        case .requestTimeout: "The request did not arrive in time."
        case .bodyTooLarge: "The request body is too large."
        case .uriTooLong: "The request line is too long."
        case .expectationFailed: "The expectation cannot be met."
        case .headersTooLarge: "The header section is too large."
        case .abandoned: "The server made a mistake."
        case .codingNotImplemented: "The transfer coding is not implemented."
        case .methodUnknown: "The method is not implemented."
        case .overloaded: "The server has too much to do."
        case .versionUnsupported: "The HTTP version is not supported."
        }
    }

    var detail: String? {
        guard case .malformed(let detail) = self else { return nil }
        return detail
    }
}

extension Refusal {
    /// The answer, a problem of RFC 9457.
    func response(to head: RequestHead) -> Response {
        var body: [UInt8] = []
        body.reserveCapacity(256)
        body.append("{\"type\":\"/problems/")
        body.append(code)
        body.append("\",\"title\":\"")
        body.append(title)
        body.append("\",\"status\":")
        body.append(decimal: status)
        body.append(",\"code\":\"")
        body.append(code)
        if let detail {
            body.append("\",\"detail\":\"")
            body.append(jsonEscaped: detail.utf8)
        }
        body.append("\",\"request_id\":\"")
        var id: [UInt8] = []
        head.appendID(to: &id)
        body.append(jsonEscaped: id)
        body.append("\"}")
        var response = Response(status, body: body, type: "application/problem+json")
        if self == .overloaded { response.add("Retry-After", "1") }
        return response
    }
}
