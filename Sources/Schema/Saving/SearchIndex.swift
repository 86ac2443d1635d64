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

    var indexedTitle: String { SearchTerms.indexed(title) }

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
            try $0.execute(
                statement, [.integer(key), .text(text.indexedTitle), .text(text.body)])
        }
    }

    func reindex(_ row: Row, _ before: Row) {
        let text = SearchText(row)
        guard text != SearchText(before) else { return }
        let statement = row.table.statements.reindex
        beforeCommit {
            try $0.execute(
                statement, [.text(text.indexedTitle), .text(text.body), row.id.cell])
        }
    }
}
