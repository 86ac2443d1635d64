import API
import Schema
import Store

// How documents move an order: they change the quantities of its lines and its sums, and all that
// follows from these is computed anew in the same save.

extension Ordering {
    /// Changes quantities or sums of an order, and whatever follows.
    ///
    /// `moves` says that goods have moved, which may start, complete or take up the order again.
    /// Throws `amount_too_large`, and `not_editable` when an invariant would break: callers check
    /// before and say it in better words.
    static func advance(
        _ id: ID<Orders>, moves: Bool, event: String? = nil, in tx: Transaction,
        _ change: (inout Record<Orders>) throws -> Void
    ) throws {
        let before = try tx.find(Orders.self, id)
        let after = try tx.update(before) { order in
            try change(&order)
            try derive(&order)
            if moves { move(&order) }
            try checkInvariants(order)
            if let name = eventName(before, order) ?? event { tx.name(name, for: id.rawValue) }
        }
        if moves { try completeDelivered(after, in: tx) }
    }

    /// Ends an open order of which all that is owed has arrived.
    static func completeDelivered(_ order: Record<Orders>, in tx: Transaction) throws {
        guard order.status.isOpen, isDelivered(order) else { return }
        try tx.update(order) { finish(&$0, at: tx.now) }
    }

    /// All is done: nothing is left that a hold could hold.
    static func finish(_ order: inout Record<Orders>, at now: Instant) {
        order.status = .completed
        order.completedAt = now
        order.isOnHold = false
        order.holdReason = nil
    }

    /// Computes what follows from quantities, sums and status.
    static func derive(_ order: inout Record<Orders>) throws {
        let lines = order.lines.map(\.progress)
        order.fulfillment = FulfillmentStatus(lines)
        order.billing = BillingStatus(
            lines, freight: order.freightNet, invoiced: order.freightInvoicedAmount)
        let worth = try OrderWorth(order)
        order.payment = PaymentStatus(
            due: try worth.due(of: order), paid: order.paidAmount, refunded: order.refundedAmount)
        order.exposureAmount = try worth.exposure(of: order)
    }

    private static func move(_ order: inout Record<Orders>) {
        let isShipped = order.lines.contains { $0.shipped > .zero }
        switch order.status {
        case .confirmed where isShipped: order.status = .inFulfillment
        case .inFulfillment where !isShipped: order.status = .confirmed
        case .completed where !isDelivered(order):
            order.status = isShipped ? .inFulfillment : .confirmed
            order.completedAt = nil
        default: break
        }
    }

    /// Everything that the customer is to get has arrived.
    static func isDelivered(_ order: Record<Orders>) -> Bool {
        let lines = order.lines.map(\.progress)
        return lines.contains { $0.delivered > .zero }
            && lines.allSatisfy { $0.delivered >= $0.owed }
    }

    private static func eventName(_ before: Record<Orders>, _ after: Record<Orders>) -> String? {
        if before.fulfillment != after.fulfillment {
            switch after.fulfillment {
            case .complete where before.fulfillment != .returnedPartial: return "order.fulfilled"
            case .returned, .returnedPartial: return "order.returned"
            case .none, .partial, .complete: break
            }
        }
        return nil
    }

    static func checkInvariants(_ order: Record<Orders>) throws {
        let (tolerance, afterShipment) = order.bills
        for line in order.lines {
            let faults = line.progress.faults(tolerance: tolerance, afterShipment: afterShipment)
            guard let first = faults.first else { continue }
            throw Problem(.notEditable, "The order would break a rule: \(first).")
        }
    }
}

/// What an order is worth now: what was agreed, less what was called off.
struct OrderWorth {
    /// Gross, of what the customer is to pay for in the end.
    let gross: Money
    /// Gross, of what is shipped.
    let shipped: Money

    init(_ order: Record<Orders>) throws {
        guard let currency = order.currency, order.status != .cancelled else {
            gross = .zero
            shipped = .zero
            return
        }
        var kept: [Money] = []
        var sent: [Money] = []
        let ordered = order.lines.filter(\.isOrdered)
        for line in ordered {
            let progress = line.progress
            func worth(_ quantity: Decimal) -> Money {
                line.grossAmount.part(for: quantity, of: progress.ordered, in: currency)
            }
            kept.append(worth(progress.kept))
            sent.append(worth(progress.sent))
        }
        // Freight is due as long as anything is sent.
        let lines = try Money.sum(ordered.map(\.grossAmount))
        let freight = try order.grossAmount.minus(lines)
        if ordered.contains(where: { $0.progress.kept > .zero }) { kept.append(freight) }
        if ordered.contains(where: { $0.shipped > .zero }) { sent.append(freight) }
        shipped = try Money.sum(sent)
        gross = try Money.sum(kept)
    }

    /// What the customer owes for the order in the end.
    func due(of order: Record<Orders>) throws -> Money {
        let isBilled = order.billing == .complete
        let owed = isBilled ? order.invoicedAmount : max(gross, order.invoicedAmount)
        return max(.zero, try owed.minus(order.creditedAmount))
    }

    /// What the order binds of its payer's credit; negative when we owe the customer.
    ///
    /// While credit holds it, that is only what was shipped before.
    func exposure(of order: Record<Orders>) throws -> Money {
        let credit = max(.zero, try order.creditedAmount.minus(order.refundedAmount))
        let unsecured = try unbilled(of: order).minus(order.guaranteedAmount ?? .zero)
        return try max(.zero, unsecured).minus(credit)
    }

    /// What of the order's guarantee is left for its invoices.
    func guaranteeLeft(of order: Record<Orders>) throws -> Money {
        max(.zero, try (order.guaranteedAmount ?? .zero).minus(unbilled(of: order)))
    }

    /// What is bound and not invoiced, gross.
    private func unbilled(of order: Record<Orders>) throws -> Money {
        guard order.status.binds || order.status == .creditHold, order.billing != .complete else {
            return .zero
        }
        let bound = order.status == .creditHold ? shipped : gross
        return max(.zero, try bound.minus(order.invoicedAmount))
    }
}
