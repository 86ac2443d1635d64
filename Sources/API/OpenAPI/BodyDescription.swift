import HTTP
import Schema

/// The body of one operation's request.
struct BodyDescription {
    let endpoint: Endpoint
    let name: String
    let examples: Examples

    /// Nil where there is none.
    func value(_ components: inout Components) -> Value? {
        switch endpoint.operation {
        case .create(let table), .putExternal(let table): return create(table, &components)
        case .createRow(_, let collection): return create(collection.table, &components)
        case .update(let table): return update(table, &components)
        case .updateRow(_, let collection): return update(collection.table, &components)
        case .nestedCreate(let nesting): return nestedCreate(nesting, &components)
        case .action(let action):
            return endpoint.takesBody ? form(action.form, &components) : nil
        case .search:
            return Self.body(
                "SearchRequest",
                example: components.add(
                    .examples, "SearchRequest", Self.example(SystemSchemas.searchExample)),
                isRequired: false)
        case .batch:
            let example = components.add(
                .examples, "BatchRequest", Self.example(BatchSchemas.requestExample))
            return Self.body("BatchRequest", example: example)
        case .openSession:
            let value: Value = [
                "email": "ana.silva@example.com", "password": "correct horse battery staple",
            ]
            let example = components.add(.examples, "SessionCreate", Self.example(value))
            return Self.body("SessionCreate", example: example)
        case .importFile: return FileDescriptions.body
        case .grantToken: return OAuthDescriptions.body
        case .list, .read, .delete, .restore, .readExternal, .deleteExternal, .listRows, .readRow,
            .deleteRow,
            .nestedList, .transition, .download, .system:
            return nil
        }
    }

    private func create(_ table: Table, _ components: inout Components) -> Value {
        let name = table.schemaName + "Create"
        let example = components.add(.examples, name, Self.example(examples.create(table)))
        return Self.body(name, example: example)
    }

    private func update(_ table: Table, _ components: inout Components) -> Value {
        let name = table.schemaName + "Update"
        let example = components.add(.examples, name, Self.example(examples.update(table)))
        return Self.body(
            name, example: example, types: ["application/merge-patch+json", "application/json"])
    }

    /// The address names the parent, so the body need not.
    private func nestedCreate(_ nesting: Nesting, _ components: inout Components) -> Value {
        let schemas = TableSchemas(nesting.child, examples.customFields)
        return own(
            schemas.create(without: nesting.field),
            examples.create(nesting.child).with(nesting.field.name, nil), &components)
    }

    private func form(_ form: Table, _ components: inout Components) -> Value {
        let isRequired =
            form.takenFields.contains(where: \.isRequired)
        let body = own(TableSchemas(form, .none).create(), examples.form(form), &components)
        return isRequired ? body : body.with("required", nil)
    }

    /// A body that belongs to this operation alone: `AcceptQuoteRequest`.
    private func own(_ schema: Value, _ example: Value, _ components: inout Components) -> Value {
        let name = Naming.pascal(name) + "Request"
        components.add(.schemas, name, schema)
        return Self.body(name, example: components.add(.examples, name, Self.example(example)))
    }

    private static func example(_ value: Value) -> Value { ["value": value] }

    private static func body(
        _ schema: String, example: Value, types: [String] = ["application/json"],
        isRequired: Bool = true
    ) -> Value {
        let content: Value = [
            "schema": Components.schema(schema), "examples": ["default": example],
        ]
        var body: Value = ["content": .object(types.map { ($0, content) })]
        if isRequired { body["required"] = true }
        return body
    }
}
