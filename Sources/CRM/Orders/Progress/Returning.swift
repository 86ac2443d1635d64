import API
import Schema
import Store

/// The way of a return; the order hears of it when goods arrive and when the return is closed.
enum Returning {
    /// Notes what has arrived: all that was announced unless lines say less.
    static func receive(
        _ id: ID<Returns>, _ said: [Record<ReturnReceiptLines>], in tx: Transaction
    ) throws {
        let record = try tx.find(Returns.self, id)
        try Returns.check("receive", on: record)
        var lines = record.lines
        if said.isEmpty {
            for index in lines.indices {
                lines[index].receivedQuantity = lines[index].quantity ?? .zero
            }
        }
        var faults: [Fault] = []
        for (place, line) in said.enumerated() {
            guard let index = lines.firstIndex(where: { $0.id == line.line }) else {
                faults.append(Self.unknown(place))
                continue
            }
            if isRepeated(place, of: said.map(\.line)) {
                faults.append(Self.twice(place))
                continue
            }
            guard line.quantity <= lines[index].quantity ?? .zero else {
                faults.append(
                    Fault(
                        pointer: "/lines/\(place)/quantity", code: .outOfRange,
                        message: "No more than announced can arrive; enter another return."))
                continue
            }
            lines[index].receivedQuantity = line.quantity
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        let received = lines
        try tx.update(record) {
            $0.status = .received
            $0.receivedAt = tx.now
            $0.lines = received
        }
        try Ordering.advance(record.order, moves: false, event: "order.returned", in: tx) { order in
            try order.change(received) { line, back in
                line.returned = line.returned.adding(back.receivedQuantity)
            }
        }
    }

    /// Settles what becomes of the goods and what is refunded.
    static func inspect(
        _ id: ID<Returns>, _ said: [Record<ReturnInspectionLines>], in tx: Transaction
    ) throws {
        let record = try tx.find(Returns.self, id)
        try Returns.check("inspect", on: record)
        let order = try tx.find(Orders.self, record.order)
        var lines = record.lines
        var faults: [Fault] = []
        for (place, line) in said.enumerated() {
            guard let index = lines.firstIndex(where: { $0.id == line.line }) else {
                faults.append(Self.unknown(place))
                continue
            }
            if isRepeated(place, of: said.map(\.line)) { faults.append(Self.twice(place)) }
            lines[index].disposition = line.disposition
            if let refund = line.refundAmount { lines[index].refundAmount = refund }
        }
        var settled = try settledQuantities(of: order, but: id, in: tx)
        for index in lines.indices where lines[index].receivedQuantity > .zero {
            let pointer = "/lines/\(said.firstIndex { $0.line == lines[index].id } ?? index)"
            guard let disposition = lines[index].disposition else {
                faults.append(
                    Fault(
                        pointer: pointer + "/disposition", code: .required,
                        message: "Say what becomes of each line that has arrived."))
                continue
            }
            guard let own = order.lines.first(where: { $0.id == lines[index].orderLine }),
                let currency = order.currency
            else { continue }
            let isPaidBack = disposition == .restock || disposition == .scrap
            // What the customer pays for what he had before, less that for what he keeps.
            let before = settled[own.id.rawValue] ?? .zero
            let had = own.progress.sent.subtracting(before)
            let keeps = had.subtracting(lines[index].receivedQuantity)
            func worth(_ quantity: Decimal) -> Money {
                own.grossAmount.part(for: quantity, of: own.quantity, in: currency)
            }
            let left = max(.zero, try worth(had).minus(worth(keeps)))
            if isPaidBack {
                settled[own.id.rawValue] = before.adding(lines[index].receivedQuantity)
            }
            let refund = lines[index].refundAmount ?? (isPaidBack ? left : .zero)
            lines[index].refundAmount = refund
            if refund > left {
                faults.append(
                    Fault(
                        pointer: pointer + "/refund_amount", code: .outOfRange,
                        message: "At most \(left.text(places: currency.digits)) are to be refunded."
                    ))
            } else if refund.tenThousandths % currency.coin != 0 {
                faults.append(
                    Fault(
                        pointer: pointer + "/refund_amount", code: .tooManyDecimals,
                        message: "\(currency.text) has \(currency.digits) decimals."))
            }
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        let total = try Money.sum(lines.compactMap(\.refundAmount))
        let inspected = lines
        try tx.update(record) {
            $0.status = .inspected
            $0.refundAmount = total
            $0.lines = inspected
        }
    }

    /// Ends a return: what is refunded is owed to the customer, what is replaced is to be shipped.
    static func close(_ id: ID<Returns>, in tx: Transaction) throws {
        let record = try tx.find(Returns.self, id)
        try Returns.check("close", on: record)
        try tx.update(record) {
            $0.status = .closed
            $0.closedAt = tx.now
        }
        try Stock.putBack(record, in: tx)
        try Ordering.advance(record.order, moves: true, event: "order.credited", in: tx) { order in
            order.creditedAmount = try order.creditedAmount.plus(record.refundAmount)
            let replaced = record.lines.filter { $0.disposition == .replace }
            try order.change(replaced) { line, back in
                line.replaced = line.replaced.adding(back.receivedQuantity)
            }
            if !replaced.isEmpty, order.status.binds {
                try Stock.reserve(&order, mayWait: true, in: tx)
            }
        }
    }

    /// Refuses a return; goods that have arrived go back to the customer.
    static func reject(_ id: ID<Returns>, reason: String, in tx: Transaction) throws {
        let record = try tx.find(Returns.self, id)
        try Returns.check("reject", on: record)
        try tx.update(record) {
            $0.status = .rejected
            $0.rejectReason = reason
            $0.refundAmount = .zero
        }
        guard record.receivedAt != nil else { return }
        try Ordering.advance(record.order, moves: false, in: tx) { order in
            try order.change(record.lines) { line, back in
                line.returned = line.returned.subtracting(back.receivedQuantity)
            }
        }
    }

    private static func isRepeated<Line: Equatable>(_ place: Int, of lines: [Line]) -> Bool {
        lines[..<place].contains(lines[place])
    }

    private static func twice(_ place: Int) -> Fault {
        Fault(
            pointer: "/lines/\(place)/line_id", code: .duplicate, message: "The line stands twice.")
    }

    private static func unknown(_ place: Int) -> Fault {
        Fault(
            pointer: "/lines/\(place)/line_id", code: .notFound,
            message: "The return has no such line.")
    }

    /// How much of each line other returns of the order took back for good: what is replaced or repaired is not.
    private static func settledQuantities(
        of order: Record<Orders>, but id: ID<Returns>, in tx: Transaction
    ) throws -> [RecordID: Decimal] {
        var found: [RecordID: Decimal] = [:]
        try tx.query(settledLines, [order.id.cell, id.cell]) { row in
            found[RecordID(row.uuid(0))] = Decimal(millionths: row.integer(1))
        }
        return found
    }

    private static let settledLines = SQL(
        """
        SELECT l.order_line_id, sum(l.received_quantity) FROM returns r
        JOIN return_lines l ON l.parent_id = r.id
        WHERE r.order_id = ? AND r.id <> ? AND r.status IN ('inspected', 'closed')
            AND r.deleted_at IS NULL AND l.order_line_id IS NOT NULL
            AND l.disposition IN ('restock', 'scrap')
        GROUP BY l.order_line_id
        """)
}
