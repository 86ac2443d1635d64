import HTTP
import Schema

/// `operationId`s: what generated clients call their methods, so they follow addresses and never
/// Swift names.
enum OperationNames {
    /// One name for each endpoint, all different.
    ///
    /// Where a short name is taken, the method and the whole path make a longer one.
    static func all(_ endpoints: [Endpoint]) -> [String] {
        var taken: Set<String> = []
        return endpoints.map { endpoint in
            var name = name(of: endpoint)
            if !taken.insert(name).inserted {
                name = spelledOut(endpoint)
                while !taken.insert(name).inserted { name += "2" }
            }
            return name
        }
    }

    private static func name(of endpoint: Endpoint) -> String {
        switch endpoint.operation {
        case .list(let table): "list" + plural(table)
        case .search(let table): "search" + plural(table)
        case .create(let table): "create" + table.schemaName
        case .read(let table): "get" + table.schemaName
        case .update(let table): "update" + table.schemaName
        case .delete(let table): "delete" + table.schemaName
        case .restore(let table): "restore" + table.schemaName
        case .readExternal(let table): "get\(table.schemaName)ByExternalId"
        case .putExternal(let table): "put\(table.schemaName)ByExternalId"
        case .listRows(let table, let collection):
            "list" + table.schemaName + Naming.pascal(collection.name)
        case .createRow(let table, let collection): "create" + row(table, collection)
        case .readRow(let table, let collection): "get" + row(table, collection)
        case .updateRow(let table, let collection): "update" + row(table, collection)
        case .deleteRow(let table, let collection): "delete" + row(table, collection)
        case .nestedList(let nesting):
            "list\(Naming.pascal(nesting.segment))Of\(nesting.parent.schemaName)"
        case .nestedCreate(let nesting): "create\(nested(nesting))Of\(nesting.parent.schemaName)"
        case .transition(let table, let verb): Naming.camel(verb) + table.schemaName
        case .action: action(endpoint)
        case .batch: "runBatch"
        case .openSession: "createSession"
        case .grantToken: "createAccessToken"
        case .system(let what): system(what)
        }
    }

    private static func plural(_ table: Table) -> String { Naming.pascal(table.name) }

    /// `PartyContactPoint`, and `OrderLine` rather than `OrderOrderLine`.
    private static func row(_ table: Table, _ collection: OwnedSpec) -> String {
        let name = collection.table.schemaName
        return name.hasPrefix(table.schemaName) ? name : table.schemaName + name
    }

    private static func nested(_ nesting: Nesting) -> String {
        let name = nesting.child.schemaName
        let parent = nesting.parent.schemaName
        return name.hasPrefix(parent) && name != parent
            ? String(name.dropFirst(parent.count)) : name
    }

    /// From the address: `/v1/quotes/{id}/accept` is `acceptQuote`, `GET /v1/parties/{id}/timeline`
    /// `getPartyTimeline`.
    private static func action(_ endpoint: Endpoint) -> String {
        let segments = segments(of: endpoint.path)
        guard let head = segments.first else { return spelledOut(endpoint) }
        let tail = segments.dropFirst().filter { !isParameter($0) }.map(Naming.pascal).joined()
        let isOne = segments.count > 1 && isParameter(segments[1])
        let table = endpoint.resource
        let isOwn = table?.name == head
        let one = isOwn ? table?.schemaName ?? "" : Naming.pascal(head)
        let noun = isOne || (isOwn && endpoint.method != .get) ? one : Naming.pascal(head)
        switch endpoint.method {
        case .post:
            if tail.isEmpty { return "create" + one }
            return Naming.camel(tail) + (isOne ? one : Naming.pascal(head))
        case .delete: return "delete" + (isOne ? noun + tail : tail + noun)
        case .put: return "put" + noun + tail
        case .patch: return "update" + noun + tail
        case .get, .head, .options: return "get" + noun + tail
        }
    }

    private static func system(_ what: SystemEndpoint) -> String {
        switch what {
        case .start: "getStart"
        case .me: "getMe"
        case .problems: "listProblems"
        case .changes: "listChanges"
        case .audit: "listAuditEntries"
        case .search: "searchEverything"
        case .live: "getLiveness"
        case .ready: "getReadiness"
        case .openAPIYAML: "getOpenapiYaml"
        case .openAPIJSON: "getOpenapiJson"
        case .docs: "getDocs"
        case .docsAsset: "getDocsAsset"
        case .metrics: "getMetrics"
        }
    }

    private static func spelledOut(_ endpoint: Endpoint) -> String {
        let words = segments(of: endpoint.path).map { segment in
            isParameter(segment)
                ? "By" + Naming.pascal(String(segment.dropFirst().dropLast()))
                : Naming.pascal(segment)
        }
        return endpoint.method.name.lowercased() + words.joined()
    }

    /// The path without `/v1`.
    private static func segments(of path: String) -> [String] {
        path.split(separator: "/").map(String.init).filter { $0 != "v1" }
    }

    private static func isParameter(_ segment: String) -> Bool { segment.hasPrefix("{") }
}
