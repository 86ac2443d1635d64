import Schema

/// Headers of answers.
enum CommonHeaders {
    /// The component of a header: `X-Request-Id` is `RequestId`.
    static func component(_ name: String) -> String {
        switch name {
        case "X-Request-Id": "RequestId"
        case "WWW-Authenticate": "Authenticate"
        default: Naming.pascal(name)
        }
    }

    static let all: [(String, Value)] = [
        ("RequestId", text("Under which the log has this request.")),
        ("ETag", text("The record's version (RFC 9110).", example: "\"17\"")),
        ("Location", text("The address of what was made.", format: "uri-reference")),
        ("Link", text("The next page, rel=\"next\" (RFC 8288).")),
        (
            "Authenticate",
            text("The scheme to send: Bearer (RFC 6750), at /oauth/token Basic.", example: "Bearer")
        ),
        (
            "RetryAfter",
            [
                "description": "Seconds until it is worth trying again.",
                "schema": ["type": "integer", "minimum": 1],
            ]
        ),
        (
            "IdempotencyReplayed",
            [
                "description": "The answer is that of the first request with this key.",
                "schema": ["type": "string", "enum": ["true"]],
            ]
        ),
    ]

    /// What another system hears about its messages.
    static let message: [(String, Value)] = [
        (
            "TratoUnchanged",
            [
                "description": "The message says what is stored, or had no effect.",
                "schema": ["type": "string", "enum": ["true"]],
            ]
        ),
        (
            "TratoIgnored",
            [
                "description": "Why the message had no effect; the member ignored says more.",
                "schema": ["type": "string", "enum": ["out_of_order"]],
            ]
        ),
    ]

    private static func text(_ about: String, format: String? = nil, example: String? = nil)
        -> Value
    {
        var schema: Value = ["type": "string"]
        schema["format"] = format.map { .text($0) }
        var header: Value = ["description": .text(about), "schema": schema]
        header["example"] = example.map { .text($0) }
        return header
    }
}
