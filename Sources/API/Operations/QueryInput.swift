import JSON
import Schema

/// Query parameters as the fields of a form: what a `GET` action takes.
enum QueryInput {
    static func read(
        _ query: [(name: String, value: String)], _ form: Table, _ parser: FilterParser
    ) throws -> Input {
        var json = JSONWriter()
        json.beginObject()
        var seen: Set<String> = []
        for (name, value) in query {
            guard let field = form.field(name), seen.insert(name).inserted else {
                throw Problem(
                    .badParameter,
                    form.field(name) == nil
                        ? "There is no parameter \(name)." : "\(name) stands twice.",
                    extras: [("parameter", .text(name))])
            }
            json.key(name)
            switch field.kind {
            case .boolean where value == "true" || value == "false": json.bool(value == "true")
            case .integer where Int64(value) != nil: json.integer(Int64(value) ?? 0)
            case .day, .instant, .reference, .actor: json.string(try parser.canonical(value, field))
            default: json.string(value)
            }
        }
        json.endObject()
        let document = try JSONDocument(json.finish())
        let input = Input(document.root, for: form, custom: .none, isLenient: false)
        if let fault = input.faults.first { throw bad(fault) }
        return input
    }

    /// A fault of a field as the parameter's that it came from.
    static func bad(_ fault: Fault) -> Problem {
        Problem(
            .badParameter, fault.message,
            extras: [("parameter", .text(String(fault.pointer.dropFirst())))])
    }
}
