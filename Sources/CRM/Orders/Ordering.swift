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
    package static func confirm(_ id: ID<Orders>, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try Orders.check("confirm", on: order)
        if order.lines.isEmpty {
            throw Problem.invalid("/lines", .required, "An order needs a line to be confirmed.")
        }
        let number = try order.number ?? tx.nextNumber("O")
        try tx.update(order) {
            $0.status = .confirmed
            $0.number = number
            $0.confirmedAt = order.confirmedAt ?? tx.now
        }
    }

    /// Says that everything ordered was delivered.
    package static func complete(_ id: ID<Orders>, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try Orders.check("complete", on: order)
        try tx.update(order) {
            $0.status = .completed
            $0.completedAt = tx.now
        }
    }

    /// Calls an order off before it is completed.
    package static func cancel(_ id: ID<Orders>, reason: String?, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try Orders.check("cancel", on: order)
        try tx.update(order) {
            $0.status = .cancelled
            $0.cancelledAt = tx.now
            $0.cancelReason = reason
        }
    }

    /// Takes back a completion, or a cancellation: the order is again what it was before.
    package static func reopen(_ id: ID<Orders>, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try Orders.check("reopen", on: order)
        try tx.update(order, event: "order.reopened") {
            $0.status = order.confirmedAt == nil ? .draft : .confirmed
            $0.completedAt = nil
            $0.cancelledAt = nil
            $0.cancelReason = nil
        }
    }
}
