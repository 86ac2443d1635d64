import Schema
import Store

// Payments in advance: what an order was paid before an invoice takes it.
extension Paying {
    /// Applies what an order's payments have left to its open invoices, the earliest due first.
    static func settleOpen(of order: ID<Orders>, in tx: Transaction) throws {
        let open = try tx.select(
            Invoices.self, where: "order_id = ? AND status = 'open' ORDER BY next_due_on, id",
            [order.cell], limit: 500)
        for invoice in open {
            let taken = min(try prepaid(order, in: tx), invoice.openAmount)
            guard taken > .zero else { return }
            let paid = try invoice.paidAmount.plus(taken)
            try take(taken, for: invoice, of: order, in: tx)
            try tx.update(invoice) { Invoicing.settle(&$0, paid: paid, on: Ordering.today(tx)) }
        }
    }

    /// Takes what was refunded without a return from what the order's payments have left.
    static func balance(_ id: ID<Orders>, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        var spent = max(.zero, try order.refundedAmount.minus(order.creditedAmount))
        let payments = try tx.select(
            Payments.self,
            where: "order_id = ? AND status = 'posted' AND kind = 'payment' ORDER BY id",
            [id.cell])
        for payment in payments {
            let applied = try Money.sum(payment.applications.map { $0.amount ?? .zero })
            let free = try payment.amount.minus(applied)
            let taken = min(free, spent)
            spent = try spent.minus(taken)
            let left = try free.minus(taken)
            if left != payment.unappliedAmount {
                try tx.update(payment) { $0.unappliedAmount = left }
            }
        }
    }

    /// What the order's payments have left for an invoice.
    static func prepaid(_ order: ID<Orders>, in tx: Transaction) throws -> Money {
        try Money.sum(unapplied(order, in: tx).map(\.unappliedAmount))
    }

    private static func unapplied(
        _ order: ID<Orders>, in tx: Transaction
    ) throws -> [Record<Payments>] {
        try tx.select(
            Payments.self,
            where: "order_id = ? AND status = 'posted' AND unapplied_amount > 0 ORDER BY id",
            [order.cell])
    }

    /// Notes on the payments what a new invoice took of them: all that it is paid already.
    static func applyPrepayments(to invoice: Record<Invoices>, in tx: Transaction) throws {
        guard let order = invoice.order, invoice.paidAmount > .zero else { return }
        try take(invoice.paidAmount, for: invoice, of: order, in: tx)
    }

    /// Notes on an order's payments that so much of what they have left went to an invoice.
    private static func take(
        _ amount: Money, for invoice: Record<Invoices>, of order: ID<Orders>, in tx: Transaction
    ) throws {
        var rest = amount
        for payment in try unapplied(order, in: tx) where rest > .zero {
            let taken = min(rest, payment.unappliedAmount)
            rest = try rest.minus(taken)
            try tx.update(payment) {
                if let index = $0.applications.firstIndex(where: { $0.invoice == invoice.id }) {
                    let before = $0.applications[index].amount ?? .zero
                    $0.applications[index].amount = try before.plus(taken)
                } else {
                    var row = Record<PaymentApplications>()
                    row.invoice = invoice.id
                    row.amount = taken
                    $0.applications.append(row)
                }
                $0.unappliedAmount = try payment.unappliedAmount.minus(taken)
            }
        }
    }
}
