import Schema

/// What operations refer to by name: each said once, however often it is used.
struct Components {
    enum Kind: String, CaseIterable {
        case schemas, responses, parameters, examples, headers
    }

    private var parts: [Kind: [String: Value]] = [:]

    /// Adds a part unless there is one of its name, and returns a reference to it.
    @discardableResult
    mutating func add(_ kind: Kind, _ name: String, _ part: @autoclosure () -> Value) -> Value {
        if parts[kind]?[name] == nil { parts[kind, default: [:]][name] = part() }
        return Self.reference(kind, name)
    }

    static func reference(_ kind: Kind, _ name: String) -> Value {
        ["$ref": .text("#/components/\(kind.rawValue)/\(name)")]
    }

    static func schema(_ name: String) -> Value { reference(.schemas, name) }

    /// All parts, in order of their names, so that a change shows where it is.
    var value: Value {
        .object(
            Kind.allCases.map { kind in
                (
                    kind.rawValue,
                    .object(
                        (parts[kind] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
                )
            } + [
                ("securitySchemes", OAuthDescriptions.securitySchemes)
            ])
    }
}
