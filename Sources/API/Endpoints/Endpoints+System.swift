import HTTP
import Schema

extension Endpoints {
    /// What the server offers beside its resources.
    mutating func addSystem() {
        let status = Shape.component("Status")
        open("/livez", "Whether the process runs", .live, status)
        open("/readyz", "Whether requests are served and writes possible", .ready, status)
        open(
            "/openapi.yaml", "This description as YAML; with a credential, with the custom fields",
            .openAPIYAML, .content("application/yaml"), welcomesCredential: true)
        open(
            "/openapi.json", "This description as JSON; with a credential, with the custom fields",
            .openAPIJSON, .any, welcomesCredential: true)
        open("/docs", "This reference as a page", .docs, .content("text/html"))
        open("/docs/{file}", "The page's style and scripts", .docsAsset, .content("*/*"))
        system("/v1/me", "Who the credential belongs to and what it may do", .me, "Me")
        system("/v1/problems", "Every problem an answer can report", .problems, "ProblemKindList")
        system("/v1/changes", "Follow every change, in order", .changes, "ChangeList")
        system("/v1/audit-entries", "Who changed what, from where", .audit, "AuditEntryList")
        system("/v1/search", "Search across resources", .search, "SearchHitList")
        append(
            Endpoint(
                method: .get, path: "/metrics", summary: "Counters and gauges for Prometheus",
                resource: nil, right: nil, operation: .system(.metrics),
                returns: .content("text/plain"), scope: "metrics"))
        append(
            Endpoint(
                method: .post, path: "/v1/batch", summary: "Run up to 1,000 operations",
                resource: nil,
                right: nil, operation: .batch, returns: .component("BatchResponse")))
        append(
            Endpoint(
                method: .post, path: "/v1/sessions", summary: "Log in", resource: nil, right: nil,
                operation: .openSession, returns: .component("NewSession"), needsCredential: false))
        append(
            Endpoint(
                method: .post, path: "/oauth/token", summary: "Get an access token for an API key",
                resource: nil, right: nil, operation: .grantToken,
                returns: .component("AccessToken"), needsCredential: false, dialect: .oauth))
    }

    /// Files of records, in and out.
    mutating func addFiles() {
        append(
            Endpoint(
                method: .post, path: Self.imports, summary: "Take in a file of records",
                resource: Imports.table, right: "create", operation: .importFile,
                returns: .record(Imports.table), dialect: .file))
        append(
            Endpoint(
                method: .get, path: "/v1/imports/{id}/errors",
                summary: "The rows of one import that failed, as a file", resource: Imports.table,
                right: "read", operation: .download(.importErrors),
                returns: .content("application/x-ndjson")))
        append(
            Endpoint(
                method: .get, path: "/v1/exports/{id}/file", summary: "The file of one export",
                resource: Exports.table, right: "read", operation: .download(.export),
                returns: .content("application/x-ndjson")))
    }

    /// Where files are sent to; their bodies are not gathered in memory.
    package static let imports = "/v1/imports"

    private mutating func open(
        _ path: String, _ summary: String, _ what: SystemEndpoint, _ returns: Shape,
        welcomesCredential: Bool = false
    ) {
        append(
            Endpoint(
                method: .get, path: path, summary: summary, resource: nil, right: nil,
                operation: .system(what), returns: returns, needsCredential: false,
                welcomesCredential: welcomesCredential))
    }

    private mutating func system(
        _ path: String, _ summary: String, _ what: SystemEndpoint, _ component: String
    ) {
        append(
            Endpoint(
                method: .get, path: path, summary: summary, resource: nil, right: nil,
                operation: .system(what), returns: .component(component)))
    }
}
