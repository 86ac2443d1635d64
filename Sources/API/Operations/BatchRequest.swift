import Glibc
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
    /// Whether the body takes something from earlier answers.
    fileprivate(set) var bodyRefers = false

    /// The operation as a request of its own, with what it takes from earlier answers put in.
    func call(
        in batch: Call, _ requestID: String, _ results: BatchResults, _ way: inout BatchWay?,
        _ application: Application
    ) throws -> Call {
        let target = path.utf8.contains(UInt8(ascii: "{")) ? try results.fill(path) : path
        // Only a key for repeating asks for the bytes of a body that stands in the batch as it is meant.
        let needsBytes = bodyRefers || headers.contains { $0.0 == "idempotency-key" }
        let bytes = needsBytes ? try body.map { try results.fill($0) } ?? [] : []
        // What the operation does is done by the batch: its id and its address stand in the audit trail.
        let request = Request(
            method: method, target: target, headers: headers + [("x-request-id", requestID)],
            body: bytes, remoteAddress: batch.request.remoteAddress)
        let found: BatchWay
        if let way, way.method == method, way.target == target {
            found = way
        } else {
            found = try BatchWay(request, method, target, batch.access, application)
            way = found
        }
        return Call(
            request: request, endpoint: found.endpoint, parameters: found.parameters,
            query: found.query, access: batch.access, customFields: batch.customFields,
            body: bodyRefers ? try JSONDocument(bytes).root : body)
    }
}

/// Where an operation of a batch leads; the next one often leads there too.
struct BatchWay {
    let method: Method
    let target: String
    let endpoint: Endpoint
    let parameters: [String]
    let query: [(name: String, value: String)]

    /// Throws what an operation that leads nowhere, or not from within a batch, or that the caller may not ask for, is
    /// answered.
    init(
        _ request: Request, _ method: Method, _ target: String, _ access: Access,
        _ application: Application
    ) throws {
        guard
            case .found(let index, let parameters) = application.endpoints.router.match(request)
        else { throw Problem(.notFound, "There is no \(method.name) \(target).") }
        let endpoint = application.endpoints.endpoint(index)
        switch endpoint.operation {
        case .batch, .openSession, .grantToken, .importFile, .download, .system:
            throw Problem(.badParameter, "\(endpoint.path) cannot be part of a batch.")
        // What takes long would hold up all who write, and what is no JSON has no place in the answer.
        case _ where endpoint.operation.isSlow || !endpoint.produces.isEmpty:
            throw Problem(.badParameter, "\(endpoint.path) cannot be part of a batch.")
        default: break
        }
        if let right = endpoint.right, let table = endpoint.resource,
            access.sight(right, on: table.name) == nil
        {
            throw Problem(.forbidden, "Your role may not \(right) \(table.name).")
        }
        guard let query = request.query.map({ QueryItems($0)?.items }) ?? [] else {
            throw Problem(.badParameter, "The query is not valid percent-encoded UTF-8.")
        }
        self.method = method
        self.target = target
        self.endpoint = endpoint
        self.parameters = parameters
        self.query = query
    }
}

enum BatchRequest {
    /// Whether a call is a batch whose operations fail each for itself; then nothing that was done is undone by it.
    static func isolatesOperations(_ call: Call) -> Bool {
        guard case .batch = call.endpoint.operation, !call.isDryRun else { return false }
        return call.body?["atomic"]?.bool == false
    }

    /// Reads the whole body before anything runs; throws every fault at once.
    static func read(_ call: Call) throws -> (isAtomic: Bool, [BatchOperation]) {
        guard let root = call.body, root.kind == .object else {
            throw Problem.invalid("", .wrongType, "The body must be an object with operations.")
        }
        var faults: [Fault] = []
        for (name, _) in root.members where name != "atomic" && name != "operations" {
            faults.append(unknown(name))
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
        let operations = operations(list, mayRefer: mayRefer(call.request.body), &faults)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        return (root["atomic"]?.bool ?? true, operations)
    }

    /// Whether a member may be called `$ref`: few batches have one, and the others need not be searched by value.
    ///
    /// Written with escapes it looks otherwise, so a text that has such escapes may too.
    private static func mayRefer(_ text: [UInt8]) -> Bool {
        text.withUnsafeBufferPointer { text in
            has(text, UInt8(ascii: "$"), before: UInt8(ascii: "r"))
                || has(text, UInt8(ascii: "\\"), before: UInt8(ascii: "u"))
        }
    }

    private static func has(
        _ text: UnsafeBufferPointer<UInt8>, _ byte: UInt8, before next: UInt8
    ) -> Bool {
        guard let base = text.baseAddress else { return false }
        var start = 0
        while let found = memchr(base + start, Int32(byte), text.count - start) {
            start = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base + 1
            if start < text.count, base[start] == next { return true }
        }
        return false
    }

    /// What an operation takes from others is known before any runs: only earlier ones have an answer.
    private static func operations(
        _ list: JSONNode, mayRefer: Bool, _ faults: inout [Fault]
    ) -> [BatchOperation] {
        var names: Set<String> = []
        var operations: [BatchOperation] = []
        for (index, node) in list.elements.enumerated() {
            var found: [Fault] = []
            var operation = BatchOperation(node, &found)
            let references = operation.references(inBody: mayRefer)
            operation.bodyRefers = references.contains { $0.pointer != "/path" }
            found += references.filter { !names.contains($0.head) }.map { reference in
                Fault(
                    pointer: reference.pointer, code: .notFound,
                    message: "No earlier operation has the ref \(reference.head).")
            }
            if let ref = operation.ref, !names.insert(ref).inserted {
                found.append(
                    Fault(
                        pointer: "/ref", code: .duplicate,
                        message: "Another operation has the ref \(ref)."))
            }
            faults += found.map { $0.under("/operations/\(index)") }
            operations.append(operation)
        }
        return operations
    }

    static func unknown(_ name: String) -> Fault {
        Fault(
            pointer: "/" + pointerToken(name), code: .unknownField,
            message: "There is no field \(name).")
    }
}

extension BatchOperation {
    /// Reads an operation; one with faults is of no use.
    fileprivate init(_ node: JSONNode, _ faults: inout [Fault]) {
        func refuse(_ pointer: String, _ code: FaultCode, _ message: String) {
            faults.append(Fault(pointer: pointer, code: code, message: message))
        }
        var method: Method?
        var path = ""
        var body: JSONNode?
        var ref: String?
        var headers: [(String, String)] = []
        if node.kind != .object { refuse("", .wrongType, "An operation must be an object.") }
        for (name, value) in node.members {
            switch name {
            case "method": method = value.string.flatMap(Method.init(name:))
            case "path": path = value.string ?? ""
            case "body": body = value
            case "headers": headers = Self.headers(value, &faults)
            case "ref" where value.isNull: continue
            case "ref":
                ref = value.string
                if ref.map({ !Self.isName($0) }) ?? true {
                    refuse(
                        "/ref", value.kind == .string ? .malformed : .wrongType,
                        "ref must be a string of 1 to 100 characters without dots and braces.")
                }
            default: faults.append(BatchRequest.unknown(name))
            }
        }
        if node.kind == .object, method.map({ $0 == .head || $0 == .options }) ?? true {
            refuse("/method", .unknownValue, "method must be GET, POST, PUT, PATCH or DELETE.")
        }
        if node.kind == .object, !path.hasPrefix("/v1/") || path.utf8.count > 8_192 {
            refuse("/path", .malformed, "path must start with /v1/.")
        }
        if body != nil { headers.append(("content-type", "application/json")) }
        self.method = method ?? .get
        self.path = path
        self.body = body
        self.ref = ref
        self.headers = headers
    }

    private static func isName(_ text: String) -> Bool {
        (1...100).contains(text.count) && !text.contains { ".{}".contains($0) }
    }

    private static func headers(_ given: JSONNode, _ faults: inout [Fault]) -> [(String, String)] {
        guard given.kind == .object else {
            faults.append(
                Fault(pointer: "/headers", code: .wrongType, message: "headers must be an object."))
            return []
        }
        var headers: [(String, String)] = []
        for (name, value) in given.members {
            let lower = name.lowercased()
            if ["if-match", "idempotency-key", "prefer"].contains(lower), let text = value.string,
                text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
            {
                headers.append((lower, text))
            } else {
                faults.append(
                    Fault(
                        pointer: "/headers/" + pointerToken(name), code: .unknownField,
                        message: "headers may be If-Match, Idempotency-Key and Prefer."))
            }
        }
        return headers
    }
}
