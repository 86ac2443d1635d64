import API
import Schema
import Store

/// What people do to the lines of a draft beside changing them.
extension Quoting {
    /// Makes one line of those that differ in nothing but their quantity; the first of them stays, with the sum.
    ///
    /// What is taken off in an amount belongs to the quantity, and is summed with it, so that the total stays.
    /// Lines without a product stay as they are: that their texts agree does not make them one thing.
    static func mergeLines(of id: ID<Quotes>, in tx: Transaction) throws {
        let quote = try draft(id, tx)
        var merged: [Record<QuoteLines>] = []
        for line in quote.lines {
            guard let index = merged.firstIndex(where: { isSame($0, line) }) else {
                merged.append(line)
                continue
            }
            let (sum, overflows) = merged[index].quantity.millionths.addingReportingOverflow(
                line.quantity.millionths)
            guard !overflows, sum <= mostQuantity.millionths else { throw AmountOverflow() }
            merged[index].quantity = Decimal(millionths: sum)
            guard line.discountPercent == .zero else { continue }
            merged[index].discountAmount = try merged[index].discountAmount.plus(
                line.discountAmount)
        }
        guard merged.count < quote.lines.count else { return }
        try tx.update(quote) { $0.lines = merged }
    }

    /// What a line may say at most.
    private static let mostQuantity = Decimal(1_000_000_000)

    private static func isSame(_ left: Record<QuoteLines>, _ right: Record<QuoteLines>) -> Bool {
        guard left.product != nil else { return false }
        let ofQuantity = [
            QuoteLines.properties.line.quantity.spec.ordinal,
            QuoteLines.properties.line.discountAmount.spec.ordinal,
        ]
        return QuoteLines.table.fields.allSatisfy { field in
            !field.isWritable || field.ordinal == CommonFields.id
                || ofQuantity.contains(field.ordinal) || left.row[field] == right.row[field]
        }
    }

    /// Puts the lines into an order, which names each of them once.
    static func reorderLines(
        of id: ID<Quotes>, _ order: [String], in tx: Transaction
    ) throws {
        let quote = try draft(id, tx)
        let lines = Dictionary(uniqueKeysWithValues: quote.lines.map { ($0.row.id, $0) })
        var faults: [Fault] = []
        var seen: Set<RecordID> = []
        var sorted: [Record<QuoteLines>] = []
        for (index, text) in order.enumerated() {
            guard let id = RecordID(text), let line = lines[id] else {
                faults.append(
                    Fault(
                        pointer: "/line_ids/\(index)", code: .notFound,
                        message: "The quote has no such line."))
                continue
            }
            // One id may be written in two ways.
            guard seen.insert(id).inserted else {
                faults.append(
                    Fault(
                        pointer: "/line_ids/\(index)", code: .duplicate,
                        message: "The line stands twice."))
                continue
            }
            sorted.append(line)
        }
        if faults.isEmpty, sorted.count < quote.lines.count {
            faults.append(
                Fault(
                    pointer: "/line_ids", code: .required,
                    message: "line_ids names every line: \(quote.lines.count) in all."))
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        try tx.update(quote) { $0.lines = sorted }
    }

    private static func draft(_ id: ID<Quotes>, _ tx: Transaction) throws -> Record<Quotes> {
        let quote = try tx.find(Quotes.self, id)
        if let reason = Quotes.refusesEdit(of: quote) {
            throw Problem(
                .notEditable, reason,
                faults: [
                    Fault(
                        pointer: "/lines", code: .immutable, message: "lines can no longer change.")
                ])
        }
        return quote
    }
}
