import Schema

// The description is written as it reads in JSON: `["type": "string", "format": "uuid"]`.

extension Value: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(arrayLiteral elements: Value...) { self = .array(elements) }

    /// The members in the order in which they are written.
    package init(dictionaryLiteral elements: (String, Value)...) { self = .object(elements) }
}

extension Value {
    /// A member of an object; setting replaces it, adds it at the end, or with nil removes it.
    subscript(_ name: String) -> Value? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.0 == name }?.1
        }
        set {
            guard case .object(var members) = self else { return }
            let index = members.firstIndex { $0.0 == name }
            switch (index, newValue) {
            case (let index?, let value?): members[index].1 = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((name, value))
            case (nil, nil): return
            }
            self = .object(members)
        }
    }

    /// The same object with one more member.
    func with(_ name: String, _ value: Value?) -> Value {
        var changed = self
        changed[name] = value
        return changed
    }

    /// The members of an object, or nothing.
    var members: [(String, Value)] {
        if case .object(let members) = self { members } else { [] }
    }

    static func texts(_ texts: [String]) -> Value { .array(texts.map { .text($0) }) }
}
