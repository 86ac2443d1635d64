import Schema

/// `POST /v1/batch`.
enum BatchSchemas {
    static let all: [(String, Value)] = [
        ("BatchRequest", request), ("BatchOperation", operation), ("BatchResponse", response),
    ]

    private static var request: Value {
        [
            "type": "object",
            "properties": [
                "atomic": [
                    "type": "boolean", "default": true,
                    "description": "All or nothing; otherwise each for itself.",
                ],
                "operations": [
                    "type": "array", "items": Components.schema("BatchOperation"), "minItems": 1,
                    "maxItems": .integer(Int64(Executor.maximumOperations)),
                ],
            ],
            "required": ["operations"], "additionalProperties": false,
        ]
    }

    private static var operation: Value {
        [
            "type": "object",
            "properties": [
                "method": ["type": "string", "enum": ["GET", "POST", "PUT", "PATCH", "DELETE"]],
                "path": [
                    "type": "string", "pattern": "^/v1/", "maxLength": 8192,
                    "description": "With its query; {name.id} is a member of an earlier answer.",
                ],
                "body": [
                    "description": """
                    What the operation takes; {"$ref": "name.id"} stands for a member of an \
                    earlier answer.
                    """
                ],
                "ref": [
                    "type": "string", "pattern": "^[^.{}]{1,100}$",
                    "description": "The name of the answer for later operations; stands once.",
                ],
                "headers": [
                    "type": "object",
                    "properties": [
                        "If-Match": ["type": "string"], "Idempotency-Key": ["type": "string"],
                        "Prefer": ["type": "string"],
                    ],
                    "additionalProperties": false,
                ],
            ],
            "required": ["method", "path"], "additionalProperties": false,
        ]
    }

    private static var response: Value {
        let result = SystemSchemas.object([
            "status": ["type": "integer"],
            "headers": ["type": "object", "additionalProperties": ["type": "string"]],
            "body": ["description": "Null when the operation answers none."],
        ])
        return SystemSchemas.object(["results": ["type": "array", "items": result]])
            .with("description", "One result for each operation, in order.")
    }

    static let requestExample: Value = [
        "atomic": true,
        "operations": [
            [
                "method": "POST", "path": "/v1/parties", "ref": "customer",
                "body": ["kind": "organization", "display_name": "Casa Silva, Lda"],
            ],
            ["method": "GET", "path": "/v1/parties/{customer.id}"],
        ],
    ]
}
