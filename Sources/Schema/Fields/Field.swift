import Store

/// A stored property of a resource or of an action's input; `Value` exists only at compile time.
package protocol AnyField: Sendable {
    var spec: FieldSpec { get }
}

package struct Field<Value: CellConvertible>: AnyField {
    package let spec: FieldSpec

    init(_ name: String, _ kind: FieldKind, _ traits: FieldTraits) {
        spec = FieldSpec(name, kind, traits)
    }

    fileprivate init(spec: FieldSpec) { self.spec = spec }

    /// Allows null; a field is required and not null unless it says otherwise.
    package var optional: Field<Value?> {
        spec.isOptional = true
        return Field<Value?>(spec: spec)
    }

    /// What a create without the field stores.
    package func `default`(_ value: Value) -> Self {
        spec.defaultCell = value.cell
        return self
    }

    /// A rule fills it when it is left out on create or set to null.
    ///
    /// A change that does not give it, but changes one of `fields`, empties it for the rule to fill
    /// anew. A repeated `PUT` under another system's key that leaves it out keeps what was filled.
    package func filled(after fields: [String] = []) -> Self {
        spec.traits.insert(.filled)
        spec.follows = fields
        return self
    }

    /// One line for `openapi.yaml`.
    package func about(_ text: String) -> Self {
        spec.about = text
        return self
    }
}

extension Field where Value == String {
    package static func text(_ name: String, max: Int, _ traits: FieldTraits = []) -> Field {
        Field(name, .text(max: max), traits)
    }
    package static func longText(_ name: String, max: Int = 20_000, _ traits: FieldTraits = [])
        -> Field
    {
        Field(name, .longText(max: max), traits)
    }
    package static func country(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .country, traits)
    }
    package static func language(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .language, traits)
    }
    package static func timeZone(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .timeZone, traits)
    }
    package static func email(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .email, traits)
    }
    package static func phone(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .phone, traits)
    }
    package static func url(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .url, traits)
    }
    package static func password(_ name: String) -> Field {
        Field(name, .password, [.secret])
    }
    /// A choice among words that rules do not switch over.
    package static func choice(_ name: String, of words: [String], _ traits: FieldTraits = [])
        -> Field
    {
        Field(name, .choice(words), traits)
    }
    /// The text of a JSON object.
    package static func object(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .object, traits)
    }
}

extension Field where Value == Objects {
    /// An array of objects that rules write; the properties of `form` are their members.
    package static func objects(
        _ name: String, of form: Any, _ traits: FieldTraits = []
    ) -> Field {
        Field(name, .objects(Table(form: form, name: name)), traits.union(.readOnly))
            .default(.none)
    }
}

extension Field where Value: Word {
    package static func choice(_ name: String, _: Value.Type, _ traits: FieldTraits = []) -> Field {
        Field(name, .choice(Value.allCases.map(\.rawValue)), traits)
    }
}

extension Field where Value: State {
    /// Read-only in requests: it changes through verbs, and starts as the machine's initial state.
    package static func status(_ name: String, _: Value.Type, _ traits: FieldTraits = []) -> Field {
        let field = Field(name, .status(StateMachine(Value.self)), traits.union(.readOnly))
        field.spec.defaultCell = .text(Value.initial.rawValue)
        return field
    }
}

extension Field where Value == Bool {
    package static func boolean(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .boolean, traits)
    }
}

extension Field where Value == Int64 {
    package static func integer(
        _ name: String, _ range: ClosedRange<Int64>, _ traits: FieldTraits = []
    ) -> Field {
        Field(name, .integer(min: range.lowerBound, max: range.upperBound), traits)
    }
}

extension Field where Value == Money {
    package static func money(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .money, traits)
    }
}

extension Field where Value == Decimal {
    package static func quantity(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .decimal(.quantity), traits)
    }
    package static func minimumQuantity(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .decimal(.minimumQuantity), traits)
    }
    package static func unitPrice(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .decimal(.unitPrice), traits)
    }
    package static func percent(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .decimal(.percent), traits)
    }
}

extension Field where Value == Currency {
    package static func currency(_ name: String = "currency", _ traits: FieldTraits = []) -> Field {
        Field(name, .currency, traits)
    }
}

extension Field where Value == Day {
    package static func day(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .day, traits)
    }
}

extension Field where Value == Instant {
    package static func instant(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .instant, traits)
    }
}

extension Field where Value == RecordID {
    /// The id of a user or API key.
    package static func actor(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .actor, traits)
    }
}

extension Field where Value == Link {
    package static func link(_ name: String, _ traits: FieldTraits = []) -> Field {
        Field(name, .link, traits)
    }
}

extension Field where Value == [String] {
    package static func labels(_ name: String, max: Int = 100, _ traits: FieldTraits = []) -> Field
    {
        Field(name, .labels(max: max), traits)
    }
}

extension Field {
    package static func reference<R: Resource>(
        _ name: String, to _: R.Type, _ traits: FieldTraits = []
    ) -> Field where Value == ID<R> {
        Field(name, .reference(to: R.name), traits)
    }
}
