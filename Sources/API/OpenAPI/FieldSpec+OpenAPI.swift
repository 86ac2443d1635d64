import Schema
import Store

extension FieldSpec {
    /// The member of an answer.
    var shownSchema: Value {
        var schema = described(kind.schema(.answer))
        if isNullable { schema = schema.nullable }
        if traits.contains(.readOnly) { schema["readOnly"] = true }
        return schema
    }

    /// The member of a request's body; a default is what a create without the member stores.
    func takenSchema(withDefault: Bool) -> Value {
        var schema = described(kind.schema(.request))
        switch kind {
        case .text, .longText: if !isOptional { schema["minLength"] = 1 }
        default: break
        }
        if withDefault, let cell = defaultCell, let value = kind.value(of: cell) {
            schema["default"] = value
        }
        return isNullable ? schema.nullable : schema
    }

    /// Nothing that is stored is without an id, though a create need not give one.
    var isNullable: Bool {
        if case .id = kind { return false }
        return isOptional
    }

    /// What the declaration says, then what holds for the kind.
    private func described(_ schema: Value) -> Value {
        guard let about else { return schema }
        guard case .text(let hint)? = schema["description"] else {
            return schema.with("description", .text(about))
        }
        return schema.with("description", .text("\(about) \(hint)"))
    }

    var isCommon: Bool { CommonFields.names.contains(name) }
}

extension CommonFields {
    /// The bookkeeping that all records share.
    static let names: Set<String> = [
        "id", "version", "created_at", "updated_at", "created_by", "updated_by", "external_ids",
        "tags", "custom", "owner_id", "team_id",
    ]
}

extension Value {
    /// A schema that takes null as well.
    var nullable: Value {
        guard case .text(let type)? = self["type"] else {
            return ["oneOf": [self, ["type": "null"]]]
        }
        var schema = with("type", .texts([type, "null"]))
        if case .array(let words)? = schema["enum"] { schema["enum"] = .array(words + [.null]) }
        return schema
    }
}

extension CustomField {
    /// The member under `custom`.
    func schema(_ direction: Direction) -> Value {
        var schema: Value =
            switch kind {
            case .text: ["type": "string", "maxLength": 2000]
            case .number: ["type": "number"]
            case .boolean: ["type": "boolean"]
            case .date: ["type": "string", "format": "date"]
            case .instant: ["type": "string", "format": "date-time"]
            case .choice: ["type": "string", "enum": .texts(options)]
            }
        schema["title"] = .text(label)
        // Null takes a value away; what is away is not shown.
        return direction == .request && !isRequired ? schema.nullable : schema
    }

    var example: Value {
        switch kind {
        case .text: .text(label)
        case .number: 12
        case .boolean: true
        case .date: .text(ExampleText.day(key))
        case .instant: .text(ExampleText.instant(key))
        case .choice: .text(options.first ?? "")
        }
    }
}
