import JSON
import Store

extension FieldKind {
    /// The operators that mean something for this kind; none when it cannot be filtered.
    package var operators: Set<Predicate.Operator> {
        switch self {
        case .text, .email, .phone, .url, .language, .timeZone:
            [.eq, .ne, .gt, .gte, .lt, .lte, .in, .nin, .contains, .startsWith, .exists]
        case .longText: [.contains, .exists]
        case .choice, .status, .currency, .country, .link: [.eq, .ne, .in, .nin, .exists]
        case .id, .reference, .actor: [.eq, .ne, .in, .nin, .exists]
        case .boolean: [.eq, .ne, .exists]
        case .integer, .money, .decimal, .day, .instant:
            [.eq, .ne, .gt, .gte, .lt, .lte, .in, .nin, .exists]
        case .labels: [.eq, .ne, .in, .nin, .exists]
        case .externalIDs, .custom, .password, .object, .objects: []
        }
    }
}

extension FieldSpec {
    /// The values of a condition, read as the field's kind reads them.
    func literals(
        _ op: Predicate.Operator, _ values: [String], _ parser: FilterParser, _ name: String
    ) throws -> [Cell] {
        guard kind.operators.contains(op) else {
            throw Problem(
                .unfilterable, "\(self.name) cannot be filtered by \(op.rawValue).",
                extras: [("parameter", .text(name))])
        }
        return try Literals.read(op, values, name) { try literal($0, op, parser, name) }
    }

    private func literal(
        _ text: String, _ op: Predicate.Operator, _ parser: FilterParser, _ name: String
    ) throws -> Cell {
        switch kind {
        case .text, .longText, .email, .phone, .url, .language, .timeZone, .currency, .country,
            .labels:
            return .text(Literals.pattern(text, op))
        case .choice(let words): return try word(text, words, name)
        case .status(let machine): return try word(text, machine.states, name)
        case .id, .reference, .actor: return try identifier(text, parser, name)
        case .boolean:
            guard text == "true" || text == "false" else { throw bad(name, "true or false") }
            return .integer(text == "true" ? 1 : 0)
        case .integer:
            guard let value = Int64(text) else { throw bad(name, "a whole number") }
            return .integer(value)
        case .money: return try Literals.number(text, places: 4, name)
        case .decimal: return try Literals.number(text, places: 6, name)
        case .day:
            guard let day = RelativeDate(text, parser)?.day else { throw bad(name, "a date") }
            return day.cell
        case .instant:
            guard let instant = RelativeDate(text, parser)?.instant else {
                throw bad(name, "an instant")
            }
            return instant.cell
        case .link:
            let parts = text.split(separator: "/")
            guard parts.count == 2, let id = RecordID(String(parts[1])) else {
                throw bad(name, "resource/id")
            }
            return Link(resource: String(parts[0]), id: id).cell
        case .externalIDs, .custom, .password, .object, .objects:
            preconditionFailure("\(self.name) has no operators")
        }
    }

    private func identifier(_ text: String, _ parser: FilterParser, _ name: String) throws -> Cell {
        if text == "me" {
            guard let user = parser.access.userID else {
                throw Problem(
                    .badParameter, "me needs a credential that belongs to a user.",
                    extras: [("parameter", .text(name))])
            }
            return user.cell
        }
        guard let id = RecordID(text) else { throw bad(name, "a UUID or me") }
        return id.cell
    }

    private func word(_ text: String, _ words: [String], _ name: String) throws -> Cell {
        guard words.contains(text) else {
            throw bad(name, "one of \(words.joined(separator: ", "))")
        }
        return .text(text)
    }

    private func bad(_ name: String, _ wanted: String) -> Problem { Literals.bad(name, wanted) }
}

extension CustomField {
    func literals(
        _ op: Predicate.Operator, _ values: [String], _ parser: FilterParser, _ name: String
    ) throws -> [Cell] {
        let isPattern = op == .contains || op == .startsWith
        guard kind == .text || !isPattern else {
            throw Problem(.unfilterable, "\(key) cannot be filtered by \(op.rawValue).")
        }
        return try Literals.read(op, values, name) { text in
            switch kind {
            case .number:
                // Cast to a number where it is compared.
                _ = try Literals.number(text, places: 6, name)
                return .text(text)
            case .boolean:
                guard text == "true" || text == "false" else {
                    throw Literals.bad(name, "true or false")
                }
                return .integer(text == "true" ? 1 : 0)
            case .date:
                guard let day = RelativeDate(text, parser)?.day else {
                    throw Literals.bad(name, "a date")
                }
                return .text(day.text)
            case .instant:
                guard let instant = RelativeDate(text, parser)?.instant else {
                    throw Literals.bad(name, "an instant")
                }
                return .text(instant.text)
            case .text: return .text(Literals.pattern(text, op))
            case .choice: return .text(text)
            }
        }
    }
}

enum Literals {
    /// `in` takes a list separated by commas, `exists` a boolean, the others one value.
    static func read(
        _ op: Predicate.Operator, _ values: [String], _ name: String,
        _ read: (String) throws -> Cell
    ) throws -> [Cell] {
        switch op {
        case .exists:
            guard values == ["true"] || values == ["false"] else {
                throw bad(name, "true or false")
            }
            return [.integer(values == ["true"] ? 1 : 0)]
        case .in, .nin:
            let texts =
                values.count == 1 ? values[0].split(separator: ",").map(String.init) : values
            guard !texts.isEmpty, texts.count <= 500 else { throw bad(name, "1 to 500 values") }
            return try texts.map(read)
        default:
            guard values.count == 1 else { throw bad(name, "one value") }
            return [try read(values[0])]
        }
    }

    /// The text for LIKE, with what the caller wrote taken literally.
    static func pattern(_ text: String, _ op: Predicate.Operator) -> String {
        guard op == .contains || op == .startsWith else { return text }
        var escaped = op == .contains ? "%" : ""
        for character in text {
            if character == "%" || character == "_" || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped + "%"
    }

    static func number(_ text: String, places: Int, _ name: String) throws -> Cell {
        var text = text
        guard case .success(let value) = text.withUTF8({ DecimalText.scaled($0, places: places) })
        else {
            throw bad(name, "a decimal number with at most \(places) decimals")
        }
        return .integer(value)
    }

    static func bad(_ name: String, _ wanted: String) -> Problem {
        Problem(
            .badParameter, "\(name) takes \(wanted).", extras: [("parameter", .text(name))])
    }
}
