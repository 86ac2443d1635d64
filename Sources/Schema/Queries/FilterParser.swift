import JSON
import Store

/// Reads `status=open`, `amount.gte=1000`, `party.country=PT`, `custom.colour.in=red,blue` against a table.
package struct FilterParser {
    let table: Table
    let access: Access
    let customFields: CustomFields
    let now: Instant

    /// Conditions one request may have.
    static let maximumConditions = 100
    /// Levels of `and`, `or` and `not`.
    static let maximumDepth = 10

    package init(_ table: Table, _ access: Access, _ customFields: CustomFields, now: Instant) {
        self.table = table
        self.access = access
        self.customFields = customFields
        self.now = now
    }

    /// One condition; `values` has several elements only when they came as a JSON array.
    package func condition(_ name: String, _ values: [String]) throws -> Predicate {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        var op = Predicate.Operator.eq
        if parts.count > 1, let last = parts.last, let named = Predicate.Operator(rawValue: last) {
            op = named
            parts.removeLast()
        }
        return try resolve(parts, of: table, op, values, name: name, hops: 0)
    }

    private func resolve(
        _ parts: [String], of table: Table, _ op: Predicate.Operator, _ values: [String],
        name: String, hops: Int
    ) throws -> Predicate {
        guard let head = parts.first else { throw unknown(name) }
        if parts.count == 1 {
            guard let field = table.field(head), field.isShown else { throw unknown(name) }
            return .compare(field, op, try field.literals(op, values, self, name))
        }
        if head == "custom", parts.count == 2,
            let field = customFields.field(parts[1], of: table.name)
        {
            return .custom(field, op, try field.literals(op, values, self, name))
        }
        guard hops == 0, head != "custom" else { throw unknown(name) }
        let rest = Array(parts.dropFirst())
        if let collection = table.collection(head) {
            let part = try resolve(rest, of: collection.table, op, values, name: name, hops: 1)
            return .through(.collection(collection), part)
        }
        guard let field = table.field(head + "_id"), let target = field.target else {
            throw unknown(name)
        }
        guard target.isChild || access.sight("read", on: target.name) != nil else {
            throw unknown(name)
        }
        return .through(
            .reference(field, target),
            try resolve(rest, of: target, op, values, name: name, hops: 1))
    }

    private func unknown(_ name: String) -> Problem {
        Problem(
            .unknownField, "\(table.name) has no field \(name).",
            extras: [("parameter", .text(name))])
    }

    /// A tree of `and`, `or`, `not` and conditions, as `POST /search` takes it.
    package func tree(_ node: JSONNode) throws -> Predicate {
        var left = Self.maximumConditions
        return try tree(node, "/filter", &left, depth: 1)
    }

    private func tree(
        _ node: JSONNode, _ pointer: String, _ left: inout Int, depth: Int
    ) throws -> Predicate {
        guard depth <= Self.maximumDepth else {
            throw Problem.invalid(
                pointer, .tooMany, "A filter nests at most \(Self.maximumDepth) deep.")
        }
        guard node.kind == .object else {
            throw Problem.invalid(pointer, .wrongType, "A filter is an object.")
        }
        var parts: [Predicate] = []
        for (name, value) in node.members {
            left -= 1
            guard left >= 0 else {
                throw Problem.invalid(
                    pointer, .tooMany, "A filter has at most \(Self.maximumConditions) conditions.")
            }
            let place = "\(pointer)/\(pointerToken(name))"
            switch name {
            case "and", "or":
                guard value.kind == .array else {
                    throw Problem.invalid(place, .wrongType, "\(name) takes an array.")
                }
                var inner: [Predicate] = []
                for (index, element) in value.elements.enumerated() {
                    inner.append(try tree(element, "\(place)/\(index)", &left, depth: depth + 1))
                }
                parts.append(name == "and" ? .and(inner) : .or(inner))
            case "not": parts.append(.not(try tree(value, place, &left, depth: depth + 1)))
            default: parts.append(try condition(name, try literals(value, place)))
            }
        }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private func literals(_ node: JSONNode, _ pointer: String) throws -> [String] {
        switch node.kind {
        case .string: return [node.string ?? ""]
        case .number: return [node.number?.literal ?? ""]
        case .bool: return [node.bool == true ? "true" : "false"]
        case .array:
            return try node.elements.enumerated().flatMap { index, element in
                try literals(element, "\(pointer)/\(index)")
            }
        case .null, .object:
            throw Problem.invalid(pointer, .wrongType, "Compare with a value; use exists for null.")
        }
    }
}

extension FilterParser {
    /// A relative date or `me` as the text that the field's kind reads; anything else as it is.
    package func canonical(_ text: String, _ field: FieldSpec) throws -> String {
        switch field.kind {
        case .day: return RelativeDate(text, self)?.day.text ?? text
        case .instant: return RelativeDate(text, self)?.instant.text ?? text
        case .reference(to: "users"), .actor:
            guard text == "me" else { return text }
            guard let user = access.userID else {
                throw Problem(.badParameter, "me needs a credential that belongs to a user.")
            }
            return user.text
        default: return text
        }
    }
}
