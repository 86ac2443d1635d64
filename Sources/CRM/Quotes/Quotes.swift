import API
import Schema
import Store

/// Offers to customers: drafts are worked on, sent ones bind us until their last day.
package struct Quotes: SalesDocument {
    package static let name = "quotes"
    package static let singular = "quote"
    package static let traits: ResourceTraits = [.owned, .requiresMatch]
    package static let indexes = [["status", "valid_until"]]
    package static let uniques = [Unique("number", "revision")]
    package static let table = TypedTable(Self())
    static let documentFields = table.properties.pointee.document

    let number = Field.text("number", max: 40, [.readOnly, .title, .sortable]).optional
        .about("Given when it is first sent; a revision keeps the number of what it supersedes.")
    let revision = Field.integer("revision", 1...10_000, .readOnly).default(1)
    let supersedes = Field.reference("supersedes_id", to: Quotes.self, [.readOnly, .weak]).optional
        .about("The quote that this one revises.")
    let status = Field.status("status", Status.self)
    let party = Field.reference("party_id", to: Parties.self).optional
        .about("The opportunity's when it is left out.")
    let contact = Field.reference("contact_id", to: Parties.self).optional
    let validUntil = Field.day("valid_until", .sortable).optional
        .about("The last day it can be accepted; 30 days from sending when it is left out.")
    let timeZone = Field.timeZone("time_zone").optional.filled()
        .about("Where valid_until ends; the installation's when it is left out.")
    let document = DocumentFields()
    let paymentTermsDays = Field.integer("payment_terms_days", 0...365).optional
        .about("Days after the invoice by which the customer would have to pay.")
    let submittedAt = Field.instant("submitted_at", .readOnly).optional
        .about("When it was last submitted for approval.")
    let submittedBy = Field.actor("submitted_by", .readOnly).optional
    let approvedAt = Field.instant("approved_at", .readOnly).optional
        .about("When it was last approved, or found to need no approval.")
    let sentAt = Field.instant("sent_at", [.readOnly, .sortable]).optional
    let acceptedAt = Field.instant("accepted_at", .readOnly).optional
    let declinedAt = Field.instant("declined_at", .readOnly).optional
    let declineReason = Field.text("decline_reason", max: 500, .readOnly).optional
    let signedBy = Field.text("signed_by", max: 200, .readOnly).optional
    let purchaseOrderNumber = Field.text(
        "purchase_order_number", max: 100, [.readOnly, .searchable]
    )
    .optional.about("The customer's own number, as they accepted.")
    let order = Field.reference("order_id", to: Orders.self, [.readOnly, .weak]).optional
        .about("What came of it.")
    let lines = Owned("lines", QuoteLines.self)
    let taxes = Owned("taxes", QuoteTaxes.self, .readOnly)

    package init() {}

    package static func refusesEdit(of quote: Record<Quotes>) -> String? {
        switch quote.status {
        case .draft: nil
        case .inReview, .approved: "Only a draft can be changed; withdraw the quote first."
        case .sent, .accepted, .declined, .expired, .superseded, .cancelled:
            "Only a draft can be changed; revise the quote."
        }
    }

    static func party(of quote: Record<Quotes>) -> ID<Parties>? { quote.party }

    package static func willSave(
        _ quote: inout Record<Quotes>, before: Record<Quotes>?, in tx: Transaction
    ) throws {
        // What left draft never changes its amounts again, whatever prices and settings become.
        guard before.map({ $0.status == .draft }) ?? true else { return }
        if let before, before.row.isDeleted, let old = quote.supersedes {
            try Quoting.refuseSecond(of: old, beside: quote.id, in: tx)
        }
        if let before, quote.isSound, before.status == quote.status,
            !isRewritten(quote, since: before)
        {
            return
        }
        if quote.timeZone == nil { quote.timeZone = tx.settings.timeZone }
        let isRevision = before == nil && quote.supersedes != nil
        var faults: [Fault] = []
        if !isRevision, quote.isSound(\.party, \.document.opportunity) {
            if quote.party == nil { quote.party = try partyOfOpportunity(quote, in: tx) }
            faults += try opportunityFaults(quote, before, in: tx)
        }
        // The order that comes of it is a direct one.
        var context = PricingContext(
            party: quote.party, country: try tx.country(of: quote.party), channel: .direct,
            day: Quoting.today(of: quote, tx), isCopy: isRevision)
        try context.noteFormer(before?.party, now: quote.party, in: tx)
        context.judgesCoupons = before?.status != quote.status
        faults += try price(&quote, before: before, context, in: tx)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    package static func didSave(
        _ quote: Record<Quotes>, before: Record<Quotes>?, in tx: Transaction
    ) throws {
        guard before?.status == .inReview, quote.status != .inReview else { return }
        try Approving.cancelOpen(of: quote.id, in: tx)
    }

    package static func willDelete(_ quote: Record<Quotes>, in tx: Transaction) throws {
        guard quote.status != .draft else { return }
        throw Problem(.notEditable, "Only a draft can be deleted; cancel the quote.")
    }
}
