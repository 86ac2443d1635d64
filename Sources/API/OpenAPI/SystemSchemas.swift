import Schema

/// Schemas that no table has: what the server says about itself, and what many tables share.
enum SystemSchemas {
    static func all(_ registry: Registry) -> [(String, Value)] {
        FilterParameters.schemas + OAuthDescriptions.schemas + [
            ("Problem", ProblemDescriptions.schema), ("Fault", ProblemDescriptions.fault),
            ("ExternalID", externalID), ("Link", link), ("Status", status),
            ("Start", start), ("Me", me),
            ("ProblemKindList", list(of: problemKind, hasNext: false)),
            ("Change", change), ("ChangeList", list(of: Components.schema("Change"))),
            ("AuditEntry", auditEntry),
            ("AuditEntryList", list(of: Components.schema("AuditEntry"))),
            ("SearchHit", searchHit), ("SearchHitList", list(of: Components.schema("SearchHit"))),
            ("SearchRequest", searchRequest), ("Filter", filter),
            ("SessionCreate", sessionCreate), ("NewSession", newSession(registry)),
        ]
    }

    static func object(_ properties: Value, optional: Set<String> = []) -> Value {
        let required = properties.members.map(\.0).filter { !optional.contains($0) }
        return ["type": "object", "properties": properties, "required": .texts(required)]
    }

    private static let text: Value = ["type": "string"]
    private static let uuid: Value = ["type": "string", "format": "uuid"]
    private static let instant: Value = ["type": "string", "format": "date-time"]
    private static let count: Value = ["type": "integer", "format": "int64", "minimum": 0]

    private static func list(of element: Value, hasNext: Bool = true) -> Value {
        let data: (String, Value) = ("data", ["type": "array", "items": element])
        let next: (String, Value) = ("next_cursor", ["type": ["string", "null"]])
        return object(.object(hasNext ? [data, next] : [data]))
    }

    private static var externalID: Value {
        let name: Value = ["type": "string", "minLength": 1, "maxLength": 255]
        return object(["system": name, "id": name])
            .with(
                "description", "What another system calls a record; it names one record for ever."
            )
            .with("additionalProperties", false)
    }

    private static var link: Value {
        object(["resource": text, "id": uuid])
            .with("description", "A record of any resource.").with("additionalProperties", false)
    }

    private static var status: Value {
        object(["status": ["type": "string", "enum": ["ok", "unavailable"]]])
    }

    private static var start: Value {
        object(.object(Executor.start.members.map { ($0.0, text) }))
    }

    private static var me: Value {
        let sights: Value = .texts(Sight.allCases.map(\.rawValue))
        return object([
            "name": text, "role": text, "user_id": uuid.nullable, "credential_id": uuid.nullable,
            "team_id": uuid.nullable, "time_zone": text,
            "scopes": ["type": "array", "items": text],
            "rights": [
                "type": "array",
                "items": object([
                    "resource": text, "action": text, "sight": ["type": "string", "enum": sights],
                ]),
            ],
        ])
    }

    private static var problemKind: Value {
        object([
            "type": text, "code": text, "status": ["type": "integer"], "title": text,
        ])
    }

    private static var change: Value {
        object([
            "seq": count, "resource": text, "id": uuid,
            "type": ["type": "string", "examples": ["order.confirmed"]], "at": instant,
            "actor": uuid.nullable, "version": count,
            "changed": ["type": "array", "items": text],
            "record": [
                "type": ["object", "null"], "additionalProperties": true,
                "description":
                    "The record as it is now, as its resource shows it; null when deleted.",
            ],
        ])
    }

    private static var auditEntry: Value {
        object([
            "seq": count, "resource": text, "record_id": uuid, "type": text, "at": instant,
            "actor_id": uuid.nullable, "credential_id": uuid.nullable, "request_id": text,
            "address": text, "record_version": count,
            "changes": [
                "type": "object", "additionalProperties": true,
                "description": "By field, the values before and after.",
            ],
        ])
    }

    private static var searchHit: Value {
        object(["resource": text, "id": uuid, "title": ["type": ["string", "null"]]])
    }

    private static var sessionCreate: Value {
        object([
            "email": ["type": "string", "format": "email"],
            "password": ["type": "string", "format": "password", "writeOnly": true],
        ])
        .with("additionalProperties", false)
    }

    private static func newSession(_ registry: Registry) -> Value {
        let token = object([
            "token": ["type": "string", "description": "For Authorization, shown once."]
        ])
        guard let sessions = registry.resource("sessions") else { return token }
        return ["allOf": [Components.schema(sessions.schemaName), token]]
    }

    // MARK: Search

    private static var searchRequest: Value {
        let names: Value = ["oneOf": [text, ["type": "array", "items": text]]]
        return [
            "type": "object",
            "properties": [
                "filter": Components.schema("Filter"),
                "q": ["type": "string", "description": "Words to search for."],
                "sort": names, "fields": names, "include": names,
                "limit": CommonParameters.limit(of: ListQuery.maximumLimit, default: 50),
                "cursor": ["type": ["string", "null"]],
                "count": ["type": "string", "enum": ["exact"]],
                "deleted": ["type": "string", "enum": ["only", "include"]],
            ],
            "additionalProperties": false,
        ]
    }

    /// Members beside the three words are conditions, named as in a list's query.
    private static var filter: Value {
        let branch: Value = ["type": "array", "items": Components.schema("Filter")]
        let literal: Value = ["type": ["string", "number", "boolean"]]
        return [
            "type": "object",
            "description": "All members hold. A condition is a field, or field.op, and a value.",
            "properties": ["and": branch, "or": branch, "not": Components.schema("Filter")],
            "additionalProperties": [
                "oneOf": [
                    ["type": "string"], ["type": "number"], ["type": "boolean"],
                    ["type": "array", "items": literal],
                ]
            ],
        ]
    }

    static let searchExample: Value = [
        "filter": ["or": [["created_at.gte": "-30d"], ["tags.in": ["wholesale", "retail"]]]],
        "sort": ["-created_at"], "limit": 20,
    ]
}
