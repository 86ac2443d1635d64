import Store

// What a request leaves to the rules: fields that are filled when they have no value, and elements
// of a repeated PUT that are the rows it made the first time.

extension Input {
    /// Whether the body says what a field shall be.
    func gives(_ field: FieldSpec, _ purpose: Purpose) -> Bool {
        lookups.contains { $0.field === field }
            || cells.contains { $0.field === field && !isSilence($0.cell, on: field, purpose) }
    }

    /// Other systems write null for what they do not know; that takes back nothing a rule filled.
    func isSilence(_ cell: Cell, on field: FieldSpec, _ purpose: Purpose) -> Bool {
        purpose == .upsert && cell.isNull && field.traits.contains(.filled)
    }

    /// Empties what depends on fields that changed, unless the body gives it.
    func empty(fieldsFollowing before: Row, in row: inout Row, _ purpose: Purpose) {
        for field in row.table.groups.following where !gives(field, purpose) {
            let hasMoved = field.follows.contains { name in
                guard let followed = row.table.field(name) else {
                    preconditionFailure("\(row.table.name).\(field.name) follows unknown \(name)")
                }
                return row[followed] != before[followed]
            }
            if hasMoved { row[field] = field.defaultCell ?? .null }
        }
    }

    /// The stored row that another system calls as this element says.
    func named(among existing: [Row]) -> Row? {
        guard table.isChild,
            let key = cells.first(where: { $0.field.ordinal == CommonFields.externalID })?.cell,
            !key.isNull
        else { return nil }
        return existing.first { $0.cells[CommonFields.externalID] == key }
    }

    /// Puts stored rows in the place of elements without an id that say the same.
    ///
    /// A row at the same place is preferred; each row is taken once.
    static func recognise(_ rows: inout [Row], _ inputs: [Input], among existing: [Row]) {
        let named = Set(rows.map { $0.cells[CommonFields.id] })
        var free = existing.indices.filter { !named.contains(existing[$0].cells[CommonFields.id]) }
        var strangers: [Int] = []
        for index in rows.indices where rows[index].cells[CommonFields.id].isNull {
            if let place = free.firstIndex(of: index),
                inputs[index].repeats(existing[index], rows[index])
            {
                rows[index] = existing[index].called(as: rows[index])
                free.remove(at: place)
            } else {
                strangers.append(index)
            }
        }
        for index in strangers {
            let match = free.firstIndex { inputs[index].repeats(existing[$0], rows[index]) }
            guard let match else { continue }
            rows[index] = existing[free.remove(at: match)].called(as: rows[index])
        }
    }

    /// Whether an element, read as a new row, says nothing that differs from a stored row.
    private func repeats(_ stored: Row, _ new: Row) -> Bool {
        stored.table.fields.allSatisfy { field in
            !field.isWritable || field.ordinal == CommonFields.id || stored[field] == new[field]
                || (field.ordinal == CommonFields.externalID
                    && (stored[field].isNull || new[field].isNull))
                || (field.traits.contains(.filled) && !gives(field, .upsert))
        }
    }
}

extension Row {
    /// The same row with the name that another system now gives it, where it had none.
    fileprivate func called(as new: Row) -> Row {
        guard cells[CommonFields.externalID].isNull else { return self }
        var row = self
        row.cells[CommonFields.externalID] = new.cells[CommonFields.externalID]
        return row
    }
}
