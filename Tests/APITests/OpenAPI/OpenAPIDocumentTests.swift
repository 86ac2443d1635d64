import API
import JSON
import Schema
import Testing

struct OpenAPIDocumentTests {
    let root: JSONNode

    init() throws {
        root = try JSONDocument(Sample.document(Sample.customFields).root.encoded).root
    }

    @Test func `the same declarations give the same bytes`() {
        let first = Sample.document().root
        let second = Sample.document().root
        #expect(first.encoded == second.encoded)
        #expect(YAML.encode(first) == YAML.encode(second))
    }

    @Test func `every endpoint is described once and HEAD is not`() throws {
        let registry = Registry(Sample.areas.flatMap(\.resources))
        let endpoints = Endpoints(Sample.areas, registry).all
        let described = operations.map { "\($0.method.uppercased()) \($0.path)" }
        #expect(Set(described) == Set(endpoints.map { "\($0.method.name) \($0.path)" }))
        #expect(described.count == endpoints.count)
    }

    @Test func `operation ids are unique and follow addresses`() {
        let ids = operations.compactMap { $0.node["operationId"]?.string }
        #expect(ids.count == operations.count)
        #expect(Set(ids).count == ids.count)
        let expected: Set<String> = [
            "listOrders", "createOrder", "getOrder", "updateOrder", "deleteOrder", "restoreOrder",
            "searchOrders", "getOrderByExternalId", "putOrderByExternalId", "confirmOrder",
            "listOrderLines", "createOrderLine", "getOrderLine", "updateOrderLine",
            "deleteOrderLine", "listNotesOfOrder", "createNoteOfOrder", "splitOrder", "getReport",
            "runBatch", "createSession", "getMe", "listChanges",
        ]
        #expect(expected.subtracting(ids) == [])
        #expect(!ids.contains("expireOrder"))
    }

    @Test func `every reference resolves`() throws {
        var references: Set<String> = []
        collectReferences(root, &references)
        #expect(references.count > 50)
        for reference in references.sorted() {
            #expect(resolve(reference) != nil, "\(reference)")
        }
    }

    @Test func `every endpoint can refuse and has a default answer`() {
        for (path, method, node) in operations {
            let statuses = node["responses"].map { $0.members.map(\.name) } ?? []
            #expect(statuses.contains { $0.hasPrefix("4") }, "\(method) \(path)")
            #expect(statuses.contains { $0.hasPrefix("2") }, "\(method) \(path)")
            #expect(statuses.contains("default"), "\(method) \(path)")
        }
    }

    @Test func `every parameter of a path is described and no parameter stands twice`() {
        for (path, method, node) in operations {
            let parameters = (node["parameters"].map { Array($0.elements) } ?? []).compactMap(
                followed)
            let names = parameters.map { "\($0["in"]?.string ?? "") \($0["name"]?.string ?? "")" }
            #expect(Set(names).count == names.count, "\(method) \(path)")
            for segment in path.split(separator: "/") where segment.hasPrefix("{") {
                #expect(names.contains("path \(segment.dropFirst().dropLast())"), "\(path)")
            }
        }
    }

    @Test func `If-Match must be sent to change what says so`() {
        #expect(parameters("/v1/orders/{id}", "patch")["If-Match"]?["required"]?.bool == true)
        #expect(parameters("/v1/orders/{id}/lines", "post")["If-Match"]?["required"]?.bool == true)
        #expect(parameters("/v1/teams/{id}", "patch")["If-Match"]?["required"] == nil)
        #expect(parameters("/v1/teams/{id}", "patch")["If-Match"] != nil)
        #expect(parameters("/v1/orders/{id}", "get")["If-None-Match"] != nil)
    }

    @Test func `every write takes an idempotency key and a dry run`() {
        for (path, method, node) in operations
        where method != "get" && !path.hasSuffix("/search")
            && !["/v1/sessions", "/oauth/token"].contains(path)
        {
            let names = parameters(path, method)
            #expect(names["Idempotency-Key"] != nil, "\(method) \(path)")
            #expect(names["dry_run"] != nil, "\(method) \(path)")
            #expect(node["responses"]?["409"] != nil, "\(method) \(path)")
        }
    }

    @Test func `lists have a filter for each field and operators for what is ordered`() {
        let names = parameters("/v1/orders", "get")
        for name in [
            "limit", "cursor", "sort", "q", "fields", "include", "count", "deleted", "filters",
            "status", "status.in", "total_amount.gte", "wanted_on.lte", "created_at.gte",
            "owner_id", "is_urgent", "custom.route",
        ] {
            #expect(names[name] != nil, "\(name)")
        }
        #expect(names["lines"] == nil)
        #expect(parameters("/v1/order-notes", "get")["q"] == nil)
        #expect(parameters("/v1/order-notes", "get")["body"] == nil)
    }

    // MARK: Walking

    private typealias Operation = (path: String, method: String, node: JSONNode)

    private var operations: [Operation] {
        (root["paths"].map { Array($0.members) } ?? []).flatMap { path, item in
            item.members.map { (path, $0.name, $0.value) }
        }
    }

    private func parameters(_ path: String, _ method: String) -> [String: JSONNode] {
        let list = root["paths"]?[path]?[method]?["parameters"].map { Array($0.elements) } ?? []
        var byName: [String: JSONNode] = [:]
        for parameter in list.compactMap(followed) {
            byName[parameter["name"]?.string ?? ""] = parameter
        }
        return byName
    }

    private func followed(_ node: JSONNode) -> JSONNode? {
        guard let reference = node["$ref"]?.string else { return node }
        return resolve(reference)
    }

    private func resolve(_ reference: String) -> JSONNode? {
        guard reference.hasPrefix("#/") else { return nil }
        var node: JSONNode? = root
        for part in reference.dropFirst(2).split(separator: "/") { node = node?[String(part)] }
        return node
    }

    private func collectReferences(_ node: JSONNode, _ found: inout Set<String>) {
        if let reference = node["$ref"]?.string { found.insert(reference) }
        for (_, value) in node.members { collectReferences(value, &found) }
        for element in node.elements { collectReferences(element, &found) }
    }
}
