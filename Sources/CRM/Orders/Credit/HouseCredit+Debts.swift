import API
import Schema
import Store

// Who answers for what, and who is let go when a debt is gone.
extension HouseCredit {
    /// Whose credit an invoice of an order binds.
    ///
    /// The order's payer was asked for the whole of it, so it stays theirs until it is paid, whoever the invoice is for:
    /// only the credit of that party can take it over, and is asked for what is open. Throws `credit_refused`.
    static func debtor(
        of invoice: Record<Invoices>, _ order: Record<Orders>, in tx: Transaction
    ) throws -> ID<Parties>? {
        guard let party = invoice.party, party != order.invoiceParty else {
            return order.invoiceParty
        }
        guard let id = try accountID(of: party, in: tx), let currency = invoice.currency else {
            return order.invoiceParty
        }
        if let payer = order.invoiceParty, try accountID(of: payer, in: tx) == id { return party }
        let day = Ordering.today(tx)
        let standing = try standing(of: ID(id), on: day, in: tx)
        let verdict = try verdict(invoice.openAmount, in: currency, standing, on: day, tx)
        guard verdict.outcome == .approved else { throw refusal(verdict, currency) }
        return party
    }

    /// Asks again about the orders of a payer's account that credit holds; see `reconsider(_:but:in:)`.
    static func reconsider(
        ordersOf payer: ID<Parties>, but other: ID<Orders>? = nil, in tx: Transaction
    ) throws {
        guard let id = try accountID(of: payer, in: tx) else { return }
        try reconsider(ID(id), but: other, in: tx)
    }

    /// Lets those orders of an account go on that credit holds and would not hold now, the earliest first.
    ///
    /// Whatever made room (a payment, a higher limit) never fails because of them: an order that cannot be judged, or for
    /// which there is not enough stock, stays held, and its own `confirm` says why.
    static func reconsider(
        _ id: ID<CreditAccounts>, but other: ID<Orders>? = nil, in tx: Transaction
    ) throws {
        let parties = parties(of: try tx.find(CreditAccounts.self, id))
        var ids: [Cell] = []
        try tx.query(text: heldOrders(of: parties.count), parties) { ids.append($0.cell(0)) }
        guard !ids.isEmpty else { return }
        let held = try tx.select(
            Orders.self, where: "id IN (\(marks(ids))) ORDER BY pk", ids, limit: ids.count
        ).filter { $0.id != other }
        let day = Ordering.today(tx)
        var standing: CreditStanding?
        for order in held {
            do {
                let now = try standing ?? self.standing(of: id, on: day, in: tx)
                standing = now
                if try tx.savepoint({ try letGo(order, now, day, in: tx) }) { standing = nil }
            } catch is Problem {
                continue
            }
        }
    }

    /// By the index of the orders that a question about credit is about: most of those held may be other payers'.
    static func heldOrders(of parties: Int) -> String {
        """
        SELECT id FROM orders INDEXED BY orders_invoice_party_id_id_unique
        WHERE invoice_party_id IN (\(Array(repeating: "?", count: parties).joined(separator: ", ")))
            AND status = 'credit_hold' AND deleted_at IS NULL
        ORDER BY pk LIMIT 200
        """
    }

    private static func letGo(
        _ order: Record<Orders>, _ standing: CreditStanding, _ day: Day, in tx: Transaction
    ) throws -> Bool {
        guard let currency = order.currency else { return false }
        let more = try Ordering.bound(order, as: order.freed)
        let verdict = try verdict(more, in: currency, standing, on: day, tx)
        guard verdict.outcome == .approved else { return false }
        try Ordering.settle(order, as: order.freed, verdict, in: tx)
        return true
    }

    /// Says on an order that stays held what is in the way of it by now.
    static func explain(_ id: ID<Orders>, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        guard order.status == .creditHold, let payer = order.invoiceParty,
            let currency = order.currency, let account = try accountID(of: payer, in: tx)
        else { return }
        let day = Ordering.today(tx)
        let standing = try standing(of: ID(account), on: day, in: tx)
        let more = try Ordering.bound(order, as: order.freed)
        let verdict = try verdict(more, in: currency, standing, on: day, tx)
        // Held only by stock that is not there: what credit said stays.
        guard verdict.outcome != .approved else { return }
        try tx.update(order) { verdict.note(on: &$0) }
    }
}
