import Store

extension Transaction {
    func insertChildren(_ row: inout Row) throws {
        for collection in row.table.owned {
            for index in row.children[collection.ordinal].indices {
                try place(&row.children[collection.ordinal][index], index, in: row.id)
                let child = row.children[collection.ordinal][index]
                try insertChild(child, collection)
            }
        }
    }

    /// Writes the rows that are new or changed and removes those that are gone.
    func updateChildren(_ row: inout Row, _ before: Row) throws {
        for collection in row.table.owned {
            let old = before.children[collection.ordinal]
            guard row.children[collection.ordinal] != old else { continue }
            let known = Dictionary(uniqueKeysWithValues: old.map { ($0.id, $0) })
            for index in row.children[collection.ordinal].indices {
                try place(&row.children[collection.ordinal][index], index, in: row.id)
            }
            let kept = Set(row.children[collection.ordinal].map(\.id))
            for gone in old where !kept.contains(gone.id) { try removeChild(gone) }
            for child in row.children[collection.ordinal] {
                if let previous = known[child.id] {
                    try changeChild(child, previous)
                } else {
                    try insertChild(child, collection)
                }
            }
        }
    }

    private func place(_ child: inout Row, _ index: Int, in parent: RecordID) throws {
        if child.cells[CommonFields.id].isNull { child.id = newID() }
        child.cells[CommonFields.parentID] = parent.cell
        child.cells[CommonFields.position] = .integer(Int64(index))
    }

    private func insertChild(_ child: Row, _ collection: OwnedSpec) throws {
        try reportingDuplicates(child.table) {
            try execute(child.table.statements.insert, child.cells)
        }
    }

    private func changeChild(_ child: Row, _ before: Row) throws {
        let changed = child.table.fields.filter { child[$0] != before[$0] }
        guard !changed.isEmpty else { return }
        let list = changed.map { "\($0.name) = ?" }.joined(separator: ", ")
        try execute(
            text: "UPDATE \(child.table.sqlName) SET \(list) WHERE id = ?",
            changed.map { child[$0] } + [child.id.cell])
    }

    private func removeChild(_ child: Row) throws {
        let users = try dependants(of: child)
        guard users.isEmpty else { throw try inUse(child, users) }
        try execute(text: "DELETE FROM \(child.table.sqlName) WHERE id = ?", [child.id.cell])
    }
}
