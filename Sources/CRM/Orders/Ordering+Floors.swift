import API
import Schema
import Store

/// Who agrees to an order whose prices are below a floor.
extension Ordering {
    /// Whether somebody other than its seller has to agree to an order's prices: the quote that it came of may have
    /// settled them.
    static func needsApproval(_ order: Record<Orders>, in tx: Transaction) throws -> Bool {
        guard order.approvalRequired else { return false }
        guard let quote = order.quote else { return true }
        return !Floors.agreed(order, in: try tx.find(Quotes.self, quote))
    }

    /// Throws `approval_required` when a draft must not be confirmed as it is.
    static func refuseUnapproved(_ order: Record<Orders>, in tx: Transaction) throws {
        guard try needsApproval(order, in: tx) else { return }
        throw try refusal(
            order,
            "Submit the order: a price is below its floor, and somebody else has to approve it.",
            in: tx)
    }

    /// Throws `forbidden` when the caller cannot approve an order: nobody does for themselves, and prices below a floor
    /// are approved by people.
    static func checkApprover(of order: Record<Orders>, in tx: Transaction) throws {
        guard order.submittedBy == nil || order.submittedBy != tx.access.actorID else {
            throw Problem(.forbidden, "Who submitted an order cannot approve it.")
        }
        guard order.approvalRequired else { return }
        guard let user = tx.access.userID else {
            throw Problem(
                .forbidden,
                "Only people approve prices below a floor: this credential belongs to no user.")
        }
        guard user != order.ownerID else {
            throw Problem(
                .forbidden, "Nobody approves prices below a floor of an order of their own.")
        }
    }

    /// Holds an amendment to what the order's prices were, unless whoever amends it may approve it.
    ///
    /// Throws `approval_required`.
    static func checkAmended(
        _ after: Record<Orders>, from before: Record<Orders>, in tx: Transaction
    ) throws -> Record<Orders> {
        guard try needsApproval(after, in: tx), !Floors.agreed(after, in: before) else {
            return after
        }
        guard tx.access.sight("approve", on: Orders.name) != nil, let user = tx.access.userID,
            user != after.ownerID
        else {
            throw try refusal(
                after,
                "The amendment takes a price below its floor: somebody else who may approve orders amends it so.",
                in: tx)
        }
        return try tx.update(after) {
            $0.approvedBy = tx.access.actorID
            $0.approvedAt = tx.now
            $0.approvalComment = nil
        }
    }

    private static func refusal(
        _ order: Record<Orders>, _ detail: String, in tx: Transaction
    ) throws -> Problem {
        let shortfall = try Floors.shortfall(of: order, in: tx) ?? .zero
        let lines = order.lines.indices.filter {
            order.lines[$0].approvalRequired && !order.lines[$0].isOptional
        }
        return Problem(
            .approvalRequired, detail,
            extras: [
                ("lines", .array(lines.map { .text("/lines/\($0)") })),
                ("floor_shortfall_percent", .text(shortfall.text(places: 0))),
            ])
    }
}
