// The description of the whole API, OpenAPI 3.1.0, made from the declarations that run.
//
// Nothing about a resource is said here a second time: schemas come from its fields (TableSchemas,
// with one exhaustive switch over the kinds in FieldKind+OpenAPI), operations from the endpoints
// that the router knows (OperationDescription), problems from their codes (ProblemDescriptions),
// examples from kinds and names of fields. Only what no declaration holds is written by hand: the
// server's own endpoints, batches, sessions.
//
// The tree is one `Value` with its members in a fixed order, so that the same declarations give the
// same bytes and a review reads the difference. What many operations share is a component: a list's
// parameters, the answer that is a party, the problems of one status. Rejected: every operator of
// every field as a parameter (thousands that nobody reads; `filters` takes them), one response for
// every problem code (HTTP knows statuses), and schemas without `required` because of `fields=`
// (every generated client would pay for what few requests do).
//
// Invariants: every `$ref` resolves, every `operationId` is the only one of
// its name, every example is valid against the schema beside it, and YAML and JSON are the same
// tree.

import HTTP
import Schema

/// A server's API as OpenAPI 3.1.
package struct OpenAPIDocument {
    /// The whole description; its members and all below are in a fixed order.
    package let root: Value

    package init(_ endpoints: Endpoints, _ registry: Registry, _ customFields: CustomFields) {
        var components = Components()
        Self.addShared(to: &components, registry)
        for table in registry.all {
            Self.add(table, to: &components, customFields)
        }
        let operations = Self.operations(endpoints, customFields)
        for case .action(let action) in endpoints.all.map(\.operation) {
            Self.addReferences(of: action.form, to: &components)
            for collection in action.form.owned {
                Self.add(collection.table, to: &components, customFields)
            }
        }
        let paths = Self.paths(operations, &components)
        root = [
            "openapi": "3.1.0", "info": Self.info, "servers": [["url": "/"]],
            "security": [["bearer": []], ["oauth2": []]], "tags": Self.tags(operations),
            "paths": paths,
            "components": components.value,
        ]
    }

    private static let info: Value = [
        "title": "Trato", "version": .text(Version.current),
        "summary": "Customers, from the first lead to the last ticket.",
        "description": """
        One set of conventions for every resource. Lists are keyset pages with filters \
        (`?status=open`, `?amount.gte=1000`), `sort`, `q`, `fields` and `include`. Money and \
        quantities are decimal strings. `ETag` is the record's version: send it as `If-Match` \
        to change what you have seen, and an `Idempotency-Key` to try again safely. Problems \
        are RFC 9457: decide by `code`. `GET` answers `HEAD` as well.
        """,
        "license": ["name": "Apache License 2.0", "identifier": "Apache-2.0"],
    ]

    // MARK: Components

    private static func addShared(to components: inout Components, _ registry: Registry) {
        for (name, schema) in SystemSchemas.all(registry) + BatchSchemas.all {
            components.add(.schemas, name, schema)
        }
        for (name, header) in CommonHeaders.all + CommonHeaders.message {
            components.add(.headers, name, header)
        }
        for (name, response) in ProblemDescriptions.responses {
            components.add(.responses, name, response)
        }
    }

    private static func add(
        _ table: Table, to components: inout Components, _ customFields: CustomFields
    ) {
        let schemas = TableSchemas(table, customFields)
        components.add(.schemas, schemas.name, schemas.shown)
        components.add(.schemas, schemas.name + "List", schemas.list)
        guard !table.traits.contains(.readOnly) else { return }
        if !table.traits.contains(.noCreate) {
            components.add(.schemas, schemas.name + "Create", schemas.create())
        }
        if !table.traits.contains(.appendOnly) {
            components.add(.schemas, schemas.name + "Update", schemas.update)
        }
        addReferences(of: table, to: &components)
    }

    private static func addReferences(of table: Table, to components: inout Components) {
        for field in table.takenFields where table.nestedReference(field) != nil {
            guard let target = field.target else { continue }
            components.add(.schemas, target.referenceSchemaName, target.referenceSchema)
        }
    }

    // MARK: Operations

    private static func operations(
        _ endpoints: Endpoints, _ customFields: CustomFields
    ) -> [OperationDescription] {
        zip(endpoints.all, OperationNames.all(endpoints.all)).map { endpoint, name in
            OperationDescription(endpoint: endpoint, name: name, customFields: customFields)
        }
    }

    /// Paths in the order of the declarations, methods of one path together.
    private static func paths(
        _ operations: [OperationDescription], _ components: inout Components
    ) -> Value {
        var places: [String: Int] = [:]
        var paths: [(String, Value)] = []
        for operation in operations {
            let endpoint = operation.endpoint
            let place = places[endpoint.path] ?? paths.count
            if place == paths.count {
                places[endpoint.path] = place
                paths.append((endpoint.path, [:]))
            }
            paths[place].1[endpoint.method.name.lowercased()] = operation.value(&components)
        }
        return .object(paths)
    }

    private static func tags(_ operations: [OperationDescription]) -> Value {
        var seen: Set<String> = []
        var tags: [Value] = []
        for operation in operations where seen.insert(operation.tag).inserted {
            tags.append(["name": .text(operation.tag), "description": .text(operation.about)])
        }
        return .array(tags)
    }
}
