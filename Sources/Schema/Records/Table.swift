import Store

/// A resource's columns in order and its rules, without its type.
///
/// Found once, at start-up, by reflecting on a value of the resource; read-only afterwards.
package class Table: @unchecked Sendable {
    package let name: String
    /// The SQL name.
    package let sqlName: String
    package let singular: String
    package let traits: ResourceTraits
    package let indexes: [[String]]
    package let uniques: [Unique]
    package let fields: [FieldSpec]
    package let owned: [OwnedSpec]
    let groups: FieldGroups
    private let created: String
    /// Filters of its list beside those by fields.
    package let named: [String: NamedFilter]
    package let statements: Statements
    /// Where the state machine's field is, if there is one.
    package let status: FieldSpec?
    package let currency: FieldSpec?
    package let title: FieldSpec?
    package let isSearchable: Bool
    /// The reference whose record decides who sees this table's records.
    package let sightThrough: FieldSpec?
    /// The field that names the resource whose sight decides.
    package let sightByResource: FieldSpec?
    /// What records of this table may be about, where that decides who sees them; set when the registry is made.
    package internal(set) var subjects: [Table] = []
    private var plans: (record: Plan, list: Plan)?
    private var sort: Sort?
    private let byName: [String: FieldSpec]
    private let ownedByName: [String: OwnedSpec]
    private let blankRow: (cells: [Cell], children: [[Row]])

    /// The fields of an action's body, found by reflecting on a value of it.
    package convenience init(form properties: Any, name: String) {
        let (declared, owned) = Self.reflect(properties)
        self.init(
            name: name, singular: name, traits: .form, indexes: [], uniques: [],
            declared: declared, owned: owned)
    }

    fileprivate static func reflect(_ properties: Any) -> ([FieldSpec], [OwnedSpec]) {
        var declared: [FieldSpec] = []
        var owned: [OwnedSpec] = []
        for child in Mirror(reflecting: properties).children {
            switch child.value {
            case let field as any AnyField: declared.append(field.spec)
            case let collection as any AnyOwned: owned.append(collection.spec)
            case let group as any FieldGroup:
                let (fields, collections) = reflect(group)
                declared += fields
                owned += collections
            default:
                preconditionFailure("\(type(of: properties)).\(child.label ?? "?") is no field")
            }
        }
        return (declared, owned)
    }

    fileprivate init(
        name: String, singular: String, traits: ResourceTraits, indexes: [[String]],
        uniques: [Unique], sightThrough: String? = nil, sightByResource: String? = nil,
        named: [String: NamedFilter] = [:],
        declared: [FieldSpec], owned: [OwnedSpec]
    ) {
        self.name = name
        sqlName = name.map { $0 == "-" ? "_" : String($0) }.joined()
        self.singular = singular
        created = "\(singular).created"
        self.traits = traits
        self.indexes = indexes
        self.uniques = uniques
        fields = CommonFields.leading(traits) + declared
        self.owned = owned
        groups = FieldGroups(fields, of: name)
        blankRow = (fields.map { $0.defaultCell ?? .null }, owned.map { _ in [] })
        self.named = named
        for (ordinal, field) in fields.enumerated() { field.ordinal = ordinal }
        for (ordinal, collection) in owned.enumerated() { collection.ordinal = ordinal }
        byName = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0) })
        ownedByName = Dictionary(uniqueKeysWithValues: owned.map { ($0.name, $0) })
        status = declared.first {
            if case .status = $0.kind { true } else { false }
        }
        currency = byName["currency"]
        title = declared.first { $0.traits.contains(.title) }
        isSearchable = declared.contains {
            $0.traits.contains(.searchable) || $0.traits.contains(.title)
        }
        func deciding(_ reference: String) -> FieldSpec {
            guard let field = declared.first(where: { $0.name == reference }) else {
                preconditionFailure("\(name) has no \(reference)")
            }
            return field
        }
        self.sightThrough = sightThrough.map(deciding)
        self.sightByResource = sightByResource.map(deciding)
        statements = Statements(
            sqlName, fields, isChild: traits.contains(.child),
            deciding: [self.sightThrough, self.sightByResource].compactMap { $0 })
    }

    /// Makes the plans of answers without `fields` and `include`; for the registry, when it knows all tables.
    func preparePlans() {
        guard let record = try? Plan(self, withCollections: true),
            let list = try? Plan(self, withCollections: false)
        else { preconditionFailure("\(name) cannot be shown") }
        plans = (record, list)
        sort = try? defaultSort
    }

    /// The order of lists that ask for none.
    var defaultSort: Sort {
        get throws { try sort ?? Sort(isChild ? "id" : nil, self) }
    }

    /// What a record shows by itself, with its owned rows.
    package var recordPlan: Plan { prepared.record }
    /// What a record shows in a list.
    package var listPlan: Plan { prepared.list }

    private var prepared: (record: Plan, list: Plan) {
        guard let plans else { preconditionFailure("\(name) is not registered") }
        return plans
    }

    /// Whether every change raises the version: API keys note their last use without.
    var isVersioned: Bool { !isChild && !traits.contains(.affectsAccess) }

    package func field(_ name: String) -> FieldSpec? { byName[name] }
    package func collection(_ name: String) -> OwnedSpec? { ownedByName[name] }

    /// The type of an event: `party.created`.
    func event(_ name: String) -> String {
        name == "created" ? created : "\(singular).\(name)"
    }

    /// What sentences call one record: `price book`.
    package var noun: String { singular.map { $0 == "_" ? " " : String($0) }.joined() }
    package var isChild: Bool { traits.contains(.child) }
    package var isOwned: Bool { traits.contains(.owned) }
    /// Whether clients may delete its records.
    package var isDeletable: Bool { traits.isDisjoint(with: [.permanent, .appendOnly]) }
    /// Whether callers may see some of its records and not others.
    package var hasSight: Bool { isOwned || sightThrough != nil || sightByResource != nil }
    package var machine: StateMachine? {
        guard case .status(let machine) = status?.kind else { return nil }
        return machine
    }

    /// A row as a create starts from it: defaults, and null where there is none.
    package func blank() -> Row {
        Row(table: self, cells: blankRow.cells, children: blankRow.children)
    }

    // Rules, overridden where the type is known.
    func willSave(_ row: inout Row, before: Row?, in tx: Transaction) throws {}
    func didSave(_ row: Row, before: Row?, in tx: Transaction) throws {}
    func willDelete(_ row: Row, in tx: Transaction) throws {}
    package func refusesEdit(of row: Row) -> String? { nil }
}

/// A table that knows its resource.
package final class TypedTable<R: Resource>: Table, @unchecked Sendable {
    /// Kept for the length of the process, in memory of its own: read through a property, the whole struct would be
    /// copied for each field that a rule looks at.
    package let properties: UnsafePointer<R>

    package init(_ properties: R) {
        let kept = UnsafeMutablePointer<R>.allocate(capacity: 1)
        kept.initialize(to: properties)
        self.properties = UnsafePointer(kept)
        let (declared, owned) = Self.reflect(properties)
        super.init(
            name: R.name, singular: R.singular, traits: R.traits, indexes: R.indexes,
            uniques: R.uniques, sightThrough: R.sightThrough,
            sightByResource: R.sightByResource, named: R.named, declared: declared,
            owned: owned)
    }

    override func willSave(_ row: inout Row, before: Row?, in tx: Transaction) throws {
        var record = Record<R>(row)
        // Nothing else holds its arrays now, so that the first change copies none of them.
        row.cells = []
        row.children = []
        // Also after a refusal: other checks go on with what was filled.
        defer { row = record.row }
        try R.willSave(&record, before: before.map(Record<R>.init), in: tx)
    }

    override func didSave(_ row: Row, before: Row?, in tx: Transaction) throws {
        try R.didSave(Record(row), before: before.map(Record<R>.init), in: tx)
    }

    override func willDelete(_ row: Row, in tx: Transaction) throws {
        try R.willDelete(Record(row), in: tx)
    }

    override package func refusesEdit(of row: Row) -> String? { R.refusesEdit(of: Record(row)) }
}

/// The statements that every table has, prepared by slot.
package struct Statements: Sendable {
    package let find: SQL
    let insert: SQL
    let children: SQL
    /// The leading columns that say who sees a record, at which version.
    package let head: SQL
    /// Whether a live row has an id.
    let exists: SQL
    /// The live record with a value in a unique field, by the field's place.
    let unique: [SQL?]
    /// The full-text entry of a record, by its key.
    let index: SQL
    let reindex: SQL
    /// The first word of the full-text index from one on, below another.
    let nextWord: SQL
    let columns: String

    init(_ table: String, _ fields: [FieldSpec], isChild: Bool, deciding: [FieldSpec]) {
        columns = fields.map(\.name).joined(separator: ", ")
        let marks = Array(repeating: "?", count: fields.count).joined(separator: ", ")
        let leading = max(CommonFields.teamID, deciding.map(\.ordinal).max() ?? 0) + 1
        let first = fields.prefix(leading).map(\.name).joined(separator: ", ")
        head = SQL("SELECT \(first) FROM \(table) WHERE id = ?")
        find = SQL("SELECT \(columns) FROM \(table) WHERE id = ?")
        insert = SQL("INSERT INTO \(table) (\(columns)) VALUES (\(marks))")
        let live = fields.contains { $0.name == "deleted_at" } ? " AND deleted_at IS NULL" : ""
        exists = SQL("SELECT 1 FROM \(table) WHERE id = ?\(live)")
        unique = fields.map { field in
            guard field.traits.contains(.unique) else { return nil }
            return SQL("SELECT id FROM \(table) WHERE \(field.name) = ?\(live)")
        }
        index = SQL("INSERT INTO \(table)_search (rowid, title, body) VALUES (?, ?, ?)")
        reindex = SQL(
            """
            UPDATE \(table)_search SET title = ?, body = ?
            WHERE rowid = (SELECT pk FROM \(table) WHERE id = ?)
            """)
        nextWord = SQL("SELECT term FROM \(table)_words WHERE term >= ? AND term < ? LIMIT 1")
        children = SQL(
            isChild
                ? "SELECT \(columns) FROM \(table) WHERE parent_id = ? ORDER BY position"
                : "SELECT \(columns) FROM \(table) WHERE id = ?")
    }
}
