// What happens behind a link that a customer was sent.
//
// Whoever has the link is the customer: it cannot be guessed (192 random bits), it ends, and it can be revoked. Nothing of
// the page is laid out in a writer's transaction. So a view is made on a worker, and its hash is written down before the
// page leaves; an answer names the hash of what was seen, and is taken only if that link has shown it.

import API
import Schema
import Store

enum Sharing {
    /// How long a link lasts without a date of its own.
    static let usualDays: Int64 = 30
    static let mostDays: Int64 = 366
    /// Links to one quote that are open at once.
    private static let mostLinks = 50
    /// Views are written down so often at most, whatever is asked for.
    private static let viewSeconds: Int64 = 600

    /// Everybody who comes by a link; the rules act for them as for the server itself.
    static let customer = Access(
        actorID: nil, credentialID: nil, userID: nil, name: "customer", roleName: "admin",
        teamID: nil, teamTree: [], scopes: [], timeZone: "UTC",
        rights: [Access.Right(resource: "*", actions: ["*"], sight: .all)])

    // MARK: Links

    /// Makes a link to a quote that was sent; its token is nowhere but in the result.
    static func share(
        _ id: ID<Quotes>, until end: Instant?, for recipient: String?, in tx: Transaction
    ) throws -> (id: ID<QuoteShares>, token: Token) {
        let quote = try tx.find(Quotes.self, id)
        guard quote.status == .sent else {
            guard let machine = Quotes.table.machine else {
                preconditionFailure("quotes have a status")
            }
            throw Problem.cannot("share", Quotes.table, machine, from: quote.status.rawValue)
        }
        let latest = tx.now.adding(seconds: mostDays * 86_400)
        let usual = quote.validUntil.map { last in
            let zone = TimeZone.named(quote.timeZone ?? tx.settings.timeZone) ?? .utc
            return min(latest, zone.start(of: last.adding(days: 1)))
        }
        let expiresAt = end ?? usual ?? tx.now.adding(seconds: usualDays * 86_400)
        guard expiresAt > tx.now else {
            throw Problem.invalid("/expires_at", .inThePast, "expires_at must be in the future.")
        }
        guard expiresAt <= latest else {
            throw Problem.invalid(
                "/expires_at", .outOfRange, "A link lasts \(mostDays) days at most.")
        }
        let open = try tx.first(openLinks, [id.cell, tx.now.cell]) { $0.integer(0) } ?? 0
        guard open < mostLinks else {
            throw Problem.invalid(
                "", .tooMany, "The quote has \(mostLinks) open links; revoke some.")
        }
        let token = Token.make("")
        var share = Record<QuoteShares>()
        share.quote = id
        share.recipient = recipient
        share.expiresAt = expiresAt
        share.prefix = String(token.text.prefix(6))
        share.digest = token.digest
        return (try tx.create(share).id, token)
    }

    private static let openLinks = SQL(
        """
        SELECT count(*) FROM quote_shares
        WHERE quote_id = ? AND status = 'active' AND expires_at > ? AND deleted_at IS NULL
        """)

    static func revoke(_ id: ID<QuoteShares>, in tx: Transaction) throws {
        let share = try tx.find(QuoteShares.self, id)
        guard share.status == .active else {
            guard let machine = QuoteShares.table.machine else {
                preconditionFailure("links have a status")
            }
            throw Problem.cannot("revoke", QuoteShares.table, machine, from: share.status.rawValue)
        }
        try tx.update(share) { $0.status = .revoked }
    }

    /// The link and the quote of a token.
    ///
    /// Throws `not_found` for a token that there never was, `link_expired` for one that is over.
    static func open(
        _ token: String, in tx: Transaction
    ) throws -> (share: Record<QuoteShares>, quote: Record<Quotes>) {
        let found = try tx.select(
            QuoteShares.self, where: "digest = ?", [.text(Token.digest(of: token))], limit: 1)
        guard let share = found.first else {
            throw Problem(.notFound, "There is no such link.")
        }
        guard share.status == .active, share.expiresAt > tx.now else {
            throw Problem(.linkExpired, "The link is no longer valid.")
        }
        guard let row = try tx.row(Quotes.table, share.quote.rawValue), !row.isDeleted else {
            throw Problem(.linkExpired, "The link is no longer valid.")
        }
        return (share, Record(row))
    }

    // MARK: Views

    /// Writes down that a link has shown a document, unless that was written a moment ago.
    static func noteView(
        of id: ID<QuoteShares>, digest: String, from address: String, in tx: Transaction
    ) throws {
        let share = try tx.find(QuoteShares.self, id)
        var views = share.views
        if let index = views.firstIndex(where: { $0.documentDigest == digest }) {
            let due = views[index].lastViewedAt.adding(seconds: viewSeconds)
            guard tx.now >= due else { return }
            views[index].lastViewedAt = tx.now
            views[index].address = address
        } else {
            var view = Record<QuoteViews>()
            view.documentDigest = digest
            view.firstViewedAt = tx.now
            view.lastViewedAt = tx.now
            view.address = address
            if views.count >= QuoteShares.mostViews { views.removeFirst() }
            views.append(view)
        }
        try tx.update(share, event: "quote_share.viewed") { $0.views = views }
    }

    // MARK: Answers

    /// Runs an answer by a link, as the customer; one to a quote that is answered already changes nothing.
    static func answer(
        _ token: String, shown digest: String, in tx: Transaction,
        _ body: (Record<Quotes>, ID<QuoteShares>) throws -> Void
    ) throws {
        try tx.acting(as: customer) {
            let (share, quote) = try open(token, in: tx)
            guard quote.status == .sent else { return }
            guard share.views.contains(where: { $0.documentDigest == digest }) else {
                throw Problem(
                    .staleVersion, "The document has changed since you opened it; open it again.")
            }
            try body(quote, share.id)
        }
    }
}
