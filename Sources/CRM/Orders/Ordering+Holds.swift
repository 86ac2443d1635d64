import API
import Schema
import Store

/// What stops an order for a while, and what lets it go on.
extension Ordering {
    // MARK: Approval

    /// Asks somebody else to approve a draft.
    static func submit(_ id: ID<Orders>, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try Orders.check("submit", on: order)
        try checkComplete(order)
        try tx.update(order) {
            $0.status = .pendingApproval
            $0.submittedBy = tx.access.actorID
            $0.approvedBy = nil
            $0.approvedAt = nil
            $0.approvalComment = nil
        }
    }

    /// Approves what another has submitted, and confirms it.
    static func approve(_ id: ID<Orders>, comment: String?, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try Orders.check("approve", on: order)
        try checkApprover(of: order, in: tx)
        try bind(order, in: tx) {
            $0.approvedBy = tx.access.actorID
            $0.approvedAt = tx.now
            $0.approvalComment = comment
        }
    }

    /// Sends a submitted order back to its draft.
    static func reject(_ id: ID<Orders>, reason: String, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try Orders.check("reject", on: order)
        try tx.update(order, event: "order.rejected") {
            $0.status = .draft
            $0.holdReason = reason
        }
    }

    // MARK: Hold

    static func hold(_ id: ID<Orders>, reason: String, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try require("hold", of: order, isAllowed: order.status.isOpen)
        try tx.update(order, event: "order.held") {
            $0.isOnHold = true
            $0.holdReason = reason
        }
    }

    static func release(_ id: ID<Orders>, in tx: Transaction) throws {
        let order = try tx.find(Orders.self, id)
        try require("release", of: order, isAllowed: order.status.isOpen)
        try tx.update(order, event: "order.released") {
            $0.isOnHold = false
            $0.holdReason = nil
        }
    }

    /// Throws `illegal_transition` for an action that leaves the status as it is.
    static func require(_ verb: String, of order: Record<Orders>, isAllowed: Bool) throws {
        guard !isAllowed, let machine = Orders.table.machine else { return }
        throw Problem.cannot(verb, Orders.table, machine, from: order.status.rawValue)
    }

    // MARK: Credit

    /// Lets an order pass although credit held it, or would hold it when it is shipped, until a day.
    static func releaseCredit(
        _ id: ID<Orders>, reason: String, until: Day?, in tx: Transaction
    ) throws {
        let order = try tx.find(Orders.self, id)
        let isHeld = order.status == .creditHold
        try require("release_credit", of: order, isAllowed: isHeld || order.status.isOpen)
        if let until, until < today(tx) {
            throw Problem.invalid("/until", .inThePast, "until is past.")
        }
        let released = try tx.update(order, event: "order.credit_released") {
            $0.releasedBy = tx.access.actorID
            $0.releasedAt = tx.now
            $0.releaseReason = reason
            $0.releasedUntil = until ?? today(tx)
            if isHeld {
                $0.status = order.freed
                $0.confirmedAt = order.confirmedAt ?? tx.now
                try Stock.reserve(&$0, in: tx)
                try derive(&$0)
            }
        }
        try completeDelivered(released, in: tx)
    }

    // MARK: Partial cancellation

    /// Calls off some of what was not shipped yet.
    static func cancel(
        _ asked: [Record<OrderCancellationLines>], of id: ID<Orders>, reason: String?,
        in tx: Transaction
    ) throws {
        let order = try tx.find(Orders.self, id)
        try require("cancel_lines", of: order, isAllowed: order.status.isAmendable)
        var lines = asked
        try LineClaims.resolve(&lines, of: order, mayBeAll: false) { line in
            let progress = line.progress
            let unbilled = max(.zero, progress.kept.subtracting(progress.invoiced))
            return min(progress.unshipped, unbilled)
        }
        try advance(id, moves: true, event: "order.lines_cancelled", in: tx) { order in
            try order.change(lines) { line, asked in
                line.cancelled = line.cancelled.adding(asked.quantity ?? .zero)
            }
            if let reason { order.cancelReason = reason }
            if order.status.isOpen {
                try Stock.reserve(&order, mayWait: true, in: tx)
            } else {
                try Stock.settle(&order, in: tx)
            }
        }
        if order.status == .creditHold, let payer = order.invoiceParty {
            try HouseCredit.reconsider(ordersOf: payer, in: tx)
            try HouseCredit.explain(id, in: tx)
        }
    }
}

extension Record where R == Orders {
    /// What an order is that credit holds no more.
    var freed: Orders.Status {
        lines.contains { $0.shipped > .zero } ? .inFulfillment : .confirmed
    }
}
