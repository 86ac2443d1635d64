import HTTP
import JSON
import Schema

// What an operation of a batch takes from the answers of earlier ones: `{"$ref": "name.id"}` in its body, `{name.id}`
// in its path.

/// One such reference, and where it stands in the operation.
struct BatchReference {
    /// The ref of the other operation, then the way into its answer.
    let parts: [String]
    let pointer: String

    init(_ text: String, at pointer: String) {
        parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        self.pointer = pointer
    }

    var head: String { parts[0] }
    var text: String { parts.joined(separator: ".") }
}

extension BatchOperation {
    /// All of them, in no order that matters.
    func references(inBody: Bool) -> [BatchReference] {
        var found = path.utf8.contains(UInt8(ascii: "{")) ? PathTemplate(path).references : []
        if inBody, let body { BatchReference.collect(body, "/body", &found) }
        return found
    }
}

extension BatchReference {
    /// The reference that a value is, if it is one.
    fileprivate init?(_ node: JSONNode, at pointer: String) {
        guard node.kind == .object, node.count == 1, let text = node["$ref"]?.string else {
            return nil
        }
        self.init(text, at: pointer)
    }

    fileprivate static func collect(
        _ node: JSONNode, _ pointer: String, _ found: inout [BatchReference]
    ) {
        if let reference = BatchReference(node, at: pointer) {
            found.append(reference)
            return
        }
        switch node.kind {
        case .object:
            for (name, value) in node.members {
                collect(value, "\(pointer)/\(pointerToken(name))", &found)
            }
        case .array:
            for (index, element) in node.elements.enumerated() {
                collect(element, "\(pointer)/\(index)", &found)
            }
        default: return
        }
    }
}

/// A path, cut at its references.
private struct PathTemplate {
    enum Part {
        case text(Substring)
        case reference(BatchReference)
    }

    var parts: [Part] = []

    init(_ path: String) {
        var rest = path[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            parts.append(.text(rest[..<open]))
            let name = String(rest[rest.index(after: open)..<close])
            parts.append(.reference(BatchReference(name, at: "/path")))
            rest = rest[rest.index(after: close)...]
        }
        parts.append(.text(rest))
    }

    var references: [BatchReference] {
        parts.compactMap { part in
            if case .reference(let reference) = part { reference } else { nil }
        }
    }
}

/// The answers of the operations that have run, by their refs.
struct BatchResults {
    private var answers: [String: JSONDocument] = [:]

    /// Notes an answer that has succeeded; one without a body has nothing to take.
    mutating func add(_ response: Response, for operation: BatchOperation) throws {
        guard let name = operation.ref, response.status < 300 else { return }
        answers[name] = try JSONDocument(
            response.body.isEmpty ? Array("null".utf8) : response.body)
    }

    func fill(_ path: String) throws -> String {
        try PathTemplate(path).parts.map { part in
            switch part {
            case .text(let text): return String(text)
            case .reference(let reference):
                guard let value = try value(of: reference)?.string else {
                    throw Problem(
                        .badParameter,
                        "The answer of \(reference.head) has no string \(reference.text).",
                        extras: [("parameter", .text("path"))])
                }
                return PercentCoding.encode(value)
            }
        }.joined()
    }

    func fill(_ body: JSONNode) throws -> [UInt8] {
        var json = JSONWriter()
        try write(body, "", to: &json)
        return json.finish()
    }

    private func write(_ node: JSONNode, _ pointer: String, to json: inout JSONWriter) throws {
        if let reference = BatchReference(node, at: pointer) {
            guard let value = try value(of: reference) else {
                throw Problem.invalid(
                    pointer, .notFound,
                    "The answer of \(reference.head) has no \(reference.text).")
            }
            value.write(to: &json)
            return
        }
        switch node.kind {
        case .object:
            json.beginObject()
            for (name, value) in node.members {
                json.key(name)
                try write(value, "\(pointer)/\(pointerToken(name))", to: &json)
            }
            json.endObject()
        case .array:
            json.beginArray()
            for (index, element) in node.elements.enumerated() {
                try write(element, "\(pointer)/\(index)", to: &json)
            }
            json.endArray()
        default: node.write(to: &json)
        }
    }

    /// What a reference names; nil when the answer does not have it.
    private func value(of reference: BatchReference) throws -> JSONNode? {
        guard var node = answers[reference.head]?.root else {
            throw Problem(
                .failedDependency, "The operation with the ref \(reference.head) failed.")
        }
        for part in reference.parts.dropFirst() {
            let index = Int(part)
            guard let next = node[part] ?? index.flatMap({ Array(node.elements)[safely: $0] })
            else { return nil }
            node = next
        }
        return node
    }
}

extension Array {
    fileprivate subscript(safely index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}
