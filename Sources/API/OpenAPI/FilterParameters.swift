import Schema

/// The query parameters of a list: one for each field that can be compared, and the operators
/// people use most.
///
/// All operators of all fields would be thousands of parameters that nobody reads; `filters` takes
/// the others.
struct FilterParameters {
    let table: Table
    let customFields: CustomFields

    /// Names that lists keep for themselves.
    private static let reserved: Set<String> = [
        "limit", "cursor", "sort", "q", "fields", "include", "count", "deleted", "dry_run",
        "filters",
    ]

    func all(_ components: inout Components) -> [Value] {
        var parameters = [sort]
        if let include = Self.include(table) { parameters.append(include) }
        for field in table.shownFields where !Self.reserved.contains(field.name) {
            let filters = filters(field)
            // Bookkeeping is the same everywhere, so its filters are said once.
            parameters +=
                field.isCommon ? filters.map { Self.share($0, &components) } : filters
        }
        for (name, filter) in table.named.sorted(by: { $0.key < $1.key }) {
            parameters.append(CommonParameters.query(name, filter.about, ["const": true]))
        }
        for field in customFields.fields(of: table.name) {
            parameters.append(
                CommonParameters.query(
                    "custom.\(field.key)", field.label, Self.literal(of: field)))
        }
        return parameters
    }

    private var sort: Value {
        let name = "-?(\(table.sortableNames.joined(separator: "|")))"
        return CommonParameters.query(
            "sort",
            "Fields, separated by commas, each with a minus to go down: "
                + table.sortableNames.joined(separator: ", ")
                + ". Otherwise the newest first, or with q the best.",
            ["type": "string", "pattern": "^\(name)(,\(name))*$"])
    }

    /// Nil where there is nothing to include.
    static func include(_ table: Table) -> Value? {
        let collections = table.owned.flatMap { collection in
            [collection.name]
                + collection.table.includable.map { "\(collection.name).\($0.name)" }
        }
        let names = table.includable.map(\.name) + collections
        guard !names.isEmpty else { return nil }
        return CommonParameters.query(
            "include",
            "What to show inside, separated by commas, at most 3 hops: "
                + names.joined(separator: ", ") + ".",
            ["type": "string"])
    }

    private func filters(_ field: FieldSpec) -> [Value] {
        let operators = field.kind.operators
        return Self.shown(field).filter(operators.contains).map { op in
            let name = op == .eq ? field.name : "\(field.name).\(op.rawValue)"
            return CommonParameters.query(
                name, nil, op == .in ? Self.commaList : Self.literal(of: field.kind))
        }
    }

    private static func share(_ filter: Value, _ components: inout Components) -> Value {
        guard case .text(let name)? = filter["name"] else { return filter }
        let words = name.split(separator: ".").joined(separator: "_")
        return components.add(.parameters, Naming.pascal(words) + "Filter", filter)
    }

    private static let commaList: Value = [
        "type": "string", "description": "Values, separated by commas.",
    ]

    /// Ranges of what is counted and dated, sets of what is chosen.
    private static func shown(_ field: FieldSpec) -> [Predicate.Operator] {
        switch field.kind {
        case .integer where field.isCommon: [.eq]
        case .integer, .money, .decimal: [.eq, .gt, .gte, .lt, .lte]
        case .day: [.eq, .gte, .lte]
        case .instant: [.gte, .lt]
        case .id: [.in]
        case .choice, .status, .reference: [.eq, .in]
        default: [.eq]
        }
    }

    /// What stands behind the equals sign: dates may be relative, and people may be `me`.
    private static func literal(of kind: FieldKind) -> Value {
        switch kind {
        case .choice(let words): ["type": "string", "enum": .texts(words)]
        case .status(let machine): ["type": "string", "enum": .texts(machine.states)]
        case .boolean: ["type": "boolean"]
        case .integer: ["type": "integer", "format": "int64"]
        case .day: Components.schema("DateFilter")
        case .instant: Components.schema("InstantFilter")
        case .reference(to: "users"), .actor: Components.schema("UserFilter")
        case .id, .reference: ["type": "string", "format": "uuid"]
        case .link: ["type": "string", "description": "resource/id"]
        default: ["type": "string"]
        }
    }

    private static func literal(of field: CustomField) -> Value {
        switch field.kind {
        case .text: ["type": "string"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .date: Components.schema("DateFilter")
        case .instant: Components.schema("InstantFilter")
        case .choice: ["type": "string", "enum": .texts(field.options)]
        }
    }

    static let schemas: [(String, Value)] = [
        (
            "DateFilter",
            [
                "type": "string",
                "description": """
                A date, or one counted from today: today, yesterday, tomorrow, -30d, +2w, -3m, \
                +1y, start_of_week, start_of_month, start_of_quarter, start_of_year.
                """,
                "examples": ["2026-11-22", "-30d"],
            ]
        ),
        (
            "InstantFilter",
            [
                "type": "string",
                "description":
                    "An RFC 3339 instant, or the beginning of a date as DateFilter has it.",
                "examples": ["2026-11-22T10:15:30Z", "start_of_month"],
            ]
        ),
        (
            "UserFilter",
            ["type": "string", "description": "A UUID, or me.", "examples": ["me"]]
        ),
    ]
}
