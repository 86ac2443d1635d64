import Store

/// The fields that every record has, at fixed places.
package enum CommonFields {
    package static let id = 0
    package static let version = 1
    package static let createdAt = 2
    package static let updatedAt = 3
    package static let createdBy = 4
    package static let updatedBy = 5
    package static let deletedAt = 6
    package static let externalIDs = 7
    package static let tags = 8
    package static let custom = 9
    /// On tables with the trait `owned` only.
    package static let ownerID = 10
    package static let teamID = 11
    /// On owned collections only.
    package static let parentID = 1
    package static let position = 2
    package static let externalID = 3

    /// Who owns a record may leave; the record stays.
    static func isOwnership(_ field: FieldSpec) -> Bool {
        field.ordinal == ownerID || field.ordinal == teamID
    }

    static func leading(_ traits: ResourceTraits) -> [FieldSpec] {
        if traits.contains(.form) { return [] }
        if traits.contains(.child) { return child() }
        var fields = [
            FieldSpec("id", .id, [.createOnly], isOptional: true),
            FieldSpec("version", .integer(min: 1, max: .max), [.readOnly], default: .integer(1)),
            FieldSpec("created_at", .instant, [.readOnly, .sortable], default: .integer(0)),
            FieldSpec("updated_at", .instant, [.readOnly, .sortable], default: .integer(0)),
            FieldSpec("created_by", .actor, [.readOnly], isOptional: true),
            FieldSpec("updated_by", .actor, [.readOnly], isOptional: true),
            FieldSpec("deleted_at", .instant, [.readOnly, .hidden], isOptional: true),
            FieldSpec(
                "external_ids", .externalIDs, [.alwaysEditable], default: .text("[]")),
            FieldSpec("tags", .labels(max: 50), [.alwaysEditable], default: .text("[]")),
            FieldSpec("custom", .custom, [.alwaysEditable], default: .text("{}")),
        ]
        if traits.contains(.owned) {
            fields.append(
                FieldSpec(
                    "owner_id", .reference(to: "users"), [.alwaysEditable], isOptional: true))
            fields.append(
                FieldSpec("team_id", .reference(to: "teams"), [.alwaysEditable], isOptional: true))
        }
        return fields
    }

    private static func child() -> [FieldSpec] {
        let externalID = FieldSpec("external_id", .text(max: 255), isOptional: true)
        externalID.about =
            "What another system calls this element; a change that names it means this one."
        return [
            FieldSpec("id", .id, [], isOptional: true),
            FieldSpec("parent_id", .id, [.readOnly, .hidden], default: .null),
            FieldSpec(
                "position", .integer(min: 0, max: .max), [.readOnly, .hidden], default: .integer(0)),
            externalID,
        ]
    }
}
