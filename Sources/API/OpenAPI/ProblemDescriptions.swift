import Schema

/// The problems that an answer can report, RFC 9457: one response for each status, with every code
/// it may carry.
enum ProblemDescriptions {
    /// The responses by name; `Problem` stands for every status that is not listed with an
    /// operation.
    static var responses: [(String, Value)] {
        statuses.map { (name(of: $0), response(codes(of: $0), status: $0)) }
            + [("Problem", response(codes(notIn: listed), status: nil))]
    }

    /// The name of a status's response: RFC 9110's phrase.
    static func name(of status: Int) -> String {
        switch status {
        case 400: "BadRequest"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "NotFound"
        case 406: "NotAcceptable"
        case 409: "Conflict"
        case 410: "Gone"
        case 412: "PreconditionFailed"
        case 413: "ContentTooLarge"
        case 415: "UnsupportedMediaType"
        case 422: "UnprocessableContent"
        case 428: "PreconditionRequired"
        case 429: "TooManyRequests"
        default: "Problem"
        }
    }

    private static let listed: Set<Int> = [
        400, 401, 403, 404, 409, 410, 412, 413, 415, 422, 428, 429,
    ]
    private static let statuses = listed.sorted()

    private static func codes(of status: Int) -> [ProblemCode] {
        ProblemCode.allCases.filter { $0.status == status }
    }

    private static func codes(notIn statuses: Set<Int>) -> [ProblemCode] {
        ProblemCode.allCases.filter { !statuses.contains($0.status) }
    }

    private static func response(_ codes: [ProblemCode], status: Int?) -> Value {
        var headers: [(String, Value)] = [
            ("X-Request-Id", Components.reference(.headers, "RequestId"))
        ]
        switch status {
        case 401:
            headers.append(("WWW-Authenticate", Components.reference(.headers, "Authenticate")))
        case 409, 429, nil:
            headers.append(("Retry-After", Components.reference(.headers, "RetryAfter")))
        case 412: headers.append(("ETag", Components.reference(.headers, "ETag")))
        default: break
        }
        return [
            "description": .text(
                codes.map { "\($0.rawValue): \($0.title)" }.joined(separator: " ")),
            "headers": .object(headers),
            "content": [
                "application/problem+json": [
                    "schema": Components.schema("Problem"),
                    "examples": .object(codes.map { ($0.rawValue, ["value": example($0)]) }),
                ]
            ],
        ]
    }

    private static func example(_ code: ProblemCode) -> Value {
        var problem: Value = [
            "type": .text("/problems/\(code.rawValue)"), "title": .text(code.title),
            "status": .integer(Int64(code.status)), "code": .text(code.rawValue),
            "detail": .text(code.title), "instance": "/v1/me",
            "request_id": .text(ExampleText.id("request").text),
        ]
        switch code {
        case .validationFailed:
            problem["detail"] = "1 field is invalid."
            problem["errors"] = [
                [
                    "pointer": "/lines/0/quantity", "code": .text(FaultCode.outOfRange.rawValue),
                    "message": "quantity must be greater than 0.",
                ]
            ]
        case .illegalTransition, .useTransition:
            problem["from"] = "draft"
            problem["to"] = "accepted"
            problem["allowed"] = ["send", "cancel"]
        case .badParameter: problem["parameter"] = "limit"
        case .malformedJSON: problem["offset"] = 17
        default: break
        }
        return problem
    }

    /// The body of every problem; members beyond those that are listed may come.
    static var schema: Value {
        [
            "type": "object",
            "description": "RFC 9457. Decide by code, not by title or detail.",
            "properties": [
                "type": ["type": "string", "format": "uri-reference"],
                "title": ["type": "string"],
                "status": ["type": "integer", "minimum": 400, "maximum": 599],
                "code": ["type": "string", "enum": .texts(ProblemCode.allCases.map(\.rawValue))],
                "detail": ["type": "string"],
                "instance": ["type": "string", "format": "uri-reference"],
                "request_id": [
                    "type": "string", "description": "Under which the log has the cause.",
                ],
                "errors": ["type": "array", "items": Components.schema("Fault")],
                "from": ["type": "string", "description": "The status now."],
                "to": ["type": "string", "description": "The status that was asked for."],
                "allowed": [
                    "type": "array", "items": ["type": "string"],
                    "description": "The verbs that are legal now.",
                ],
                "parameter": ["type": "string", "description": "The query parameter at fault."],
                "offset": [
                    "type": "integer", "description": "The byte where the body is no JSON.",
                ],
                "operation": [
                    "type": "integer", "description": "The operation of a batch, from 0.",
                ],
                "used_by": ["type": "array", "items": Components.schema("Link")],
            ],
            // What is refused before it is a request has no address yet, and may have no more to say.
            "required": ["type", "title", "status", "code", "request_id"],
        ]
    }

    static var fault: Value {
        [
            "type": "object", "description": "One invalid member of a request.",
            "properties": [
                "pointer": [
                    "type": "string", "description": "Where, as a JSON pointer (RFC 6901).",
                ],
                "code": ["type": "string", "enum": .texts(FaultCode.allCases.map(\.rawValue))],
                "message": ["type": "string"],
            ],
            "required": ["pointer", "code", "message"],
        ]
    }
}
