import HTTP
import JSON
import Schema

/// Why no access token is given: RFC 6749 section 5.2.
struct TokenRefusal: Error {
    enum Code: String {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case unsupportedGrantType = "unsupported_grant_type"
        case invalidScope = "invalid_scope"
    }

    let code: Code
    /// One sentence in printable ASCII without quotation marks and backslashes, which never repeats the request.
    let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// What a failure of the request means in these words; nil when it is ours or about load, for which OAuth has none.
    init?(_ error: any Error) {
        switch error {
        case let refusal as TokenRefusal: self = refusal
        case let problem as Problem where problem.code.status < 429:
            self.init(.invalidRequest, problem.detail)
        default: return nil
        }
    }

    var response: Response {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("error")
        json.string(code.rawValue)
        json.key("error_description")
        json.string(description)
        json.endObject()
        let isClient = code == .invalidClient
        var response = Response(
            isClient ? 401 : 400, body: json.finish(), type: "application/json")
        // RFC 9110 section 15.5.2 wants a challenge in every 401, not only after a failed one.
        if isClient { response.add("WWW-Authenticate", "Basic realm=\"trato\"") }
        response.add("Pragma", "no-cache")
        return response
    }
}
