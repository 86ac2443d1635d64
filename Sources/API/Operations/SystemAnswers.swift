import JSON
import Schema
import Store

extension Executor {
    func answer(_ call: Call, _ what: SystemEndpoint, _ tx: Transaction) throws -> Answer {
        if [.start, .me, .problems].contains(what) { try call.refuseParameters() }
        switch what {
        case .start: return .value(Self.start)
        case .me: return .value(me(call.access))
        case .problems: return .value(Self.problems)
        case .audit: return .value(try AuditList.read(call, tx))
        case .search: return .value(try GlobalSearch.run(call, application, tx))
        case .live: return .value(.object([("status", .text("ok"))]))
        case .ready:
            let isReady = application.isReady
            return .value(
                .object([("status", .text(isReady ? "ok" : "unavailable"))]),
                status: isReady ? 200 : 503)
        case .openAPIYAML, .openAPIJSON:
            return try application.openAPI.answer(what, application, call.customFields)
        case .docs: return .fixed(application.documentation.page)
        case .docsAsset: return .fixed(try application.documentation.asset(call.parameters[0]))
        case .changes, .metrics:
            preconditionFailure("\(call.endpoint.path) is answered by the pipeline")
        }
    }

    /// For who knows nothing but the address.
    static let start: Value = .object([
        ("name", .text("Trato")), ("documentation", .text("/docs")),
        ("description", .text("/openapi.json")), ("problems", .text("/v1/problems")),
    ])

    /// Who the caller is and what they may do.
    private func me(_ access: Access) -> Value {
        func id(_ id: RecordID?) -> Value { id.map { .id($0) } ?? .null }
        return .object([
            ("name", .text(access.name)), ("role", .text(access.roleName)),
            ("user_id", id(access.userID)), ("credential_id", id(access.credentialID)),
            ("team_id", id(access.teamID)), ("time_zone", .text(access.timeZone)),
            ("scopes", .array(access.scopes.sorted().map { .text($0) })),
            (
                "rights",
                .array(
                    access.summary.map { right in
                        .object([
                            ("resource", .text(right.resource)), ("action", .text(right.action)),
                            ("sight", .text(right.sight.rawValue)),
                        ])
                    })
            ),
        ])
    }

    private static let problems: Value = .object([
        (
            "data",
            .array(
                ProblemCode.allCases.map { code in
                    .object([
                        ("type", .text("/problems/\(code.rawValue)")),
                        ("code", .text(code.rawValue)),
                        ("status", .integer(Int64(code.status))), ("title", .text(code.title)),
                    ])
                })
        )
    ])
}

/// `GET /v1/search?q=`: the best few of every searchable resource.
enum GlobalSearch {
    static func run(_ call: Call, _ application: Application, _ tx: Transaction) throws -> Value {
        var search: String?
        var limit = 20
        var wanted: Set<String>?
        for (name, value) in call.query {
            switch name {
            case "q": search = value
            case "limit":
                limit = try ListParameters.limit(value)
                guard limit <= 100 else {
                    throw ListParameters.bad(name, "limit is at most 100 here.")
                }
            case "resources": wanted = Set(value.split(separator: ",").map(String.init))
            default: throw ListParameters.bad(name, "There is no parameter \(name).")
            }
        }
        guard let search else { throw ListParameters.bad("q", "q is required.") }
        guard let terms = try SearchTerms(search, tx) else {
            return .object([("data", .array([])), ("next_cursor", .null)])
        }
        if let unknown = wanted?.first(where: {
            application.registry.resource($0)?.isSearchable != true
        }) {
            throw ListParameters.bad("resources", "\(unknown) cannot be searched.")
        }
        var hits: [SearchHit] = []
        for table in application.registry.resources
        where table.isSearchable && wanted?.contains(table.name) ?? true {
            guard let sight = tx.access.sight("read", on: table.name) else { continue }
            hits += try SearchHit.find(table, terms, sight, limit, tx)
        }
        hits.sort { $0.precedes($1) }
        return .object([
            ("data", .array(hits.prefix(limit).map(\.value))), ("next_cursor", .null),
        ])
    }
}
