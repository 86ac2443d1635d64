import JSON

/// A JSON value in memory, written as a literal in tests: `["name": "Ana", "tags": []]`.
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The number as it is written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Copies a parsed value.
    package init(_ node: JSONNode) {
        switch node.kind {
        case .null: self = .null
        case .bool: self = .bool(node.bool == true)
        case .number: self = .number(node.number?.literal ?? "")
        case .string: self = .string(node.string ?? "")
        case .array: self = .array(node.elements.map(JSONValue.init))
        case .object:
            var members: [String: JSONValue] = [:]
            for (name, value) in node.members { members[name] = JSONValue(value) }
            self = .object(members)
        }
    }

    /// Parses a text; throws `JSONError`.
    package init(parsing bytes: [UInt8]) throws { self.init(try JSONDocument(bytes).root) }

    /// The encoded value, members in order of their names.
    package var bytes: [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return json.finish()
    }

    private func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let value): json.bool(value)
        case .number(let literal): json.raw(Array(literal.utf8))
        case .string(let text): json.string(text)
        case .array(let elements):
            json.beginArray()
            for element in elements { element.write(to: &json) }
            json.endArray()
        case .object(let members):
            json.beginObject()
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                json.key(name)
                value.write(to: &json)
            }
            json.endObject()
        }
    }
}

extension JSONValue {
    package var isNull: Bool { self == .null }

    /// The string; nil when the value is none.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The integer; nil when the value is none.
    package var integer: Int64? {
        if case .number(let literal) = self { Int64(literal) } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The elements of an array; empty when the value is none.
    package var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The members of an object; empty when the value is none.
    package var members: [String: JSONValue] {
        if case .object(let members) = self { members } else { [:] }
    }

    /// A member of an object: null when there is none, absent when it is set to nil.
    package subscript(_ name: String) -> JSONValue {
        get { members[name] ?? .null }
        set {
            var members = members
            members[name] = newValue
            self = .object(members)
        }
    }

    /// An element of an array; null when there is none.
    package subscript(_ index: Int) -> JSONValue {
        elements.indices.contains(index) ? elements[index] : .null
    }

    /// The same object without some members.
    package func without(_ names: String...) -> JSONValue {
        .object(members.filter { !names.contains($0.key) })
    }

    /// The same object with the members of another one in place of or beside its own.
    package func merging(_ other: JSONValue) -> JSONValue {
        .object(members.merging(other.members) { $1 })
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .number("\(value)") }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { $1 })
    }
}

extension JSONValue: CustomStringConvertible {
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}
