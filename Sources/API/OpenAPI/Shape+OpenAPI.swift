import Schema

extension Shape {
    /// The JSON Schema of an answer.
    var schema: Value {
        switch self {
        case .record(let table): Components.schema(table.schemaName)
        case .list(let table): Components.schema(table.schemaName + "List")
        case .nothing, .any, .content, .contents: [:]
        case .scalar(let kind): kind.schema(.answer)
        case .array(let element): ["type": "array", "items": element.schema]
        case .object(let members): Self.object(members)
        case .extended(let table, let members):
            ["allOf": [Components.schema(table.schemaName), Self.object(members)]]
        case .optional(let shape): shape.schema.nullable
        case .component(let name): Components.schema(name)
        }
    }

    private static func object(_ members: [(name: String, shape: Shape)]) -> Value {
        [
            "type": "object",
            "properties": .object(
                members.map { name, shape in
                    // The last page of anything has no next one.
                    (name, name == "next_cursor" ? Shape.optional(shape).schema : shape.schema)
                }),
            "required": .texts(members.map(\.name)),
        ]
    }

    /// A value that the schema allows; nil for what is described by hand.
    func example(_ examples: Examples, name: String = "") -> Value? {
        switch self {
        case .record(let table): return examples.shown(table)
        case .list(let table): return examples.list(table)
        case .nothing, .content, .contents, .component: return nil
        case .any: return [:]
        case .scalar(let kind): return kind.example(name, of: nil)
        case .array(let element):
            return element.example(examples, name: name).map { .array([$0]) }
        case .object(let members): return Self.example(members, examples)
        case .extended(let table, let members):
            guard let more = Self.example(members, examples) else { return nil }
            return .object(examples.shown(table).members + more.members)
        case .optional(let shape): return shape.example(examples, name: name)
        }
    }

    private static func example(
        _ members: [(name: String, shape: Shape)], _ examples: Examples
    ) -> Value? {
        var made: [(String, Value)] = []
        for (name, shape) in members {
            guard let value = shape.example(examples, name: name) else { return nil }
            made.append((name, value))
        }
        return .object(made)
    }
}
