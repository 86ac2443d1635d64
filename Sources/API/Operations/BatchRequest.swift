import HTTP
import JSON
import Schema

/// One operation of a batch, as it stands in the body.
struct BatchOperation {
    let method: Method
    let path: String
    let body: JSONNode?
    let ref: String?
    let headers: [(String, String)]

    /// The operation as a request of its own, with what it takes from earlier answers put in.
    func call(
        in batch: Call, _ results: [String: JSONDocument], _ application: Application
    ) throws -> Call {
        let target = try References.path(path, results)
        var bytes: [UInt8] = []
        if let body {
            var json = JSONWriter()
            try References.write(body, results, to: &json)
            bytes = json.finish()
        }
        // What the operation does is done by the batch: its id and its address stand in the audit trail.
        let request = Request(
            method: method, target: target,
            headers: headers + [("x-request-id", batch.request.id)], body: bytes,
            remoteAddress: batch.request.remoteAddress)
        guard
            case .found(let index, let parameters) = application.endpoints.router.match(
                method, path: request.path)
        else { throw Problem(.notFound, "There is no \(method.name) \(target).") }
        let endpoint = application.endpoints.endpoint(index)
        switch endpoint.operation {
        case .batch, .openSession, .system:
            throw Problem(.badParameter, "\(endpoint.path) cannot be part of a batch.")
        default: break
        }
        if let right = endpoint.right, let table = endpoint.resource,
            batch.access.sight(right, on: table.name) == nil
        {
            throw Problem(.forbidden, "Your role may not \(right) \(table.name).")
        }
        guard let query = request.query.map({ QueryItems($0)?.items }) ?? [] else {
            throw Problem(.badParameter, "The query is not valid percent-encoded UTF-8.")
        }
        return Call(
            request: request, endpoint: endpoint, parameters: parameters, query: query,
            access: batch.access, customFields: batch.customFields,
            body: bytes.isEmpty ? nil : try JSONDocument(bytes))
    }
}

/// `{"$ref": "name.id"}` in a path or body: a member of an earlier operation's answer.
private enum References {
    static func path(_ path: String, _ results: [String: JSONDocument]) throws -> String {
        // In a path a reference stands as `{name.id}`, or the whole segment as `$ref:name.id`.
        var text = ""
        var rest = path[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            guard let value = try resolve(name, results).string else {
                throw Problem(.badParameter, "{\(name)} is no string.")
            }
            text += PercentCoding.encode(value)
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }

    static func write(
        _ node: JSONNode, _ results: [String: JSONDocument], to json: inout JSONWriter
    ) throws {
        switch node.kind {
        case .object:
            if node.count == 1, let name = node["$ref"]?.string {
                try resolve(name, results).write(to: &json)
                return
            }
            json.beginObject()
            for (name, value) in node.members {
                json.key(name)
                try write(value, results, to: &json)
            }
            json.endObject()
        case .array:
            json.beginArray()
            for element in node.elements { try write(element, results, to: &json) }
            json.endArray()
        default: node.write(to: &json)
        }
    }

    private static func resolve(
        _ name: String, _ results: [String: JSONDocument]
    ) throws -> JSONNode {
        let parts = name.split(separator: ".").map(String.init)
        guard let head = parts.first, var node = results[head]?.root else {
            throw Problem(.badParameter, "No earlier operation succeeded under the ref of \(name).")
        }
        for part in parts.dropFirst() {
            guard let next = node[part] ?? Int(part).flatMap({ Array(node.elements)[safely: $0] })
            else { throw Problem(.badParameter, "The answer of \(head) has no \(name).") }
            node = next
        }
        return node
    }
}

extension Array {
    subscript(safely index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

enum BatchRequest {
    /// Reads the whole body before anything runs; throws every fault at once.
    /// Whether a call is a batch whose operations fail each for itself; then nothing that was done is undone by it.
    static func isolatesOperations(_ call: Call) -> Bool {
        guard case .batch = call.endpoint.operation, !call.isDryRun else { return false }
        return call.body?.root["atomic"]?.bool == false
    }

    static func read(_ call: Call) throws -> (isAtomic: Bool, [BatchOperation]) {
        guard let root = call.body?.root, root.kind == .object else {
            throw Problem.invalid("", .wrongType, "The body must be an object with operations.")
        }
        var faults: [Fault] = []
        for (name, _) in root.members where name != "atomic" && name != "operations" {
            faults.append(
                Fault(
                    pointer: "/" + pointerToken(name), code: .unknownField,
                    message: "There is no field \(name)."))
        }
        if let atomic = root["atomic"], atomic.bool == nil {
            faults.append(
                Fault(
                    pointer: "/atomic", code: .wrongType, message: "atomic must be true or false."))
        }
        guard let list = root["operations"], list.kind == .array,
            (1...Executor.maximumOperations).contains(list.count)
        else {
            let isTooLong = (root["operations"]?.count ?? 0) > Executor.maximumOperations
            faults.append(
                Fault(
                    pointer: "/operations", code: isTooLong ? .tooMany : .required,
                    message: "operations must be an array of 1 to \(Executor.maximumOperations)."))
            throw Problem.invalid(faults)
        }
        var operations: [BatchOperation] = []
        for (index, node) in list.elements.enumerated() {
            do {
                operations.append(try operation(node, call))
            } catch let fault as Fault {
                faults.append(fault.under("/operations/\(index)"))
            }
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        return (root["atomic"]?.bool ?? true, operations)
    }

    private static func operation(_ node: JSONNode, _ call: Call) throws -> BatchOperation {
        for (name, _) in node.members
        where !["method", "path", "body", "ref", "headers"].contains(name) {
            throw Fault(
                pointer: "/" + pointerToken(name), code: .unknownField,
                message: "There is no field \(name).")
        }
        guard let name = node["method"]?.string, let method = Method(name: name),
            method != .head, method != .options
        else {
            throw Fault(
                pointer: "/method", code: .unknownValue,
                message: "method must be GET, POST, PUT, PATCH or DELETE.")
        }
        guard let path = node["path"]?.string, path.hasPrefix("/v1/"), path.utf8.count <= 8_192
        else {
            throw Fault(pointer: "/path", code: .malformed, message: "path must start with /v1/.")
        }
        var headers: [(String, String)] = []
        let given: [(name: String, value: JSONNode)] =
            node["headers"].map { Array($0.members) } ?? []
        for (name, value) in given {
            let lower = name.lowercased()
            guard ["if-match", "idempotency-key", "prefer"].contains(lower),
                let text = value.string,
                text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
            else {
                throw Fault(
                    pointer: "/headers/" + pointerToken(name), code: .unknownField,
                    message: "headers may be If-Match, Idempotency-Key and Prefer.")
            }
            headers.append((lower, text))
        }
        if node["body"] != nil { headers.append(("content-type", "application/json")) }
        return BatchOperation(
            method: method, path: path, body: node["body"], ref: node["ref"]?.string,
            headers: headers)
    }
}
