import Schema
import Store

/// Example records, made from the fields: each is valid against its schema.
struct Examples {
    let customFields: CustomFields

    /// As `GET` of one shows it; lists leave the collections out.
    func shown(_ table: Table, withCollections: Bool = true) -> Value {
        var members = table.shownFields.map { ($0.name, shown($0, table)) }
        if withCollections {
            for collection in table.owned {
                members.append((collection.name, [shown(collection.table)]))
            }
        }
        return .object(members)
    }

    func list(_ table: Table) -> Value {
        ["data": [shown(table, withCollections: false)], "next_cursor": .null]
    }

    func create(_ table: Table) -> Value {
        var members: [(String, Value)] = []
        for field in table.takenFields where isTold(field, table) {
            members.append((field.name, field.isCustom ? custom(table) : taken(field, table)))
        }
        for collection in table.owned where collection.isWritable {
            members.append((collection.name, [create(collection.table)]))
        }
        return .object(members)
    }

    /// One or two members: the title, and something else that people change.
    func update(_ table: Table) -> Value {
        let candidates = table.takenFields.filter { field in
            guard !field.traits.contains(.createOnly), !field.isCommon else { return false }
            switch field.kind {
            case .text, .longText, .choice, .day, .instant, .boolean, .url, .email: break
            default: return false
            }
            return field.traits.contains(.title) || !isUsuallyEmpty(field, table)
        }
        let title = candidates.filter { $0.traits.contains(.title) }
        let chosen = (title + candidates.filter { !$0.traits.contains(.title) }).prefix(2)
        guard !chosen.isEmpty else { return table.isChild ? [:] : ["tags": ["wholesale"]] }
        return .object(chosen.map { ($0.name, taken($0, table)) })
    }

    /// The members of a form, all of them.
    func form(_ form: Table) -> Value {
        var members = form.takenFields.map { ($0.name, $0.kind.example($0.name, of: nil)) }
        for collection in form.owned {
            members.append((collection.name, [create(collection.table)]))
        }
        return .object(members)
    }

    private func shown(_ field: FieldSpec, _ table: Table) -> Value {
        if field.isCustom { return custom(table) }
        if field.isOptional, isUsuallyEmpty(field, table) { return .null }
        return taken(field, table)
    }

    private func taken(_ field: FieldSpec, _ table: Table) -> Value {
        if let cell = field.defaultCell, let value = field.kind.value(of: cell), !isAmount(field) {
            return value
        }
        return field.kind.example(field.name, of: table)
    }

    private func custom(_ table: Table) -> Value {
        .object(customFields.fields(of: table.name).map { ($0.key, $0.example) })
    }

    /// Whether a body shows the field: what it must have, and what it usually has.
    private func isTold(_ field: FieldSpec, _ table: Table) -> Bool {
        if field.isCustom { return !customFields.fields(of: table.name).isEmpty }
        if field.isRequired || field.traits.contains(.title) { return true }
        switch field.kind {
        // Ids that a reader does not have would only be refused.
        case .reference, .actor, .link: return false
        default: break
        }
        return field.isOptional && !field.isCommon && !isUsuallyEmpty(field, table)
    }

    /// Totals start at zero, and zeros explain nothing.
    private func isAmount(_ field: FieldSpec) -> Bool {
        if case .money = field.kind { true } else { false }
    }

    /// What comes late in a record's life, or belongs to records of another kind.
    private func isUsuallyEmpty(_ field: FieldSpec, _ table: Table) -> Bool {
        guard field.isOptional else { return false }
        switch field.name {
        case "given_name", "family_name", "job_title", "birth_on":
            return table.field("display_name") != nil
        case "line2", "outcome", "discount_amount", "quote_id", "opportunity_id": return true
        default: break
        }
        switch field.kind {
        case .reference(table.name): return true
        case .instant where field.traits.contains(.readOnly): return true
        default: return field.name.hasSuffix("_reason") || field.name.hasSuffix("_until")
        }
    }
}
