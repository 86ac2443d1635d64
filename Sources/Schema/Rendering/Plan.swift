import JSON

/// What an answer shows of a table: computed once per table and selection, not once per row.
package final class Plan: Sendable {
    struct Collection: Sendable {
        let spec: OwnedSpec
        let key: [UInt8]
        let plan: Plan
    }

    struct Reference: Sendable {
        let ordinal: Int
        let key: [UInt8]
        let plan: Plan
    }

    package let table: Table
    let columns: WrittenColumns
    let collections: [Collection]
    let references: [Reference]
    let currencyOrdinal: Int?

    init(
        table: Table, columns: WrittenColumns, collections: [Collection], references: [Reference]
    ) {
        self.table = table
        self.columns = columns
        self.collections = collections
        self.references = references
        currencyOrdinal = table.currency?.ordinal
    }

    var isFlat: Bool { collections.isEmpty && references.isEmpty }
    /// Whether it shows nothing but the record and its owned rows.
    package var isSelfContained: Bool {
        references.isEmpty && collections.allSatisfy { $0.plan.isFlat }
    }
}

/// `fields=` and `include=`, parsed.
package struct Selection: Sendable {
    package final class Node: @unchecked Sendable {
        var children: [(name: String, node: Node)] = []

        func child(_ name: String) -> Node {
            if let known = children.first(where: { $0.name == name }) { return known.node }
            let made = Node()
            children.append((name, made))
            return made
        }
    }

    /// Nil shows all.
    var fields: Set<String>?
    let includes = Node()

    var isAll: Bool { fields == nil && includes.children.isEmpty }

    /// Hops that an include may make.
    static let maximumDepth = 3
    /// Paths that one request may include.
    static let maximumIncludes = 20

    package init(fields: String?, include: String?) throws {
        if let fields {
            self.fields = Set(
                fields.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
        }
        guard let include else { return }
        let paths = include.split(separator: ",", omittingEmptySubsequences: false)
        guard paths.count <= Self.maximumIncludes else {
            throw Problem(.badParameter, "include names more than \(Self.maximumIncludes) paths.")
        }
        for path in paths {
            let hops = path.split(separator: ".", omittingEmptySubsequences: false)
            guard hops.count <= Self.maximumDepth else {
                throw Problem(
                    .badParameter, "include goes at most \(Self.maximumDepth) hops: \(path).")
            }
            var node = includes
            for hop in hops { node = node.child(String(hop)) }
        }
    }

    package static let all: Selection = {
        guard let selection = try? Selection(fields: nil, include: nil) else {
            preconditionFailure("an empty selection is valid")
        }
        return selection
    }()
}

extension Plan {
    /// Throws `unknown_field` for names the table does not have.
    package convenience init(
        _ table: Table, _ selection: Selection = .all, withCollections: Bool
    ) throws {
        try self.init(
            table, fields: selection.fields, node: selection.includes,
            withCollections: withCollections)
    }

    private convenience init(
        _ table: Table, fields: Set<String>?, node: Selection.Node, withCollections: Bool
    ) throws {
        var unknown = fields ?? []
        let shown = Self.order(table).filter { fields?.contains($0.name) ?? true }
        unknown.subtract(shown.map(\.name))
        var collections: [Collection] = []
        for spec in table.owned {
            let included = node.children.first { $0.name == spec.name }?.node
            let isNamed = unknown.remove(spec.name) != nil
            let isWanted = included != nil || isNamed || (withCollections && fields == nil)
            guard isWanted else { continue }
            let plan = try Plan(
                spec.table, fields: nil, node: included ?? Selection.Node(), withCollections: false)
            collections.append(
                Collection(spec: spec, key: JSONWriter.encodedKey(spec.name), plan: plan))
        }
        if let name = unknown.sorted().first {
            throw Problem(.unknownField, "\(table.name) has no field \(name).")
        }
        let references = try node.children.compactMap { name, child -> Reference? in
            if table.collection(name) != nil { return nil }
            guard let field = table.field(name + "_id"), let target = field.target else {
                throw Problem(.unknownField, "\(table.name) cannot include \(name).")
            }
            let plan = try Plan(target, fields: nil, node: child, withCollections: false)
            return Reference(
                ordinal: field.ordinal, key: JSONWriter.encodedKey(name), plan: plan)
        }
        self.init(
            table: table, columns: WrittenColumns(shown), collections: collections,
            references: references)
    }

    /// The id, what the resource is about, then the bookkeeping that all share.
    private static func order(_ table: Table) -> [FieldSpec] {
        let shown = table.fields.filter(\.isShown)
        if table.isChild { return shown }
        let common = table.isOwned ? CommonFields.teamID + 1 : CommonFields.custom + 1
        return shown.filter { $0.ordinal == 0 } + shown.filter { $0.ordinal >= common }
            + shown.filter { $0.ordinal > CommonFields.custom && $0.ordinal < common }
            + shown.filter { $0.ordinal > 0 && $0.ordinal <= CommonFields.custom }
    }
}
