import API
import Schema
import Store

/// The life of a quote.
///
/// Each function takes the transaction that it works in; all of them throw `illegal_transition`
/// when the quote's status does not allow them.
package enum Quoting {
    /// How long a quote without a date of its own binds us.
    private static let usualValidityDays = 30

    /// The date where the quote's days begin and end.
    static func today(of quote: Record<Quotes>, _ tx: Transaction) -> Day {
        let zone = TimeZone.named(quote.timeZone ?? tx.settings.timeZone) ?? .utc
        return zone.day(of: tx.now)
    }

    /// Makes a quote binding and gives it its number; the quote that it revises is superseded.
    ///
    /// Throws `approval_required` for a draft that somebody has to approve first.
    package static func send(_ id: ID<Quotes>, in tx: Transaction) throws {
        let quote = try tx.find(Quotes.self, id)
        try Quotes.check("send", on: quote)
        let today = today(of: quote, tx)
        try checkComplete(quote, today)
        if quote.status == .draft { try Approving.refuseUnapproved(quote, in: tx) }
        let old = try revised(by: quote, to: .sent, in: tx)
        let number = try old?.number ?? tx.nextNumber("Q")
        try tx.update(quote) {
            $0.status = .sent
            $0.number = number
            $0.sentAt = tx.now
            $0.validUntil = quote.validUntil ?? today.adding(days: usualValidityDays)
        }
        if let old, old.status.verbs["supersede"] != nil {
            try tx.update(old) { $0.status = .superseded }
        }
    }

    /// The quote that one revises; throws `illegal_transition` once the customer has accepted that.
    static func revised(
        by quote: Record<Quotes>, to status: Quotes.Status, in tx: Transaction
    ) throws -> Record<Quotes>? {
        let old = try quote.supersedes.map { try tx.find(Quotes.self, $0) }
        guard old?.status == .accepted else { return old }
        throw Problem(
            .illegalTransition, "The quote that this one revises was accepted meanwhile.",
            extras: [
                ("from", .text(quote.status.rawValue)), ("to", .text(status.rawValue)),
                ("allowed", .array([.text("cancel")])),
            ])
    }

    static func checkComplete(_ quote: Record<Quotes>, _ today: Day) throws {
        var faults: [Fault] = []
        if quote.party == nil {
            faults.append(
                Fault(pointer: "/party_id", code: .required, message: "A quote is sent to a party.")
            )
        }
        if quote.lines.isEmpty {
            faults.append(
                Fault(
                    pointer: "/lines", code: .required, message: "A quote needs a line to be sent.")
            )
        }
        if let last = quote.validUntil, last < today {
            faults.append(
                Fault(
                    pointer: "/valid_until", code: .inThePast,
                    message: "valid_until is past: it is \(today.text) in the quote's time zone."))
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    /// Takes the customer's word: the quote's prices become an order in the same transaction.
    ///
    /// Throws `quote_expired` once the quote's last day is over in its time zone.
    static func accept(
        _ id: ID<Quotes>, signedBy: String, purchaseOrderNumber: String?, _ answer: QuoteAnswer,
        in tx: Transaction
    ) throws -> ID<Orders> {
        let quote = try tx.find(Quotes.self, id)
        try Quotes.check("accept", on: quote)
        // The clock may not have come round to it yet.
        if let last = quote.validUntil, last < today(of: quote, tx) {
            throw Problem(.quoteExpired, "The quote could be accepted until \(last.text).")
        }
        let order = try Ordering.open(from: quote, purchaseOrderNumber: purchaseOrderNumber, in: tx)
        try tx.update(quote) {
            $0.status = .accepted
            $0.acceptedAt = tx.now
            $0.signedBy = signedBy
            $0.purchaseOrderNumber = purchaseOrderNumber
            $0.order = order
        }
        try answer.record(
            .accepted, on: id, by: signedBy, purchaseOrderNumber: purchaseOrderNumber, in: tx)
        return order
    }

    /// Takes the customer's refusal.
    static func decline(
        _ id: ID<Quotes>, reason: String?, _ answer: QuoteAnswer, in tx: Transaction
    ) throws {
        let quote = try tx.find(Quotes.self, id)
        try Quotes.check("decline", on: quote)
        try tx.update(quote) {
            $0.status = .declined
            $0.declinedAt = tx.now
            $0.declineReason = reason
        }
        try answer.record(.declined, on: id, by: nil, reason: reason, in: tx)
    }
}
