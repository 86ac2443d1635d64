import Schema

/// The component schemas of one table: `Party`, `PartyCreate`, `PartyUpdate`, `PartyList`.
struct TableSchemas {
    let table: Table
    let customFields: [CustomField]

    init(_ table: Table, _ customFields: CustomFields) {
        self.table = table
        self.customFields = customFields.fields(of: table.name)
    }

    var name: String { table.schemaName }

    /// As `GET` shows it.
    var shown: Value {
        var properties: [(String, Value)] = []
        var required: [String] = []
        for field in table.shownFields {
            required.append(field.name)
            properties.append((field.name, field.isCustom ? custom(.answer) : field.shownSchema))
        }
        for collection in table.owned {
            properties.append((collection.name, shown(collection)))
        }
        for (name, target) in table.includable {
            let included: Value = Components.schema(target.schemaName)
            properties.append(
                (name, included.nullable.with("description", .text("With include=\(name)."))))
        }
        return [
            "type": "object", "properties": .object(properties), "required": .texts(required),
        ]
    }

    private func shown(_ collection: OwnedSpec) -> Value {
        var schema: Value = [
            "type": "array",
            "items": Components.schema(collection.table.schemaName),
            "description": .text("In lists with include=\(collection.name) only."),
        ]
        if !collection.isWritable { schema["readOnly"] = true }
        return schema
    }

    var list: Value {
        [
            "type": "object",
            "properties": [
                "data": [
                    "type": "array", "items": Components.schema(name),
                ],
                "next_cursor": [
                    "type": ["string", "null"], "description": "Null on the last page.",
                ],
                "count": [
                    "type": "integer", "format": "int64", "minimum": 0,
                    "description": "With count=exact.",
                ],
            ],
            "required": ["data", "next_cursor"],
        ]
    }

    /// What a create takes; a reference may name its record by `party` instead of `party_id`.
    ///
    /// Leaves out the field that an address says.
    func create(without given: FieldSpec? = nil) -> Value {
        var required: [String] = []
        var alternatives: [Value] = []
        let fields = table.takenFields.filter { $0 !== given }
        for field in fields where field.isRequired {
            if let name = table.nestedReference(field) {
                alternatives.append([
                    "anyOf": [["required": [.text(field.name)]], ["required": [.text(name)]]]
                ])
            } else {
                required.append(field.name)
            }
        }
        if customFields.contains(where: \.isRequired) { required.append("custom") }
        return body(fields, "Create", required, alternatives)
    }

    /// What a change takes: RFC 7396, so that what is absent stays.
    var update: Value {
        body(table.takenFields.filter { !$0.traits.contains(.createOnly) }, "Update", [], [])
    }

    private func body(
        _ fields: [FieldSpec], _ suffix: String, _ required: [String], _ alternatives: [Value]
    ) -> Value {
        var properties: [(String, Value)] = []
        for field in fields {
            let isCreate = suffix == "Create"
            let schema =
                field.isCustom
                ? custom(.request, isCreate: isCreate) : field.takenSchema(withDefault: isCreate)
            properties.append((field.name, schema))
            if let name = table.nestedReference(field), let target = field.target {
                let schema: Value = Components.schema(target.referenceSchemaName)
                properties.append((name, schema))
            }
        }
        for collection in table.owned where collection.isWritable {
            properties.append((collection.name, taken(collection, suffix)))
        }
        var schema: Value = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { schema["required"] = .texts(required) }
        if !alternatives.isEmpty { schema["allOf"] = .array(alternatives) }
        schema["additionalProperties"] = false
        return schema
    }

    private func taken(_ collection: OwnedSpec, _ suffix: String) -> Value {
        let name = collection.table.schemaName + suffix
        var schema: Value = [
            "type": "array", "maxItems": .integer(Int64(collection.max)),
            "items": Components.schema(name),
        ]
        if suffix == "Update", !collection.isChangeable {
            schema["description"] = "As it was created: it cannot change."
        } else if suffix == "Update" {
            schema["description"] = """
                The new whole: an element with an id changes that element, one without adds one, \
                and one that is missing goes.
                """
        }
        return schema
    }

    /// Open as long as nobody declared a field, and to changes.
    ///
    /// A record may hold, and give back, values of fields that were removed; null takes all values away.
    private func custom(_ direction: Direction, isCreate: Bool = false) -> Value {
        guard !customFields.isEmpty else {
            let schema: Value = [
                "type": "object", "additionalProperties": true,
                "description": "Values of the fields that /v1/custom-fields declares.",
            ]
            return direction == .request ? schema.nullable : schema
        }
        let properties = customFields.map { ($0.key, $0.schema(direction)) }
        let required = isCreate ? customFields.filter(\.isRequired).map(\.key) : []
        var schema: Value = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { schema["required"] = .texts(required) }
        if isCreate { schema["additionalProperties"] = false }
        return direction == .request && required.isEmpty ? schema.nullable : schema
    }
}

extension FieldSpec {
    var isCustom: Bool {
        if case .custom = kind { true } else { false }
    }
}
