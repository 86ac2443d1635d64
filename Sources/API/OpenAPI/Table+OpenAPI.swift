import Schema

extension Table {
    /// `PriceBook` for `price_book`.
    var schemaName: String { Naming.pascal(singular) }

    /// What names one of its records inside another's body.
    var referenceSchemaName: String { schemaName + "Reference" }

    /// In the order of answers: the id, what the resource is about, then the bookkeeping.
    var shownFields: [FieldSpec] {
        let shown = fields.filter(\.isShown)
        if isChild { return shown }
        let common = shown.filter { $0.isCommon && $0.ordinal < commonCount }
        let own = shown.filter { $0.ordinal >= commonCount }
        return common.prefix(1) + own + common.dropFirst()
    }

    /// The fields that a create takes, what the resource is about first.
    var takenFields: [FieldSpec] {
        let taken = fields.filter(\.isWritable)
        return taken.filter { $0.ordinal >= commonCount }
            + taken.filter { $0.ordinal < commonCount }
    }

    /// How many of the first fields every such table has.
    private var commonCount: Int {
        if traits.contains(.form) || isChild { return 0 }
        return (isOwned ? CommonFields.teamID : CommonFields.custom) + 1
    }

    /// What `include` may name first, beside collections.
    var includable: [(name: String, target: Table)] {
        fields.compactMap { field in
            guard field.isShown, let name = field.referenceName, let target = field.target,
                self.field(name) == nil, collection(name) == nil
            else { return nil }
            return (name, target)
        }
    }

    /// The member that may stand in place of a reference's id; nil where the target has no other
    /// name.
    func nestedReference(_ field: FieldSpec) -> String? {
        guard let name = field.referenceName, let target = field.target, self.field(name) == nil,
            collection(name) == nil, !target.isChild || !target.uniqueFields.isEmpty
        else { return nil }
        return name
    }

    /// The fields that name one record.
    var uniqueFields: [FieldSpec] {
        fields.filter { $0.isShown && $0.traits.contains(.unique) }
    }

    /// Exactly one of its members names the record.
    var referenceSchema: Value {
        var properties: [(String, Value)] = [("id", ["type": "string", "format": "uuid"])]
        if !isChild {
            properties.append(("external_id", Components.schema("ExternalID")))
        }
        for field in uniqueFields { properties.append((field.name, field.kind.schema(.request))) }
        return [
            "type": "object", "properties": .object(properties), "minProperties": 1,
            "maxProperties": 1, "additionalProperties": false,
        ]
    }

    var sortableNames: [String] {
        fields.filter { $0.isShown && ($0.name == "id" || $0.traits.contains(.sortable)) }.map(
            \.name)
    }
}
