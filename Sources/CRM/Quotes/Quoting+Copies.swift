import API
import Schema
import Store

/// New drafts out of what there is.
extension Quoting {
    /// Starts the next revision: a draft with everything that the quote says.
    ///
    /// Throws `already_exists` while another revision of it is open.
    package static func revise(_ id: ID<Quotes>, in tx: Transaction) throws -> ID<Quotes> {
        let quote = try tx.find(Quotes.self, id)
        guard revisable.contains(quote.status) else {
            guard let machine = Quotes.table.machine else {
                preconditionFailure("quotes have a status")
            }
            throw Problem.cannot("revise", Quotes.table, machine, from: quote.status.rawValue)
        }
        try refuseSecond(of: id, beside: nil, in: tx)
        var draft = quote.copied(as: Quotes.self)
        draft.supersedes = id
        draft.revision = quote.revision + 1
        if let last = quote.validUntil, last < today(of: quote, tx) { draft.validUntil = nil }
        return try tx.create(draft).id
    }

    private static let revisable: Set<Quotes.Status> = [.sent, .declined, .expired]

    /// A quote has one open revision: throws `already_exists` when there is another one.
    static func refuseSecond(
        of id: ID<Quotes>, beside revision: ID<Quotes>?, in tx: Transaction
    ) throws {
        let cells = [id.cell, revision.cell]
        guard let open = try tx.first(openRevision, cells, { RecordID($0.uuid(0)) }) else { return }
        throw Problem(
            .alreadyExists, "Another revision of this quote exists already.",
            extras: [("id", .id(open))])
    }

    private static let openRevision = SQL(
        """
        SELECT id FROM quotes
        WHERE supersedes_id = ? AND id IS NOT ? AND deleted_at IS NULL AND status <> 'cancelled' LIMIT 1
        """)

    /// Starts a quote of its own with everything that another one says, whatever became of that.
    ///
    /// The copy has no number, no last day and no revisions. `reprices` takes unit prices, descriptions and tax rates of
    /// products anew. Throws what a new quote would: of a product that was discontinued meanwhile, for instance.
    package static func duplicate(
        _ id: ID<Quotes>, for party: ID<Parties>?, reprices: Bool, in tx: Transaction
    ) throws -> ID<Quotes> {
        let quote = try tx.find(Quotes.self, id)
        var draft = quote.copied(as: Quotes.self)
        draft.validUntil = nil
        draft.ownerID = nil
        draft.teamID = nil
        if let party, party != quote.party {
            draft.party = party
            draft.contact = nil
            draft.opportunity = nil
        }
        if reprices {
            if draft.discountPercent != nil { draft.discountAmount = nil }
            draft.lines = draft.lines.map { line in
                var line = line
                guard line.product != nil else { return line }
                line.unitPrice = nil
                line.taxRatePercent = nil
                return line
            }
        }
        return try tx.create(draft).id
    }
}
