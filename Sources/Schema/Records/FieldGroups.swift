import JSON

/// A table's fields by what saving does with them, found once: a save looks only at those that concern it.
package struct FieldGroups: Sendable {
    /// A field that is written as JSON, and its name in quotes with the colon.
    struct Named: Sendable {
        let field: FieldSpec
        let key: [UInt8]

        init(_ field: FieldSpec) {
            self.field = field
            key = JSONWriter.encodedKey(field.name)
        }
    }

    /// What an audit entry tells of a record: all but the bookkeeping, which would say again what the entry says, and
    /// what is never shown.
    let audited: [Named]
    /// What an audit entry tells of an owned row.
    let shown: [Named]
    let required: [FieldSpec]
    /// Fields that are emptied when others change.
    let following: [FieldSpec]
    /// Amounts that clients give.
    let amounts: [FieldSpec]
    /// References that clients give, and links.
    let pointing: [FieldSpec]
    /// References to the table itself that clients may change; see `Hierarchies.swift`.
    let hierarchies: [FieldSpec]
    let parties: [FieldSpec]
    /// What `q=` finds a record by.
    let searched: [FieldSpec]
    let custom: FieldSpec?
    let externalIDs: FieldSpec?
    let tags: FieldSpec?

    private static let bookkeeping: Set<String> = [
        "id", "version", "created_at", "updated_at", "created_by", "updated_by",
    ]

    init(_ fields: [FieldSpec], of table: String) {
        audited = fields.filter { field in
            !Self.bookkeeping.contains(field.name)
                && (!field.traits.contains(.hidden) || field.name == "deleted_at")
        }.map { Named($0) }
        shown = fields.filter(\.isShown).map { Named($0) }
        required = fields.filter(\.isRequired)
        following = fields.filter { !$0.follows.isEmpty }
        amounts = fields.filter { field in
            if case .money = field.kind { field.isWritable } else { false }
        }
        pointing = fields.filter { field in
            switch field.kind {
            case .reference: field.isWritable
            case .link: true
            default: false
            }
        }
        hierarchies = fields.filter { field in
            guard case .reference(to: table) = field.kind else { return false }
            return field.isWritable && !field.traits.contains(.createOnly)
        }
        parties = fields.filter { field in
            if case .reference(to: "parties") = field.kind { true } else { false }
        }
        searched = fields.filter { !$0.traits.isDisjoint(with: [.title, .searchable]) }
        custom = fields.first { $0.name == "custom" }
        externalIDs = fields.first { $0.name == "external_ids" }
        tags = fields.first { $0.name == "tags" }
    }
}
