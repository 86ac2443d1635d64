import Schema
import Store

// What must hold between orders and their documents: the quantities of lines are those of the
// documents, the sums of orders and invoices are those of invoices and payments, and the statuses
// are what follows from them.

extension Invariants {
    static func checkProgress(
        _ tx: Transaction, _ limit: Int, _ found: inout [String]
    ) throws {
        for (sql, sentence) in disagreements where found.count < limit {
            try tx.query(text: sql + " LIMIT 100") { row in
                found.append("order \(row.text(0)): \(sentence).")
            }
        }
        for (sql, sentence) in amounts where found.count < limit {
            try tx.query(text: sql + " LIMIT 100") { row in
                found.append("\(row.text(0)): \(sentence).")
            }
        }
        try checkDerived(tx, limit, &found)
    }

    // MARK: Quantities

    private static let name = "coalesce(o.number, hex(o.id))"

    /// Lines whose quantity is not the sum over documents.
    private static func lines(
        _ column: String, _ documents: String, _ quantity: String, _ condition: String
    ) -> String {
        """
        SELECT \(name) FROM order_lines l JOIN orders o ON o.id = l.parent_id
        WHERE o.deleted_at IS NULL AND l.\(column) <> coalesce((
            SELECT sum(d.\(quantity)) FROM \(documents)_lines d
            JOIN \(documents)s p ON p.id = d.parent_id
            WHERE d.order_line_id = l.id AND p.deleted_at IS NULL AND \(condition)), 0)
        """
    }

    private static let disagreements: [(sql: String, sentence: String)] = [
        (
            lines("shipped_quantity", "fulfillment", "quantity", "p.status <> 'cancelled'"),
            "a line's shipped_quantity is not that of its fulfillments"
        ),
        (
            lines("delivered_quantity", "fulfillment", "quantity", "p.status = 'delivered'"),
            "a line's delivered_quantity is not that of its fulfillments"
        ),
        (
            lines("invoiced_quantity", "invoice", "quantity", "p.status <> 'void'"),
            "a line's invoiced_quantity is not that of its invoices"
        ),
        (
            lines(
                "returned_quantity", "return", "received_quantity", "p.status <> 'rejected'"),
            "a line's returned_quantity is not that of its returns"
        ),
        (
            lines(
                "replaced_quantity", "return", "received_quantity",
                "p.status = 'closed' AND d.disposition = 'replace'"),
            "a line's replaced_quantity is not that of its returns"
        ),
        (
            """
            SELECT \(name) FROM order_lines l JOIN orders o ON o.id = l.parent_id
            WHERE o.deleted_at IS NULL AND l.allocated_quantity <> coalesce((
                SELECT sum(r.reserved_quantity) FROM stock_reservations r
                WHERE r.order_line_id = l.id AND r.product_id = l.product_id), 0)
            """, "a line's allocated_quantity is not that of its reservations"
        ),
        (
            """
            SELECT \(name) FROM orders o WHERE o.deleted_at IS NULL
            AND o.invoiced_amount <> coalesce((
                SELECT sum(i.gross_amount) FROM invoices i
                WHERE i.order_id = o.id AND i.status <> 'void' AND i.deleted_at IS NULL), 0)
            """, "invoiced_amount is not that of its invoices"
        ),
        (
            """
            SELECT \(name) FROM orders o WHERE o.deleted_at IS NULL
            AND o.freight_invoiced_amount <> coalesce((
                SELECT sum(i.freight_amount) FROM invoices i
                WHERE i.order_id = o.id AND i.status <> 'void' AND i.deleted_at IS NULL), 0)
            """, "freight_invoiced_amount is not that of its invoices"
        ),
        (
            """
            SELECT \(name) FROM orders o WHERE o.deleted_at IS NULL
            AND o.paid_amount <> coalesce((
                SELECT sum(p.amount) FROM payments p WHERE p.order_id = o.id
                    AND p.kind = 'payment' AND p.status = 'posted' AND p.deleted_at IS NULL), 0)
            + coalesce((
                SELECT sum(a.amount) FROM invoices i
                JOIN payment_applications a ON a.invoice_id = i.id
                JOIN payments p ON p.id = a.parent_id
                WHERE i.order_id = o.id AND p.order_id IS NULL AND p.status = 'posted'
                    AND p.deleted_at IS NULL), 0)
            """, "paid_amount is not that of its payments"
        ),
        (
            """
            SELECT \(name) FROM orders o WHERE o.deleted_at IS NULL
            AND o.refunded_amount <> coalesce((
                SELECT sum(p.amount) FROM payments p WHERE p.order_id = o.id
                    AND p.kind = 'refund' AND p.status = 'posted' AND p.deleted_at IS NULL), 0)
            """, "refunded_amount is not that of its refunds"
        ),
        (
            """
            SELECT \(name) FROM orders o WHERE o.deleted_at IS NULL
            AND o.credited_amount <> coalesce((
                SELECT sum(r.refund_amount) FROM returns r
                WHERE r.order_id = o.id AND r.status = 'closed' AND r.deleted_at IS NULL), 0)
            """, "credited_amount is not that of its returns"
        ),
    ]

    // MARK: Amounts

    private static let amounts: [(sql: String, sentence: String)] = [
        (
            """
            SELECT 'invoice ' || coalesce(number, hex(id)) FROM invoices i
            WHERE gross_amount <> net_amount + tax_amount
            """, "net and tax are not gross"
        ),
        (
            """
            SELECT 'invoice ' || coalesce(i.number, hex(i.id)) FROM invoices i
            JOIN invoice_lines l ON l.parent_id = i.id
            GROUP BY i.id
            HAVING sum(l.net_amount) + i.freight_amount <> i.net_amount
            """, "lines and freight are not its net amount"
        ),
        (
            """
            SELECT 'invoice ' || coalesce(i.number, hex(i.id)) FROM invoices i
            WHERE i.gross_amount <> (SELECT sum(amount) FROM invoice_installments
                WHERE parent_id = i.id)
            """, "its installments do not add up"
        ),
        (
            """
            SELECT 'invoice ' || coalesce(i.number, hex(i.id)) FROM invoices i
            WHERE i.paid_amount <> coalesce((
                SELECT sum(a.amount) FROM payment_applications a
                JOIN payments p ON p.id = a.parent_id
                WHERE a.invoice_id = i.id AND p.status = 'posted' AND p.deleted_at IS NULL), 0)
            """, "paid_amount is not that of its payments"
        ),
        (
            """
            SELECT 'invoice ' || coalesce(number, hex(id)) FROM invoices
            WHERE open_amount <> CASE status
                WHEN 'void' THEN 0 ELSE gross_amount - paid_amount END
                OR (status = 'paid') <> (settled_on IS NOT NULL)
            """, "its status and what is open disagree"
        ),
        (
            """
            SELECT 'invoice ' || coalesce(number, hex(id)) FROM invoices
            WHERE credit_party_id IS NULL AND status = 'open'
            """, "it binds nobody's credit"
        ),
    ]

    // MARK: What follows

    private static func checkDerived(
        _ tx: Transaction, _ limit: Int, _ found: inout [String]
    ) throws {
        var last: Int64 = 0
        var ids: [RecordID] = []
        repeat {
            ids = []
            try tx.query(nextOrders, [.integer(last)]) { row in
                last = row.integer(0)
                ids.append(RecordID(row.uuid(1)))
            }
            for id in ids {
                let order = try tx.find(Orders.self, ID(id))
                let what = "order \(order.number ?? id.text)"
                do {
                    found += try derivedFaults(order).map { "\(what): \($0)." }
                } catch is AmountOverflow {
                    found.append("\(what): its amounts are out of range.")
                }
            }
        } while ids.count == 200 && found.count < limit
    }

    private static func derivedFaults(_ order: Record<Orders>) throws -> [String] {
        var faults: [String] = []
        let (tolerance, afterShipment) = order.bills
        for line in order.lines {
            faults += line.progress.faults(tolerance: tolerance, afterShipment: afterShipment)
        }
        var derived = order
        try Ordering.derive(&derived)
        if derived.row != order.row {
            faults.append("its statuses or its exposure are not what follows from its lines")
        }
        if try Orders.commission(of: order) != order.commissionAmount {
            faults.append("the commission is not its share of the net amount")
        }
        if order.status == .completed, !order.lines.isEmpty, !Ordering.isDelivered(order) {
            faults.append("it is completed and not delivered")
        }
        return faults
    }

    private static let nextOrders = SQL(
        "SELECT pk, id FROM orders WHERE pk > ? AND deleted_at IS NULL ORDER BY pk LIMIT 200")
}
