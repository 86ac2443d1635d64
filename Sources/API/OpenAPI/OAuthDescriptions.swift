import Schema

/// What OAuth 2.0 says and no declaration of ours holds: RFC 6749.
enum OAuthDescriptions {
    /// Credentials of a client, and what they are sent as.
    static let securitySchemes: Value = [
        "bearer": [
            "type": "http", "scheme": "bearer",
            "description": """
            An API key, the token of a session, an access token of /oauth/token, or a JWT of the \
            OpenID provider that the server trusts.
            """,
        ],
        "oauth2": [
            "type": "oauth2", "description": "Access tokens for the holders of API keys.",
            "flows": [
                "clientCredentials": [
                    "tokenUrl": "/oauth/token", "scopes": ["metrics": "GET /metrics"],
                ]
            ],
        ],
        "client": [
            "type": "http", "scheme": "basic",
            "description": "The id of an API key, and its token, at /oauth/token only.",
        ],
    ]

    /// Of `POST /oauth/token`: HTTP Basic, or nothing but what the body says.
    static let tokenSecurity: Value = [["client": []], [:]]

    static var schemas: [(String, Value)] {
        [
            ("AccessTokenRequest", request), ("AccessToken", token),
            ("OAuthError", refusal),
        ]
    }

    private static var request: Value {
        [
            "type": "object",
            "properties": [
                "grant_type": ["type": "string", "enum": ["client_credentials"]],
                "client_id": [
                    "type": "string", "description": "The id of an API key, unless by HTTP Basic.",
                ],
                "client_secret": [
                    "type": "string", "format": "password", "writeOnly": true,
                    "description": "Its token, unless by HTTP Basic.",
                ],
                "scope": [
                    "type": "string",
                    "description":
                        "Some of the key's scopes, separated by spaces; all unless given.",
                ],
            ],
            "required": ["grant_type"],
        ]
    }

    private static var token: Value {
        SystemSchemas.object(
            [
                "access_token": [
                    "type": "string", "description": "For Authorization, shown once.",
                ],
                "token_type": ["type": "string", "enum": ["Bearer"]],
                "expires_in": [
                    "type": "integer", "format": "int64", "minimum": 0, "description": "Seconds.",
                ],
                "scope": [
                    "type": "string",
                    "description": "Its scopes, separated by spaces; absent when there are none.",
                ],
            ], optional: ["scope"])
    }

    private static var refusal: Value {
        SystemSchemas.object([
            "error": [
                "type": "string",
                "enum": [
                    "invalid_request", "invalid_client", "unsupported_grant_type", "invalid_scope",
                ],
            ],
            "error_description": ["type": "string"],
        ])
        .with("description", "RFC 6749 section 5.2. Decide by error.")
    }

    // MARK: The operation

    static var body: Value {
        let example: Value = [
            "grant_type": "client_credentials",
            "client_id": .id(ExampleText.id("api-keys")),
            "client_secret": "trato_7Fq0ZlYxkQeC3vJb9s1TnUoPwR2dGh5m",
        ]
        return [
            "content": [
                "application/x-www-form-urlencoded": [
                    "schema": Components.schema("AccessTokenRequest"), "example": example,
                ]
            ],
            "required": true,
        ]
    }

    static let example: Value = [
        "access_token": "access_X1p8uQkZ4cVbN7mHs3LdTfRwY0gJeAoU", "token_type": "Bearer",
        "expires_in": 3_600,
    ]

    /// What the operation refuses, by status.
    static var refusals: [(String, Value)] {
        [
            (
                "400",
                refused(
                    "The request is not what RFC 6749 says, or asks for too much.", "invalid_scope",
                    "The key has no such scope.", headers: ["X-Request-Id"])
            ),
            (
                "401",
                refused(
                    "The client is not known.", "invalid_client",
                    "The client_id or client_secret is wrong, or the key has ended.",
                    headers: ["X-Request-Id", "WWW-Authenticate"])
            ),
        ]
    }

    private static func refused(
        _ about: String, _ code: Value, _ description: Value, headers: [String]
    ) -> Value {
        [
            "description": .text(about), "headers": AnswerDescription.headers(headers),
            "content": [
                "application/json": [
                    "schema": Components.schema("OAuthError"),
                    "example": ["error": code, "error_description": description],
                ]
            ],
        ]
    }
}
