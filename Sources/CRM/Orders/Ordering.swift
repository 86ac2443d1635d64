import API
import Schema
import Store

/// The life of an order.
///
/// Each function takes the transaction that it works in; all of them throw `illegal_transition`
/// when the order's status does not allow them.
package enum Ordering {
    /// The date where the caller is.
    static func today(_ tx: Transaction) -> Day {
        (TimeZone.named(tx.access.timeZone) ?? .utc).day(of: tx.now)
    }

    /// Opens the order that an accepted quote leads to, at the quote's prices; a quote has one at
    /// most.
    static func open(
        from quote: Record<Quotes>, purchaseOrderNumber: String?, in tx: Transaction
    ) throws -> ID<Orders> {
        guard let party = quote.party else {
            throw Problem.invalid("/party_id", .required, "An order needs a party.")
        }
        var order = quote.copied(as: Orders.self)
        order.party = party
        order.quote = quote.id
        order.channel = .direct
        order.purchaseOrderNumber = purchaseOrderNumber
        return try tx.create(order).id
    }

    /// Makes a draft binding; the first time it gets its number.
    ///
    /// Throws `approval_required` when a price is below its floor and nobody has approved that. The payer's credit decides
    /// whether it is confirmed, held or refused (`credit_refused`), and stock of strict products must be there
    /// (`insufficient_stock`). Of an order that credit holds, credit is asked again.
    package static func confirm(_ id: ID<Orders>, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try Orders.check("confirm", on: order)
        try checkComplete(order)
        if order.status == .creditHold { return try bind(order, as: order.freed, in: tx) }
        try refuseUnapproved(order, in: tx)
        try bind(order, in: tx)
    }

    static func checkComplete(_ order: Record<Orders>) throws {
        guard !order.lines.contains(where: \.isOrdered) else { return }
        throw Problem.invalid(
            "/lines", .required, "An order needs a line with something ordered to be confirmed.")
    }

    /// Asks credit, then confirms or holds.
    static func bind(
        _ order: Record<Orders>, as status: Orders.Status = .confirmed, event: String? = nil,
        in tx: Transaction, note: (inout Record<Orders>) -> Void = { _ in }
    ) throws {
        let more = try bound(order, as: status)
        try settle(
            order, as: status, try HouseCredit.judge(order, adding: more, in: tx), event: event,
            in: tx, note: note)
    }

    /// Throws `validation_failed` for a number that the sender left empty; null says that it has none.
    static func checkNumber(_ number: String) throws {
        guard number.isEmpty else { return }
        throw Problem.invalid(
            "/number", .tooShort, "number must not be empty.")
    }

    /// How much more of its payer's credit an order binds in a status.
    static func bound(_ order: Record<Orders>, as status: Orders.Status) throws -> Money {
        var bound = order
        bound.status = status
        bound.takeUpRest()
        return max(.zero, try OrderWorth(bound).exposure(of: bound).minus(order.exposureAmount))
    }

    /// Confirms or holds, as credit says.
    static func settle(
        _ order: Record<Orders>, as status: Orders.Status, _ verdict: CreditVerdict,
        event: String? = nil, in tx: Transaction, note: (inout Record<Orders>) -> Void = { _ in }
    ) throws {
        let number = try order.number ?? tx.nextNumber("O")
        let settled = try tx.update(order, event: verdict.isHeld ? nil : event) {
            $0.number = number
            // Why an earlier draft was rejected says nothing about this order.
            if !$0.isOnHold { $0.holdReason = nil }
            verdict.note(on: &$0)
            note(&$0)
            $0.takeUpRest()
            if verdict.isHeld {
                $0.status = .creditHold
            } else {
                $0.status = status
                $0.confirmedAt = order.confirmedAt ?? tx.now
                try Stock.reserve(&$0, in: tx)
            }
            clearEnd(&$0)
            try derive(&$0)
        }
        // What is reopened stays open.
        if order.status == .creditHold { try completeDelivered(settled, in: tx) }
    }

    static func clearEnd(_ order: inout Record<Orders>) {
        order.completedAt = nil
        order.cancelledAt = nil
        order.closedAt = nil
        order.cancelReason = nil
    }

    /// Delivers all that is left, and so completes the order.
    package static func complete(_ id: ID<Orders>, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try Orders.check("complete", on: order)
        guard order.lines.contains(where: { $0.progress.owed > .zero }) else {
            throw Problem(.inUse, "All of it was called off: cancel the order.")
        }
        if order.lines.contains(where: { $0.progress.unshipped > .zero }) {
            var rest = Record<Fulfillments>()
            rest.order = id
            rest.deliveredAt = tx.now
            _ = try tx.create(rest)
        }
        try Fulfillments.deliverAll(of: id, in: tx)
        let delivered = try tx.find(Orders.self, id)
        guard delivered.status.isOpen else { return }
        try tx.update(delivered) { finish(&$0, at: tx.now) }
    }

    /// Calls an order off before anything is shipped or invoiced.
    package static func cancel(_ id: ID<Orders>, reason: String?, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try Orders.check("cancel", on: order)
        if order.lines.contains(where: { $0.invoiced > .zero || $0.shipped > .zero }) {
            throw Problem(
                .inUse, "It was shipped or invoiced in part: void its invoices, or close it short.")
        }
        try tx.update(order) {
            $0.status = .cancelled
            $0.cancelledAt = tx.now
            $0.cancelReason = reason
            $0.isOnHold = false
            $0.holdReason = nil
            try Stock.release(&$0, in: tx)
            try derive(&$0)
        }
    }

    /// Gives up what was not shipped; what was shipped stays to be invoiced and paid.
    static func closeShort(_ id: ID<Orders>, reason: String?, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try Orders.check("close_short", on: order)
        guard order.lines.contains(where: { $0.shipped > .zero }) else {
            throw Problem(.inUse, "Nothing of it is shipped: cancel the order.")
        }
        try tx.update(order) {
            $0.status = .closedShort
            $0.closedAt = tx.now
            $0.giveUpRest()
            $0.cancelReason = reason
            $0.isOnHold = false
            $0.holdReason = nil
            try Stock.release(&$0, in: tx)
            try derive(&$0)
        }
    }

    /// Takes back an end: the order is again what it was before.
    ///
    /// What was given up binds credit again, so credit is asked as for a new order: closing one,
    /// confirming another and reopening the first cannot go past the limit.
    package static func reopen(_ id: ID<Orders>, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try Orders.check("reopen", on: order)
        let isShipped = order.lines.contains { $0.shipped > .zero }
        if order.status == .cancelled, order.confirmedAt == nil {
            try tx.update(order, event: "order.reopened") {
                $0.status = .draft
                clearEnd(&$0)
                try derive(&$0)
            }
            return
        }
        try bind(
            order, as: isShipped ? .inFulfillment : .confirmed, event: "order.reopened", in: tx)
    }
}
