import Store

/// One record in memory, for rules only; answers are written from statements.
package struct Row: Sendable {
    package let table: Table
    package var cells: [Cell]
    /// One array for each of the table's owned collections.
    package var children: [[Row]]
    /// Members whose value in the request was refused; empty for every row that is stored.
    package internal(set) var unsound: Set<String> = []

    /// Whether what the request said of a member could be taken.
    func isSound(_ member: String) -> Bool { unsound.isEmpty || !unsound.contains(member) }

    package var id: RecordID {
        get { RecordID(cell: cells[CommonFields.id]) }
        set { cells[CommonFields.id] = newValue.cell }
    }
    package var version: Int64 {
        get { Int64(cell: cells[CommonFields.version]) }
        set { cells[CommonFields.version] = .integer(newValue) }
    }
    package var updatedAt: Instant { Instant(cell: cells[CommonFields.updatedAt]) }
    package var isDeleted: Bool { !cells[CommonFields.deletedAt].isNull }

    /// Gives the row cells of its own, before the first of them changes: one by one, which is a fifth less than what the
    /// library's copy of an array takes.
    mutating func takeCells() {
        var own: [Cell] = []
        own.reserveCapacity(cells.count)
        for cell in cells { own.append(cell) }
        cells = own
    }

    package subscript(_ field: FieldSpec) -> Cell {
        get { cells[field.ordinal] }
        set { cells[field.ordinal] = newValue }
    }

    /// The currency of the record, where it has one.
    package var currency: Currency? {
        guard let field = table.currency, case .text(let code) = self[field] else { return nil }
        return Currency(code)
    }
}

/// One record, read and changed through its resource's own fields: `quote.status`, `quote.lines`.
///
/// The accessors are inlined into the rooms that use them: unspecialised, each looks its types up at run time.
@dynamicMemberLookup
package struct Record<R: Resource>: Sendable {
    package var row: Row

    @inlinable package init(_ row: Row) { self.row = row }

    /// A record that is not stored yet.
    package init() { row = R.table.blank() }

    @inlinable
    package subscript<Value>(dynamicMember path: KeyPath<R, Field<Value>>) -> Value {
        get { self[R.properties[keyPath: path]] }
        set { self[R.properties[keyPath: path]] = newValue }
    }

    @inlinable
    package subscript<Child>(dynamicMember path: KeyPath<R, Owned<Child>>) -> [Record<Child>] {
        get { self[R.properties[keyPath: path]] }
        set { self[R.properties[keyPath: path]] = newValue }
    }

    /// The value of one of the resource's own fields.
    ///
    /// For rules that are generic over resources: there every key path is made anew at run time each time it is
    /// passed, which costs a thousand times what the access does.
    @inlinable
    package subscript<Value>(_ field: Field<Value>) -> Value {
        @inline(__always) get { Value(cell: row.cells[field.spec.ordinal]) }
        @inline(__always) set { row.cells[field.spec.ordinal] = newValue.cell }
    }

    @inlinable
    package subscript<Child>(_ collection: Owned<Child>) -> [Record<Child>] {
        @inline(__always) get { row.children[collection.spec.ordinal].map { Record<Child>($0) } }
        @inline(__always) set { row.children[collection.spec.ordinal] = newValue.map { $0.row } }
    }

    package var id: ID<R> { ID(row.id) }
    package var version: Int64 { row.version }
    package var createdAt: Instant { Instant(cell: row.cells[CommonFields.createdAt]) }
    package var externalIDs: [ExternalID] {
        get { ExternalID.decode(String(cell: row.cells[CommonFields.externalIDs])) }
        set { row.cells[CommonFields.externalIDs] = .text(ExternalID.encode(newValue)) }
    }
    /// What another system calls it: of rows of owned collections.
    package var externalKey: String? { String?(cell: row.cells[CommonFields.externalID]) }
    package var tags: [String] {
        get { Labels.decode(String(cell: row.cells[CommonFields.tags])) }
        set { row.cells[CommonFields.tags] = .text(Labels.encode(newValue)) }
    }
    /// Of resources with the trait `owned`.
    package var ownerID: RecordID? {
        get { RecordID?(cell: row.cells[CommonFields.ownerID]) }
        set { row.cells[CommonFields.ownerID] = newValue.cell }
    }
    package var teamID: RecordID? {
        get { RecordID?(cell: row.cells[CommonFields.teamID]) }
        set { row.cells[CommonFields.teamID] = newValue.cell }
    }
    package var link: Link { Link(resource: R.name, id: row.id) }
}
