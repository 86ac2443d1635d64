import Store

extension Transaction {
    /// What is wrong with a record whatever its resource's own rules say.
    func check(_ row: Row, before: Row?) throws -> [Fault] {
        var faults = try hierarchyFaults(in: row, before: before)
        faults += Self.repeatedKeys(row)
        faults += row.amountFaults
        for field in attached.customFields.fields(of: row.table.name) where field.isRequired {
            guard before == nil, let column = row.table.field("custom"),
                !row.unsound.contains("custom")
            else { continue }
            if !String(cell: row[column]).contains("\"\(field.key)\":") {
                faults.append(
                    Fault(
                        pointer: "/custom/\(field.key)", code: .required,
                        message: "\(field.key) is required."))
            }
        }
        return faults
    }

    /// Elements of a collection that another system could not tell apart.
    private static func repeatedKeys(_ row: Row) -> [Fault] {
        var faults: [Fault] = []
        for (collection, rows) in zip(row.table.owned, row.children) {
            var known: Set<Cell> = []
            for (index, child) in rows.enumerated() {
                let key = child.cells[CommonFields.externalID]
                guard !key.isNull, !known.insert(key).inserted else { continue }
                faults.append(
                    Fault(
                        pointer: "/\(collection.name)/\(index)/external_id", code: .duplicate,
                        message: "Another element has this external_id."))
            }
        }
        return faults
    }
}

extension Row {
    /// Amounts of a record and of its owned rows with more decimals than its currency has coins for.
    package var amountFaults: [Fault] {
        guard let currency, isSound("currency") else { return [] }
        var faults = tooFine(currency)
        for (collection, rows) in zip(table.owned, children) {
            for index in rows.indices {
                let found = rows[index].tooFine(currency)
                guard !found.isEmpty else { continue }
                faults += found.map { $0.under("/\(collection.name)/\(index)") }
            }
        }
        return faults
    }

    /// Those that rules compute follow from them.
    private func tooFine(_ currency: Currency) -> [Fault] {
        var faults: [Fault] = []
        let coin = currency.coin
        for field in table.groups.amounts {
            guard case .integer(let value) = cells[field.ordinal], value % coin != 0,
                isSound(field.name),
                let fault = currency.fault(
                    of: Money(tenThousandths: value), at: "/" + field.name)
            else { continue }
            faults.append(fault)
        }
        return faults
    }
}

extension Currency {
    /// What is wrong with an amount that has more decimals than there are coins for.
    package func fault(of amount: Money, at pointer: String) -> Fault? {
        guard amount.tenThousandths % coin != 0 else { return nil }
        return Fault(
            pointer: pointer, code: .tooManyDecimals, message: "\(text) has \(digits) decimals.")
    }
}
