import Store

/// What `q=` finds a record by: titles apart, because they weigh more.
private struct SearchText: Equatable {
    var title = ""
    var body = ""

    init(_ row: Row) {
        add(row)
        for rows in row.children {
            for child in rows { add(child) }
        }
    }

    func cells(_ tx: Transaction) throws -> [Cell] {
        [.text(try SearchTerms.indexed(title, tx.connection)), .text(body)]
    }

    private mutating func add(_ row: Row) {
        for field in row.table.groups.searched { add(row[field], field.traits) }
    }

    private mutating func add(_ cell: Cell, _ traits: FieldTraits) {
        guard case .text(let text) = cell, !text.isEmpty else { return }
        if traits.contains(.title) {
            title += title.isEmpty ? text : " " + text
        } else {
            body += body.isEmpty ? text : " " + text
        }
    }
}

extension Transaction {
    /// Makes a new record findable, with the same commit as the record.
    func index(_ row: Row, key: Int64) {
        let text = SearchText(row)
        let statement = row.table.statements.index
        beforeCommit {
            try $0.execute(statement, [.integer(key)] + text.cells($0))
        }
    }

    func reindex(_ row: Row, _ before: Row) {
        let text = SearchText(row)
        guard text != SearchText(before) else { return }
        let statement = row.table.statements.reindex
        beforeCommit {
            try $0.execute(statement, text.cells($0) + [row.id.cell])
        }
    }
}
