import Store

/// The untyped half of a field: all that the derivations need.
///
/// Written while its table is made, read-only afterwards.
package final class FieldSpec: @unchecked Sendable {
    package let name: String
    package let kind: FieldKind
    let form: WrittenForm
    package internal(set) var traits: FieldTraits
    package internal(set) var isOptional = false
    /// What a create without the field stores.
    package internal(set) var defaultCell: Cell?
    /// One line for `openapi.yaml`.
    package internal(set) var about: String?
    /// Fields whose change empties this one, unless the request gives it, so that a rule fills it anew.
    package internal(set) var follows: [String] = []
    /// The column's place in its table.
    package internal(set) var ordinal = -1
    /// The table that a reference points at; set when the registry is made.
    package internal(set) weak var target: Table?

    package init(
        _ name: String, _ kind: FieldKind, _ traits: FieldTraits = [], isOptional: Bool = false,
        default defaultCell: Cell? = nil
    ) {
        self.name = name
        self.kind = kind
        form = WrittenForm(kind)
        self.traits = traits
        self.isOptional = isOptional
        self.defaultCell = defaultCell
    }

    /// `party` for `party_id`: the member that an included record or a nested reference stands under.
    package var referenceName: String? {
        guard case .reference = kind, name.hasSuffix("_id") else { return nil }
        return String(name.dropLast(3))
    }

    /// Whether it holds what people mark a record with, which has an index of its own and no regard to case.
    var isTags: Bool { name == "tags" }

    package var isWritable: Bool { traits.isDisjoint(with: [.readOnly, .hidden]) }
    package var isShown: Bool {
        if case .password = kind { return false }
        return !traits.contains(.hidden)
    }
    /// Whether a create must give it.
    package var isRequired: Bool { isWritable && !isOptional && defaultCell == nil }
}
