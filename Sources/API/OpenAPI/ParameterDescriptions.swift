import HTTP
import Schema

/// The parameters of one operation: path, query and headers.
struct ParameterDescriptions {
    let endpoint: Endpoint
    let customFields: CustomFields

    func all(_ components: inout Components) -> [Value] {
        var parameters = endpoint.pathParameters.map { path($0, &components) }
        parameters += query(&components)
        for name in headers {
            parameters.append(Self.shared(name, &components))
        }
        return parameters
    }

    private static func shared(
        _ name: CommonParameters.Name, _ components: inout Components
    ) -> Value {
        components.add(.parameters, name.rawValue, CommonParameters.make(name))
    }

    private func path(_ name: String, _ components: inout Components) -> Value {
        let known: [String: CommonParameters.Name] = [
            "id": .id, "row_id": .rowID, "system": .system, "external_id": .externalID,
        ]
        if let shared = known[name] { return Self.shared(shared, &components) }
        return CommonParameters.path(name, Naming.title(name) + ".", ["type": "string"])
    }

    // MARK: Query

    private func query(_ components: inout Components) -> [Value] {
        switch endpoint.operation {
        case .list(let table): return list(table, &components)
        case .nestedList(let nesting): return list(nesting.child, &components)
        case .read(let table), .readExternal(let table):
            return [Self.shared(.fields, &components)]
                + (FilterParameters.include(table).map { [$0] } ?? [])
                + [Self.shared(.deletedRecord, &components)]
        case .action(let action) where action.route.method == .get:
            return action.form.takenFields.map { field in
                CommonParameters.query(
                    field.name, nil, Self.schema(of: field), isRequired: field.isRequired)
            }
        case .system(let what): return SystemParameters.all(what)
        case .openSession, .grantToken: return []
        default: return endpoint.isWrite ? [Self.shared(.dryRun, &components)] : []
        }
    }

    private func list(_ table: Table, _ components: inout Components) -> [Value] {
        var names: [CommonParameters.Name] = [.limit, .cursor]
        if table.isSearchable { names.append(.search) }
        names += [.fields, .count, .deleted]
        return names.map { Self.shared($0, &components) }
            + FilterParameters(table: table, customFields: customFields).all(&components)
            + [Self.shared(.filters, &components)]
    }

    /// A query has no null: what may be absent is left out.
    private static func schema(of field: FieldSpec) -> Value {
        switch field.kind {
        case .day: return Components.schema("DateFilter")
        case .instant: return Components.schema("InstantFilter")
        case .reference(to: "users"), .actor: return Components.schema("UserFilter")
        default: break
        }
        var schema = field.kind.schema(.request)
        if let about = field.about { schema["description"] = .text(about) }
        if let cell = field.defaultCell { schema["default"] = field.kind.value(of: cell) }
        return schema
    }

    // MARK: Headers

    private var headers: [CommonParameters.Name] {
        var names: [CommonParameters.Name] = []
        switch endpoint.operation {
        case .read, .readExternal: names.append(.ifNoneMatch)
        default: break
        }
        let precondition = endpoint.precondition
        if precondition.isHonoured {
            names.append(precondition.isRequired ? .ifMatchRequired : .ifMatch)
        }
        if endpoint.operation.isLogin { return names }
        if endpoint.isWrite { names.append(.idempotencyKey) }
        if endpoint.isWrite, endpoint.takesBody { names.append(.prefer) }
        return names
    }
}

/// What the server's own endpoints take.
enum SystemParameters {
    static func all(_ what: SystemEndpoint) -> [Value] {
        switch what {
        case .me, .problems, .live, .ready, .openAPIYAML, .openAPIJSON, .docs, .docsAsset,
            .metrics:
            []
        case .changes: changes
        case .audit: audit
        case .search: search
        }
    }

    private static let text: Value = ["type": "string"]
    private static let instant: Value = ["type": "string", "format": "date-time"]

    private static var changes: [Value] {
        [
            CommonParameters.query("after", "The next_cursor of the page before, or latest.", text),
            CommonParameters.query("resource", "Resources, separated by commas.", text),
            CommonParameters.query(
                "type", "Types such as order.confirmed, separated by commas.", text),
            CommonParameters.query(
                "limit", "Entries on a page.",
                CommonParameters.limit(of: ListQuery.maximumLimit, default: 100)),
            CommonParameters.query(
                "wait", "Seconds to wait for an entry when there is none.",
                ["type": "integer", "minimum": 0, "maximum": 60, "default": 0]),
            CommonParameters.header(
                "Last-Event-ID", "Where a stream of events goes on; replaces after.", "4711"),
        ]
    }

    private static var audit: [Value] {
        [
            CommonParameters.query(
                "limit", "Entries on a page.",
                CommonParameters.limit(of: ListQuery.maximumLimit, default: 50)),
            CommonParameters.query("cursor", "The next_cursor of the page before.", text),
            CommonParameters.query("resource", nil, text),
            CommonParameters.query("record_id", nil, ["type": "string", "format": "uuid"]),
            CommonParameters.query("actor_id", nil, Components.schema("UserFilter")),
            CommonParameters.query("type", nil, text),
            CommonParameters.query("request_id", nil, text),
            CommonParameters.query("at.gte", nil, instant),
            CommonParameters.query("at.lt", nil, instant),
        ]
    }

    private static var search: [Value] {
        [
            CommonParameters.query(
                "q", "Words to search for; the last may be a beginning.", text, isRequired: true),
            CommonParameters.query("resources", "Resources, separated by commas.", text),
            CommonParameters.query(
                "limit", "Hits in all.", CommonParameters.limit(of: 100, default: 20)),
        ]
    }
}
