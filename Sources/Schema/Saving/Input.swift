import JSON
import Store

/// A request body, read against a table: what it would change, and everything that is wrong with it.
///
/// Made without a database; applied inside the transaction.
package struct Input: Sendable {
    /// A reference given as `{"party": {"external_id": …}}` or `{"product": {"sku": …}}`.
    struct Lookup: Sendable {
        enum Key: Sendable {
            case id(RecordID)
            case externalID(ExternalID)
            case unique(FieldSpec, Cell)
            /// Of a link, whose resource the body names.
            case linked(resource: String, ExternalID)
        }
        let field: FieldSpec
        let key: Key
        let pointer: String
    }

    package let table: Table
    package var cells: [(field: FieldSpec, cell: Cell)] = []
    var lookups: [Lookup] = []
    var collections: [(collection: OwnedSpec, rows: [Input])] = []
    var custom = CustomInput()
    /// Of the body itself; those of elements of collections stand with the elements.
    package var faults: [Fault] = []

    init(table: Table) { self.table = table }

    /// The fields that the body has a value or null for, by their own names.
    package var members: Set<String> {
        Set(cells.map { $0.field.name } + lookups.map { $0.field.name })
    }

    /// Reads an object.
    ///
    /// Unknown members are faults unless `isLenient` (`Prefer: handling=lenient`, RFC 7240). `names` says what members are
    /// called that stand under other names; those of which it says nil are left out.
    package init(
        _ node: JSONNode, for table: Table, custom: CustomFields, isLenient: Bool,
        names: [String: String?] = [:]
    ) {
        self.table = table
        guard node.kind == .object else {
            faults.append(
                Fault(pointer: "", code: .wrongType, message: "This must be an object."))
            return
        }
        cells.reserveCapacity(node.count)
        for (name, value) in node.members {
            guard let name = names.isEmpty ? name : names[name] ?? .some(name) else { continue }
            read(name, value, custom: custom, isLenient: isLenient)
        }
        for lookup in lookups where cells.contains(where: { $0.field === lookup.field }) {
            faults.append(
                Fault(
                    pointer: "/" + lookup.field.name, code: .conflict,
                    message: "Name the record once, by \(lookup.field.name) or nested."))
        }
    }

    private mutating func read(
        _ name: String, _ value: JSONNode, custom: CustomFields, isLenient: Bool
    ) {
        // Made only for what is wrong, or holds more than one value.
        var pointer: String { "/" + pointerToken(name) }
        if let field = table.field(name), !field.traits.contains(.hidden) {
            if case .custom = field.kind {
                readCustom(value, custom, pointer, isLenient: isLenient)
                return
            }
            if case .link = field.kind, value["external_id"] != nil {
                readLink(value, field, pointer, isLenient: isLenient)
                return
            }
            do {
                cells.append((field, try field.decode(value)))
            } catch {
                faults.append(error.under(pointer))
            }
        } else if let collection = table.collection(name) {
            readRows(value, collection, pointer, custom, isLenient: isLenient)
        } else if let field = table.field(name + "_id"), field.referenceName != nil,
            field.isWritable
        {
            readLookup(value, field, pointer, isLenient: isLenient)
        } else if !isLenient {
            faults.append(
                Fault(pointer: pointer, code: .unknownField, message: "There is no field \(name)."))
        }
    }

    private mutating func readRows(
        _ value: JSONNode, _ collection: OwnedSpec, _ pointer: String, _ custom: CustomFields,
        isLenient: Bool
    ) {
        guard value.kind == .array else {
            faults.append(
                Fault(
                    pointer: pointer, code: .wrongType,
                    message: "\(collection.name) must be an array."))
            return
        }
        guard value.count <= collection.max else {
            faults.append(
                Fault(
                    pointer: pointer, code: .tooMany,
                    message: "\(collection.name) has more than \(collection.max) elements."))
            return
        }
        let rows = value.elements.map {
            Input($0, for: collection.table, custom: custom, isLenient: isLenient)
        }
        collections.append((collection, rows))
    }
}

extension Input {
    /// What the body says a field shall be; nil when it says nothing, or null.
    package func value(of field: FieldSpec) -> Cell? {
        cells.first { $0.field === field && !$0.cell.isNull }?.cell
    }

    /// Whether it sets a password, which must not be stored as it stands.
    package var hasPassword: Bool {
        cells.contains { cell in
            if case .password = cell.field.kind { !cell.cell.isNull } else { false }
        }
    }

    /// Forgets what no request can set: whoever sends records back as they were read means nothing by it.
    package mutating func dropReadOnly() {
        cells.removeAll { !$0.field.isWritable }
        collections.removeAll { !$0.collection.isWritable }
        for index in collections.indices {
            for row in collections[index].rows.indices {
                collections[index].rows[row].dropReadOnly()
            }
        }
    }
}
