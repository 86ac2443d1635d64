import JSON
import Schema

/// How the columns of a file become the members of a record: made once for a file.
///
/// A column is named as its member, with dots where it lies deeper: `party.sku`, `custom.region`,
/// `external_ids.erp`, `lines.0.quantity`. Arrays and objects stand in one column as JSON.
struct ColumnPlan {
    /// What a cell is in JSON.
    private enum Leaf { case text, phrase, boolean, integer, labels, json, link }

    private final class Node {
        var leaf: (column: Int, kind: Leaf, isNullable: Bool)?
        var members: [(name: String, node: Node)] = []
        var isArray = false

        func child(_ name: String) -> Node {
            if let known = members.first(where: { $0.name == name }) { return known.node }
            let made = Node()
            members.append((name, made))
            return made
        }
    }

    private let root = Node()
    private let table: Table
    private let custom: CustomFields
    private let system: String?
    private let keepsMarks: Bool

    /// Throws faults that name the columns which have no place.
    init(
        _ columns: [(index: Int, target: String)], _ table: Table, _ custom: CustomFields,
        system: String?, isLenient: Bool, keepsMarks: Bool = false
    ) throws {
        self.table = table
        self.custom = custom
        self.system = system
        self.keepsMarks = keepsMarks
        for (index, target) in columns {
            let path = target.split(separator: ".", omittingEmptySubsequences: false)
                .map(String.init)
            let isPlaced = place(index, path[...], table, root)
            guard isPlaced || isLenient else {
                throw BulkFailure(
                    "The column \"\(target.prefix(100))\" is no field of \(table.name).")
            }
        }
    }

    private func place(
        _ column: Int, _ path: ArraySlice<String>, _ table: Table, _ node: Node
    ) -> Bool {
        guard let name = path.first else { return false }
        let rest = path.dropFirst()
        if let field = table.field(name), !field.traits.contains(.hidden) {
            if rest.isEmpty {
                let leaf = Self.leaf(of: field.kind)
                node.child(name).leaf = (column, leaf, field.isOptional)
                return true
            }
            return placeInside(column, rest, field, node.child(name))
        }
        if let collection = table.collection(name) {
            let array = node.child(name)
            if rest.isEmpty {
                array.leaf = (column, .json, false)
                return true
            }
            guard let first = rest.first, let index = Int(first),
                (0..<collection.max).contains(index)
            else { return false }
            array.isArray = true
            return place(column, rest.dropFirst(), collection.table, array.child("\(index)"))
        }
        if let field = table.field(name + "_id"), field.referenceName != nil,
            let target = field.target
        {
            return placeReference(column, rest, target, node.child(name))
        }
        return false
    }

    /// Custom values and keys of other systems.
    private func placeInside(
        _ column: Int, _ rest: ArraySlice<String>, _ field: FieldSpec, _ node: Node
    ) -> Bool {
        let name = rest.joined(separator: ".")
        switch field.kind {
        case .custom:
            let known = custom.fields(of: table.name).first { $0.key == name }
            node.child(name).leaf = (column, known.map(Self.leaf) ?? .phrase, true)
            return true
        case .externalIDs:
            node.isArray = true
            let entry = node.child(name)
            entry.child("id").leaf = (column, .text, false)
            entry.child("system").leaf = (-1, .text, false)
            return true
        default: return false
        }
    }

    private func placeReference(
        _ column: Int, _ rest: ArraySlice<String>, _ target: Table, _ node: Node
    ) -> Bool {
        guard let key = rest.first else { return false }
        if key == "external_id" {
            let named = rest.dropFirst().joined(separator: ".")
            guard let system = named.isEmpty ? system : named else { return false }
            let entry = node.child("external_id")
            entry.child("id").leaf = (column, .text, false)
            // The system stands in no column.
            entry.child("system=" + system).leaf = (-1, .text, false)
            return true
        }
        guard rest.count == 1, let field = target.field(key),
            key == "id" || field.traits.contains(.unique)
        else { return false }
        node.child(key).leaf = (column, .text, false)
        return true
    }

    private static func leaf(_ field: CustomField) -> Leaf {
        switch field.kind {
        case .boolean: .boolean
        case .text, .choice: .phrase
        case .number, .date, .instant: .text
        }
    }

    private static func leaf(of kind: FieldKind) -> Leaf {
        switch kind {
        case .boolean: .boolean
        case .integer: .integer
        case .labels: .labels
        case .externalIDs, .custom, .object, .objects: .json
        case .link: .link
        case .text, .longText, .url, .password: .phrase
        case .id, .choice, .status, .money, .decimal, .currency, .country, .language, .timeZone,
            .email, .phone, .day, .instant, .reference, .actor:
            .text
        }
    }

    /// Whether a column holds what people have written, which a spreadsheet may take for something else.
    static func isFreeText(_ column: String, _ table: Table) -> Bool {
        guard let field = table.field(column) else { return false }
        return leaf(of: field.kind) == .phrase
    }

    // MARK: Writing

    /// The row as a JSON object.
    func json(of row: CSVRow) -> [UInt8] {
        var json = JSONWriter(capacity: row.bytes.count * 2 + 64)
        write(members: root, row, isTop: true, &json)
        return json.finish()
    }

    private func write(members node: Node, _ row: CSVRow, isTop: Bool, _ json: inout JSONWriter) {
        json.beginObject()
        for (name, child) in node.members {
            if child.leaf?.column == -1 {
                json.key("system")
                json.string(name.hasPrefix("system=") ? String(name.dropFirst(7)) : name)
                continue
            }
            if let leaf = child.leaf {
                let cell = row.field(leaf.column)
                if cell.isEmpty {
                    // An empty cell empties what may be empty, and says nothing of anything else.
                    guard isTop, leaf.isNullable else { continue }
                    json.key(name)
                    json.null()
                    continue
                }
                json.key(name)
                write(cell, leaf.kind, &json)
            } else if hasValue(child, row) {
                json.key(name)
                if child.isArray {
                    write(elements: child, row, &json)
                } else {
                    write(members: child, row, isTop: false, &json)
                }
            }
        }
        json.endObject()
    }

    private func write(elements node: Node, _ row: CSVRow, _ json: inout JSONWriter) {
        json.beginArray()
        for (name, child) in node.members where hasValue(child, row) {
            if let key = child.members.first(where: { $0.name == "id" }), child.members.count == 2,
                child.members.contains(where: { $0.node.leaf?.column == -1 }),
                let leaf = key.node.leaf
            {
                json.beginObject()
                json.key("system")
                json.string(name)
                json.key("id")
                write(row.field(leaf.column), .text, &json)
                json.endObject()
                continue
            }
            write(members: child, row, isTop: false, &json)
        }
        json.endArray()
    }

    private func hasValue(_ node: Node, _ row: CSVRow) -> Bool {
        if let leaf = node.leaf { return leaf.column >= 0 && !row.field(leaf.column).isEmpty }
        return node.members.contains { hasValue($0.node, row) }
    }

    private func write(_ cell: ArraySlice<UInt8>, _ kind: Leaf, _ json: inout JSONWriter) {
        switch kind {
        case .text: string(cell, &json)
        case .phrase: string(keepsMarks ? cell : FormulaText.plain(cell), &json)
        case .boolean:
            switch String(decoding: cell, as: UTF8.self).lowercased() {
            case "true", "1", "yes": json.bool(true)
            case "false", "0", "no": json.bool(false)
            default: string(cell, &json)
            }
        case .integer:
            if let value = Int64(String(decoding: cell, as: UTF8.self)) {
                json.integer(value)
            } else {
                string(cell, &json)
            }
        case .labels where cell.first != UInt8(ascii: "["):
            json.beginArray()
            for part in String(decoding: cell, as: UTF8.self).split(separator: ",") {
                json.string(String(part))
            }
            json.endArray()
        case .link where cell.first != UInt8(ascii: "{"):
            let parts = String(decoding: cell, as: UTF8.self).split(separator: "/", maxSplits: 1)
            guard parts.count == 2 else { return string(cell, &json) }
            json.beginObject()
            json.key("resource")
            json.string(String(parts[0]))
            json.key("id")
            json.string(String(parts[1]))
            json.endObject()
        case .labels, .link, .json:
            guard let document = try? JSONDocument(Array(cell)) else { return string(cell, &json) }
            document.root.write(to: &json)
        }
    }

    private func string(_ cell: ArraySlice<UInt8>, _ json: inout JSONWriter) {
        cell.withUnsafeBufferPointer { json.string($0) }
    }
}
