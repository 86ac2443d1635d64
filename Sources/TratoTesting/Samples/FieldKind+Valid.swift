import Schema

extension FieldKind {
    /// A valid value: of a choice the first, of what people write freely a new one at each call.
    ///
    /// References and links name records, which `record` makes: it is handed the resource's name and gives an id.
    package func sample(_ record: (String) throws -> String) rethrows -> JSONValue {
        let number = Fresh.number()
        switch self {
        case .id, .actor: return .string(Fresh.id())
        case .text(let max): return .string(Self.text("Sample", number, max))
        case .longText(let max):
            return .string(Self.text("A long sample\nof two lines", number, max))
        case .choice(let words): return .string(words[0])
        case .status(let machine): return .string(machine.initial)
        case .boolean: return false
        case .integer(let min, let max):
            return .number("\(min + number % Swift.max(1, (max - min) &+ 1).magnitudeClamped)")
        case .money: return .string("\(number).25")
        case .decimal(let use): return .string(use == .percent ? "\(number % 100)" : "\(number)")
        case .currency: return "EUR"
        case .country: return "PT"
        case .language: return "pt-BR"
        case .timeZone: return "Europe/Lisbon"
        case .email: return .string("sample\(number)@example.com")
        case .phone: return .string("+3512112\(34_567 + number % 10_000)")
        case .url: return .string("https://example.com/\(number)")
        case .day: return .string("2027-0\(1 + number % 9)-1\(number % 10)")
        case .instant: return .string("2027-0\(1 + number % 9)-1\(number % 10)T08:30:00.000Z")
        case .reference(let name): return .string(try record(name))
        case .link: return ["resource": "parties", "id": .string(try record("parties"))]
        case .labels: return [.string("label \(number)")]
        case .externalIDs: return [["system": "erp", "id": .string("\(number)")]]
        case .custom, .object: return [:]
        case .objects: return [[:]]
        case .password: return .string("correct horse \(number)")
        }
    }

    private static func text(_ word: String, _ number: Int64, _ max: Int) -> String {
        let text = "\(word) \(number)"
        return text.count <= max ? text : String("\(number)".suffix(max))
    }
}

extension Int64 {
    /// A positive number that a range of any size can be divided by.
    fileprivate var magnitudeClamped: Int64 { self > 0 ? self : .max }
}
