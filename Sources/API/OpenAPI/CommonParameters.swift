import HTTP
import Schema

/// Parameters that many operations share, said once under `components`.
enum CommonParameters {
    enum Name: String {
        case id = "Id"
        case rowID = "RowId"
        case system = "System"
        case externalID = "ExternalId"
        case limit = "Limit"
        case cursor = "Cursor"
        case search = "Search"
        case fields = "Fields"
        case count = "Count"
        case deleted = "Deleted"
        case deletedRecord = "DeletedRecord"
        case filters = "Filters"
        case ifMatch = "IfMatch"
        case ifMatchRequired = "IfMatchRequired"
        case ifNoneMatch = "IfNoneMatch"
        case idempotencyKey = "IdempotencyKey"
        case prefer = "Prefer"
        case dryRun = "DryRun"
        case occurredAt = "OccurredAt"
        case sequence = "Sequence"
        case restore = "Restore"
    }

    static func make(_ name: Name) -> Value {
        switch name {
        case .id: path("id", "The record's id.", ["type": "string", "format": "uuid"])
        case .rowID: path("row_id", "The row's id.", ["type": "string", "format": "uuid"])
        case .system: path("system", "The other system's name.", key)
        case .externalID: path("external_id", "What the other system calls the record.", key)
        case .limit:
            query("limit", "Records on a page.", limit(of: ListQuery.maximumLimit, default: 50))
        case .cursor: query("cursor", "The next_cursor of the page before.", ["type": "string"])
        case .search:
            query("q", "Words to search for; the last may be a beginning.", ["type": "string"])
        case .fields:
            query(
                "fields",
                "Names, separated by commas: only these members are sent, required or not.",
                ["type": "string"])
        case .count:
            query(
                "count", "Adds the number of all matches.", ["type": "string", "enum": ["exact"]])
        case .deleted:
            query(
                "deleted", "Shows what was deleted, to administrators.",
                ["type": "string", "enum": ["only", "include"]])
        case .deletedRecord:
            query(
                "deleted", "Shows the record even if it was deleted, to administrators.",
                ["type": "string", "enum": ["include"]])
        case .filters: filters
        case .ifMatch, .ifMatchRequired:
            header(
                "If-Match", "The ETag of the version that may be changed (RFC 9110).", "\"17\"",
                isRequired: name == .ifMatchRequired)
        case .ifNoneMatch:
            header(
                "If-None-Match", "The ETag of the version that is known: 304 if it is current.",
                "\"17\"")
        case .idempotencyKey:
            header(
                "Idempotency-Key",
                "The same key and body have the same answer and no second effect.",
                "8e03978e-40d5-43dd-bc93-6894a57f9324", [("minLength", 1), ("maxLength", 255)])
        case .prefer:
            header(
                "Prefer", "Ignores unknown members instead of refusing them (RFC 7240).",
                "handling=lenient", [("enum", ["handling=lenient"])])
        case .dryRun:
            query(
                "dry_run", "Answers as if it had been done, and stores nothing.",
                ["type": "boolean"])
        case .occurredAt:
            query(
                "occurred_at",
                "When the other system wrote this; what is older than what was taken is ignored.",
                ["type": "string", "format": "date-time"])
        case .sequence:
            query(
                "sequence", "Orders what the other system wrote in the same instant.",
                ["type": "integer", "format": "int64"])
        case .restore:
            query(
                "restore", "Brings the record back if it was deleted.", ["type": "boolean"])
        }
    }

    /// The filters that have no parameter of their own; each property becomes one item of the
    /// query.
    private static var filters: Value {
        [
            "name": "filters", "in": "query", "style": "form", "explode": true,
            "description": """
            Any other filter, as its own query parameter: field.op=value with op one of \
            \(Predicate.Operator.allCases.dropFirst().map(\.rawValue).joined(separator: ", ")); \
            through a reference or collection as party.country=PT or lines.quantity.gt=10. \
            Lists are separated by commas; dates may be relative.
            """,
            "schema": ["type": "object", "additionalProperties": ["type": "string"]],
            "example": [:],
        ]
    }

    private static let key: Value = ["type": "string", "minLength": 1, "maxLength": 255]

    static func limit(of maximum: Int, default value: Int) -> Value {
        [
            "type": "integer", "minimum": 1, "maximum": .integer(Int64(maximum)),
            "default": .integer(Int64(value)),
        ]
    }

    static func path(_ name: String, _ about: String, _ schema: Value) -> Value {
        [
            "name": .text(name), "in": "path", "required": true, "description": .text(about),
            "schema": schema,
        ]
    }

    static func query(
        _ name: String, _ about: String?, _ schema: Value, isRequired: Bool = false
    ) -> Value {
        var parameter: Value = ["name": .text(name), "in": "query"]
        if isRequired { parameter["required"] = true }
        if let about { parameter["description"] = .text(about) }
        parameter["schema"] = schema
        return parameter
    }

    static func header(
        _ name: String, _ about: String, _ example: String, _ rules: [(String, Value)] = [],
        isRequired: Bool = false
    ) -> Value {
        var parameter: Value = ["name": .text(name), "in": "header", "description": .text(about)]
        if isRequired { parameter["required"] = true }
        parameter["schema"] = .object([("type", "string")] + rules)
        parameter["example"] = .text(example)
        return parameter
    }
}
