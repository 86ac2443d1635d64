import JSON
import Store

/// An array of small objects in one column, written by rules and shown as it is.
package struct Objects: CellConvertible, Equatable {
    /// JSON.
    package let text: String

    package static let none = Objects(text: "[]")

    @usableFromInline init(text: String) { self.text = text }

    package init(_ elements: [Value]) {
        self.init(
            text: elements.isEmpty
                ? "[]" : String(decoding: Value.array(elements).encoded, as: UTF8.self))
    }

    /// What was written as a complete JSON array.
    package init(array json: borrowing JSONWriter) {
        self.init(text: String(decoding: json.bytes, as: UTF8.self))
    }

    /// What a client gives back of what it read, with the members in the order in which they are written.
    init(givenBack node: JSONNode, as form: Table) {
        var json = JSONWriter()
        json.beginArray()
        for element in node.elements {
            json.beginObject()
            for field in form.fields {
                guard let value = element[field.name] else { continue }
                json.key(field.name)
                if case .link = field.kind, value.kind == .object {
                    json.beginObject()
                    for name in ["resource", "id"] {
                        json.key(name)
                        if let part = value[name] { part.write(to: &json) } else { json.null() }
                    }
                    json.endObject()
                } else {
                    value.write(to: &json)
                }
            }
            json.endObject()
        }
        json.endArray()
        self.init(text: String(decoding: json.finish(), as: UTF8.self))
    }

    @inlinable package init(cell: Cell) { self.init(text: String(cell: cell)) }

    @inlinable package var cell: Cell { .text(text) }

    package var isEmpty: Bool { text == "[]" }

    /// What the elements hold of some fields of their form, in that order; null where there is none.
    package func cells(of fields: [FieldSpec]) -> [[Cell]] {
        if isEmpty { return [] }
        let document = document
        return document.root.elements.map { element in
            fields.map { field in
                element[field.name].flatMap { try? field.decode($0) } ?? .null
            }
        }
    }

    /// Writes those elements of which a member, a text, is one of some words.
    package func write(
        where member: String, isOneOf words: Set<String>, to json: inout JSONWriter
    ) {
        if isEmpty { return }
        let document = document
        for element in document.root.elements {
            guard let word = element[member]?.string, words.contains(word) else { continue }
            element.write(to: &json)
        }
    }

    /// Whether there is an element of which a member, a text, is one of some words.
    package func contains(where member: String, isOneOf words: Set<String>) -> Bool {
        if isEmpty { return false }
        let document = document
        return document.root.elements.contains { element in
            element[member]?.string.map(words.contains) ?? false
        }
    }

    private var document: JSONDocument {
        guard let document = try? JSONDocument(Array(text.utf8)) else {
            preconditionFailure("a column holds objects that are not JSON")
        }
        return document
    }
}
