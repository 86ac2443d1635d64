import Store

/// What rules use: records by type.
extension Transaction {
    /// A row with its owned collections, deleted or not; nil when there is none.
    package func row(_ table: Table, _ id: RecordID) throws -> Row? {
        try first(table.statements.find, [id.cell]) { Row(table: table, row: $0) }.map(withChildren)
    }

    private func withChildren(_ row: Row) throws -> Row {
        var row = row
        for collection in row.table.owned {
            let table = collection.table
            var rows: [Row] = []
            try query(table.statements.children, [row.id.cell]) {
                rows.append(Row(table: table, row: $0))
            }
            row.children[collection.ordinal] = rows
        }
        return row
    }

    /// Throws `not_found`, also when the record is deleted.
    package func find<R: Resource>(_: R.Type, _ id: ID<R>) throws -> Record<R> {
        guard let row = try row(R.table, id.rawValue), R.table.isChild || !row.isDeleted else {
            throw Problem.notFound(R.singular)
        }
        return Record(row)
    }

    /// Records that a condition selects, owned collections included.
    ///
    /// The condition is written by a rule and never contains a request's text; values are bound.
    package func select<R: Resource>(
        _: R.Type, where condition: String, _ cells: [Cell] = [], limit: Int = 10_000
    ) throws -> [Record<R>] {
        var rows: [Row] = []
        let live = R.table.isChild ? "" : "deleted_at IS NULL AND "
        let sql = """
            SELECT \(R.table.statements.columns) FROM \(R.table.sqlName) WHERE \(live)\(condition) LIMIT \(limit)
            """
        try query(text: sql, cells) { rows.append(Row(table: R.table, row: $0)) }
        return try rows.map { Record(try withChildren($0)) }
    }

    package func create<R: Resource>(_ record: Record<R>) throws -> Record<R> {
        Record(try insert(record.row))
    }

    /// Changes a record; the status only along its machine.
    @discardableResult
    package func update<R: Resource>(
        _ record: Record<R>, event: String? = nil, _ change: (inout Record<R>) throws -> Void
    ) throws -> Record<R> {
        var changed = record
        try change(&changed)
        if let event { name(event, for: record.row.id) }
        defer { attached.events[record.row.id] = nil }
        return Record(try update(record.row, to: changed.row))
    }
}

extension Row {
    /// Reads the columns of a statement that selects them all, in order.
    init(table: Table, row: Statement) {
        self.table = table
        cells = (0..<table.fields.count).map { row.cell($0) }
        children = table.owned.map { _ in [] }
    }
}

extension Row: Equatable {
    package static func == (left: Row, right: Row) -> Bool {
        left.table === right.table && left.cells == right.cells && left.children == right.children
    }
}
