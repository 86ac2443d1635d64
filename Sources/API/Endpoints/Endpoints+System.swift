import HTTP
import Schema

extension Endpoints {
    /// What the server offers beside its resources.
    mutating func addSystem() {
        let status = Shape.component("Status")
        open("/livez", "Whether the process runs", .live, status)
        open("/readyz", "Whether requests are served and writes possible", .ready, status)
        open(
            "/openapi.yaml", "This description as YAML", .openAPIYAML, .content("application/yaml"))
        open("/openapi.json", "This description as JSON", .openAPIJSON, .any)
        open("/docs", "This reference as a page", .docs, .content("text/html"))
        open("/docs/{file}", "The page's style and scripts", .docsAsset, .content("*/*"))
        system("/v1/me", "Who the credential belongs to and what it may do", .me, "Me")
        system("/v1/problems", "Every problem an answer can report", .problems, "ProblemKindList")
        system("/v1/changes", "Follow every change, in order", .changes, "ChangeList")
        system("/v1/audit-entries", "Who changed what, from where", .audit, "AuditEntryList")
        system("/v1/search", "Search across resources", .search, "SearchHitList")
        append(
            Endpoint(
                method: .post, path: "/v1/batch", summary: "Run up to 1,000 operations",
                resource: nil,
                right: nil, operation: .batch, returns: .component("BatchResponse")))
        var session = Endpoint(
            method: .post, path: "/v1/sessions", summary: "Log in", resource: nil, right: nil,
            operation: .openSession, returns: .component("NewSession"))
        session.needsCredential = false
        append(session)
    }

    private mutating func open(
        _ path: String, _ summary: String, _ what: SystemEndpoint, _ returns: Shape
    ) {
        add(path, summary, what, returns, needsCredential: false)
    }

    private mutating func system(
        _ path: String, _ summary: String, _ what: SystemEndpoint, _ component: String
    ) {
        add(path, summary, what, .component(component), needsCredential: true)
    }

    private mutating func add(
        _ path: String, _ summary: String, _ what: SystemEndpoint, _ returns: Shape,
        needsCredential: Bool
    ) {
        var endpoint = Endpoint(
            method: .get, path: path, summary: summary, resource: nil, right: nil,
            operation: .system(what), returns: returns)
        endpoint.needsCredential = needsCredential
        append(endpoint)
    }
}
