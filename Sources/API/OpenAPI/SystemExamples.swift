import Schema

/// Answers of the server's own endpoints, to show.
enum SystemExamples {
    static func example(_ endpoint: Endpoint, _ examples: Examples) -> Value? {
        switch endpoint.operation {
        case .batch: return batch
        case .grantToken: return OAuthDescriptions.example
        case .system(let what): return example(what)
        default: return nil
        }
    }

    private static func example(_ what: SystemEndpoint) -> Value? {
        switch what {
        case .start: Executor.start
        case .me: me
        case .problems: ["data": [problem]]
        case .changes: ["data": [change], "next_cursor": "4711"]
        case .audit: ["data": [auditEntry], "next_cursor": "4710"]
        case .search: ["data": [hit], "next_cursor": .null]
        case .live, .ready: ["status": "ok"]
        case .openAPIYAML, .openAPIJSON, .docs, .docsAsset, .metrics: nil
        }
    }

    private static let user: Value = .id(ExampleText.id("users"))
    private static let party: Value = .id(ExampleText.id("parties"))
    private static let at: Value = .text(ExampleText.instant("at"))

    private static let me: Value = [
        "name": "Ana Silva", "role": "sales_rep", "user_id": user,
        "credential_id": .id(ExampleText.id("sessions")), "team_id": .null,
        "time_zone": "Europe/Lisbon", "scopes": [],
        "rights": [["resource": "parties", "action": "read", "sight": "team"]],
    ]

    private static let problem: Value = [
        "type": "/problems/stale_version", "code": .text(ProblemCode.staleVersion.rawValue),
        "status": .integer(Int64(ProblemCode.staleVersion.status)),
        "title": .text(ProblemCode.staleVersion.title),
    ]

    private static let change: Value = [
        "seq": 4711, "resource": "parties", "id": party, "type": "party.updated", "at": at,
        "actor": user, "version": 2, "changed": ["display_name"],
        "record": ["id": party, "version": 2, "display_name": "Casa Silva, Lda"],
    ]

    private static let auditEntry: Value = [
        "seq": 4711, "resource": "parties", "record_id": party, "type": "party.updated", "at": at,
        "actor_id": user, "credential_id": .id(ExampleText.id("sessions")),
        "request_id": .text(ExampleText.id("request").text), "address": "203.0.113.7",
        "record_version": 2, "changes": ["display_name": ["Casa Silva", "Casa Silva, Lda"]],
    ]

    private static let hit: Value = [
        "resource": "parties", "id": party, "title": "Casa Silva, Lda",
    ]

    private static let batch: Value = [
        "results": [
            [
                "status": 201, "headers": ["ETag": "\"1\""],
                "body": ["id": party, "version": 1, "display_name": "Casa Silva, Lda"],
            ]
        ]
    ]
}
