import API
import Schema
import Store

/// Fields that an administrator adds to a resource at run time.
package struct CustomFieldDefinitions: Resource {
    package static let name = "custom-fields"
    package static let singular = "custom_field"
    package static let traits: ResourceTraits = .affectsAccess
    package static let uniques = [Unique("resource", "key")]
    package static let table = TypedTable(Self())

    let resource = Field.text("resource", max: 100, [.createOnly, .sortable])
    let key = Field.text("key", max: 60, [.createOnly, .sortable])
        .about("The member under custom: lower-case letters, digits and underscores.")
    let kind = Field.choice("kind", of: CustomField.Kind.allCases.map(\.rawValue), .createOnly)
    let label = Field.text("label", max: 200, .title)
    let options = Field.labels("options", max: 200).default([]).about("The words of a choice.")
    let isRequired = Field.boolean("is_required").default(false).about("On create.")

    package init() {}

    package static func willSave(
        _ field: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        var faults: [Fault] = []
        let target = tx.attached.registry.resource(field.resource)
        if target?.field("custom") == nil {
            faults.append(
                Fault(
                    pointer: "/resource", code: .unknownValue,
                    message: "There is no resource \(field.resource)."))
        }
        if !isKey(field.key) {
            faults.append(
                Fault(
                    pointer: "/key", code: .malformed,
                    message: "key has lower-case letters, digits and underscores, a letter first."))
        }
        if (field.kind == "choice") == field.options.isEmpty, field.isSound(\.kind, \.options) {
            faults.append(
                Fault(
                    pointer: "/options", code: .conflict,
                    message: "options belong to a choice, and a choice needs them."))
        }
        if try isTaken(field, tx) {
            faults.append(
                Fault(
                    pointer: "/key", code: .duplicate,
                    message: "\(field.resource) has a custom field \(field.key)."))
        }
        // The key becomes part of statements from here on: only a valid one may.
        guard faults.isEmpty, let target else { throw Problem.invalid(faults) }
        guard before?.row.isDeleted ?? true else { return }
        try refuseOtherKind(field, target, tx)
    }

    private static func isKey(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return text.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
        }
    }

    private static func isTaken(_ field: Record<Self>, _ tx: Transaction) throws -> Bool {
        try !tx.select(
            Self.self, where: "resource = ? AND key = ? AND id IS NOT ?",
            [.text(field.resource), .text(field.key), field.row.cells[CommonFields.id]]
        ).isEmpty
    }

    private static let lastKind = SQL(
        """
        SELECT kind FROM custom_fields WHERE resource = ? AND key = ? AND deleted_at IS NOT NULL
        ORDER BY deleted_at DESC, id DESC LIMIT 1
        """)

    /// Records keep their values when a definition goes; under another kind they would be read as what they are not.
    ///
    /// What they hold is of the kind that the key had last, because this rule held each time before.
    private static func refuseOtherKind(
        _ field: Record<Self>, _ target: Table, _ tx: Transaction
    ) throws {
        let last = try tx.first(lastKind, [.text(field.resource), .text(field.key)]) {
            String(cell: $0.cell(0))
        }
        guard let last, last != field.kind, try tx.holdsCustomField(field.key, target) else {
            return
        }
        throw Problem.invalid(
            "/kind", .conflict,
            "Records of \(field.resource) still hold values of \(field.key) as \(last).")
    }

    package static func didSave(
        _ field: Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        if before == nil { try tx.indexCustomField(field.key, of: field.resource) }
    }

    static func load(_ tx: Transaction) throws -> CustomFields {
        CustomFields(
            try tx.select(Self.self, where: "1").map { field in
                CustomField(
                    resource: field.resource, key: field.key,
                    kind: CustomField.Kind(rawValue: field.kind) ?? .text, label: field.label,
                    options: field.options, isRequired: field.isRequired)
            })
    }
}

extension Transaction {
    /// Whether any record, deleted ones included, has a value under a key that was checked.
    fileprivate func holdsCustomField(_ key: String, _ table: Table) throws -> Bool {
        let value = "json_extract(custom, '$.\(key)')"
        return try first(
            text: "SELECT 1 FROM \(table.sqlName) WHERE \(value) IS NOT NULL LIMIT 1"
        ) { _ in true } ?? false
    }
}
