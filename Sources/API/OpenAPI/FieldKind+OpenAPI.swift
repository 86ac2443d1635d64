import JSON
import Schema
import Store

// What each kind of field is in JSON Schema (draft 2020-12, as OpenAPI 3.1 takes it), and a value
// to show.

/// Which way a value goes: what is taken is narrower than what may be shown.
enum Direction {
    case answer
    case request
}

extension FieldKind {
    /// The schema of a value that is not null.
    func schema(_ direction: Direction) -> Value {
        switch self {
        case .id: Self.uuid
        case .actor: Self.uuid.with("description", "The id of a user or API key.")
        case .reference(let target):
            Self.uuid.with("description", "Refers to \(Naming.words(target)).")
        case .text(let max), .longText(let max):
            ["type": "string", "maxLength": .integer(Int64(max))]
        case .choice(let words): ["type": "string", "enum": .texts(words)]
        case .status(let machine):
            [
                "type": "string", "enum": .texts(machine.states),
                "description": .text(machine.sentence),
            ]
        case .boolean: ["type": "boolean"]
        case .integer(let min, let max): Self.integer(min, max)
        case .money: Self.number(places: 4, direction)
        case .decimal(let use):
            Self.number(places: 6, direction).with("description", .text(use.sentence))
        case .currency:
            ["type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217."]
        case .country:
            ["type": "string", "pattern": "^[A-Z]{2}$", "description": "ISO 3166-1 alpha-2."]
        case .language: ["type": "string", "maxLength": 128, "description": "BCP 47."]
        case .timeZone: ["type": "string", "maxLength": 100, "description": "An IANA time zone."]
        case .email: ["type": "string", "format": "email", "maxLength": 254]
        case .phone:
            ["type": "string", "maxLength": 60, "description": "E.164 where it can be told."]
        case .url: ["type": "string", "format": "uri", "maxLength": 2048]
        case .day: ["type": "string", "format": "date"]
        case .instant: ["type": "string", "format": "date-time"]
        case .link: Components.schema(direction == .answer ? "Link" : "LinkReference")
        case .labels(let max):
            [
                "type": "array", "maxItems": .integer(Int64(max)),
                "items": ["type": "string", "minLength": 1, "maxLength": 100],
            ]
        case .externalIDs:
            [
                "type": "array", "maxItems": 50,
                "items": Components.schema("ExternalID"),
            ]
        case .password:
            [
                "type": "string", "format": "password", "minLength": 10, "maxLength": 1024,
                "writeOnly": true,
            ]
        case .custom, .object: ["type": "object", "additionalProperties": true]
        case .objects(let form):
            [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": .object(form.fields.map { ($0.name, $0.shownSchema) }),
                    "required": .texts(form.fields.map(\.name)),
                ],
            ]
        }
    }

    /// A value that the schema allows, for a field of this name.
    func example(_ name: String, of table: Table?) -> Value {
        switch self {
        case .id: .id(ExampleText.id(table?.name ?? name))
        case .actor: .id(ExampleText.id("users"))
        case .reference(let target): .id(ExampleText.id(target))
        case .text(let max), .longText(let max): .text(ExampleText.text(name, of: table, max: max))
        case .choice(let words): .text(ExampleText.word(name, words))
        case .status(let machine): .text(machine.initial)
        case .boolean: .boolean(name.hasPrefix("is_"))
        case .integer(let min, let max): .integer(Swift.min(Swift.max(min, 1), max))
        case .money: .text(ExampleText.amount(name))
        case .decimal(let use): .text(ExampleText.decimal(name, use))
        case .currency: "EUR"
        case .country: "PT"
        case .language: "pt-PT"
        case .timeZone: "Europe/Lisbon"
        case .email: "ana.silva@example.com"
        case .phone: "+351213456789"
        case .url: "https://casa-silva.example.com"
        case .day: .text(ExampleText.day(name))
        case .instant: .text(ExampleText.instant(name))
        case .link: ["resource": "parties", "id": .id(ExampleText.id("parties"))]
        case .labels: .array([.text(ExampleText.label(name))])
        case .externalIDs: [["system": "erp", "id": "ALFKI"]]
        case .custom, .object: [:]
        case .objects(let form):
            [.object(form.fields.map { ($0.name, $0.kind.example($0.name, of: nil)) })]
        case .password: "correct horse battery staple"
        }
    }

    /// A stored value as the description shows a default; nil where there is nothing to say.
    func value(of cell: Cell) -> Value? {
        switch (self, cell) {
        case (.boolean, .integer(let value)): .boolean(value != 0)
        case (.integer, .integer(let value)): .integer(value)
        case (.money, .integer(let value)):
            .text(DecimalText.text(value, places: 4, atLeast: 2))
        case (.decimal, .integer(let value)):
            .text(DecimalText.text(value, places: 6, atLeast: 0))
        case (.text, .text(let value)), (.longText, .text(let value)), (.choice, .text(let value)),
            (.currency, .text(let value)), (.country, .text(let value)),
            (.language, .text(let value)), (.timeZone, .text(let value)), (.url, .text(let value)):
            value.isEmpty ? nil : .text(value)
        default: nil
        }
    }

    private static let uuid: Value = ["type": "string", "format": "uuid"]

    private static func integer(_ min: Int64, _ max: Int64) -> Value {
        var schema: Value = ["type": "integer", "format": "int64"]
        if min > .min { schema["minimum"] = .integer(min) }
        if max < .max { schema["maximum"] = .integer(max) }
        return schema
    }

    /// A decimal string; only answers are ever negative.
    private static func number(places: Int, _ direction: Direction) -> Value {
        let sign = direction == .answer ? "-?" : ""
        return [
            "type": "string",
            "pattern": "^\(sign)(0|[1-9][0-9]*)(\\.[0-9]{1,\(places)})?$",
        ]
    }
}

extension DecimalUse {
    fileprivate var sentence: String {
        switch self {
        case .quantity: "Greater than 0."
        case .minimumQuantity, .unitPrice: "0 or more."
        case .percent: "0 to 100."
        }
    }
}

extension StateMachine {
    /// What leads where, for people.
    fileprivate var sentence: String {
        let moves = transitions.map {
            "\($0.from) to \($0.to) by \($0.isAutomatic ? "itself" : $0.verb)"
        }
        guard !moves.isEmpty else { return "Never changes." }
        return "Changes only through verbs: \(moves.joined(separator: "; "))."
    }
}
