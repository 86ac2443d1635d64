import API
import Schema
import Store

/// Makes a link for the customer and shows it, this once.
struct ShareQuote: Action {
    static let route = Route(
        .post, "/v1/quotes/{id}/share", "Make a link by which a customer answers one quote",
        on: Quotes.table, right: "share",
        returns: .extended(
            QuoteShares.table,
            [
                ("token", .scalar(.text(max: 100))), ("path", .scalar(.text(max: 200))),
                ("url", .scalar(.text(max: 500))),
            ]), status: 201)

    let expiresAt = Field.instant("expires_at").optional
        .about("The end of valid_until when it is left out; at most 366 days ahead.")
    let recipient = Field.text("recipient", max: 320).optional
        .about("For whom it is: a name or an e-mail, kept as it is.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let (id, token) = try Sharing.share(
            call.id(Quotes.self), until: call.expiresAt, for: call.recipient, in: call.tx)
        let path = OfferPage.path(token.text)
        return .created(id).withSecret("token", .text(token.text))
            .withSecret("path", .text(path))
            .withSecret("url", .text(call.origin + path))
    }
}

struct RevokeShare: Action {
    static let route = Route(
        .post, "/v1/quote-shares/{id}/revoke", "Revoke one link", on: QuoteShares.table,
        right: "revoke", returns: .record(QuoteShares.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Sharing.revoke(call.id(QuoteShares.self), in: call.tx)
        return .record(call.id(QuoteShares.self))
    }
}

/// The page behind a link.
struct ShowOffer: Action {
    static let route = Route(
        .get, "/offers/{token}", "Show a shared quote to the customer", on: QuoteShares.table,
        right: nil, returns: .content("text/html"), isSlow: true, isPage: true)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let token = call.parameters[0]
        let (share, page) = try call.tx.acting(as: Sharing.customer) {
            let (share, quote) = try Sharing.open(token, in: call.tx)
            return (share.id, try OfferPage(quote, token: token, in: call.tx))
        }
        let address = call.address
        guard page.showsDocument else { return .made { try page.rendition().page } }
        // The hash is of what the worker makes, so it is handed over from there to the note.
        let shown = Handover()
        return .made {
            let made = try page.rendition()
            shown.digest = made.digest
            return made.page
        }
        .noting { _, tx in
            try tx.acting(as: Sharing.customer) {
                try Sharing.noteView(of: share, digest: shown.digest, from: address, in: tx)
            }
        }
    }

    /// Written by the worker that makes the page, then read by the writer that it hands over to.
    private final class Handover: @unchecked Sendable { var digest = "" }
}

/// The document of a link as PDF.
struct ShowOfferDocument: Action {
    static let route = Route(
        .get, "/offers/{token}/document", "Show a shared quote as PDF", on: QuoteShares.table,
        right: nil, returns: .content("application/pdf"), isSlow: true, isPage: true)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let print = try call.tx.acting(as: Sharing.customer) {
            let (_, quote) = try Sharing.open(call.parameters[0], in: call.tx)
            guard OfferPage.shows(quote, in: call.tx) else {
                throw Problem(.linkExpired, "The offer is no longer valid.")
            }
            return try Print(quote, .quote, language: nil, in: call.tx)
        }
        return .made { try print.rendition(as: "application/pdf") }
    }
}

/// The customer's yes.
struct AcceptOffer: Action {
    static let route = Route(
        .post, "/offers/{token}/accept", "Accept a shared quote", on: QuoteShares.table,
        right: nil, returns: .content("text/html"), status: 303, isPage: true)

    let shown = Field.text("shown", max: 64).about("The hash that the page was sent with.")
    let name = Field.text("name", max: 200)
    let purchaseOrderNumber = Field.text("purchase_order_number", max: 100).optional
    let signature = Field.longText("signature", max: Signature.longest).optional

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let token = call.parameters[0]
        guard let signature = Signature(name: call.name, drawing: call.signature) else {
            throw Problem(.badParameter, "The signature is no drawing.")
        }
        try Sharing.answer(token, shown: call.shown, in: call.tx) { quote, share in
            let number = call.purchaseOrderNumber.flatMap { $0.isEmpty ? nil : $0 }
            _ = try Quoting.accept(
                quote.id, signedBy: call.name, purchaseOrderNumber: number,
                QuoteAnswer(
                    channel: .link, address: call.address, userAgent: call.userAgent,
                    share: share, documentDigest: call.shown, signature: signature), in: call.tx)
        }
        return .seeOther(OfferPage.path(token))
    }
}

/// The customer's no.
struct DeclineOffer: Action {
    static let route = Route(
        .post, "/offers/{token}/decline", "Decline a shared quote", on: QuoteShares.table,
        right: nil, returns: .content("text/html"), status: 303, isPage: true)

    let shown = Field.text("shown", max: 64).about("The hash that the page was sent with.")
    let reason = Field.text("reason", max: 500)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let token = call.parameters[0]
        try Sharing.answer(token, shown: call.shown, in: call.tx) { quote, share in
            try Quoting.decline(
                quote.id, reason: call.reason,
                QuoteAnswer(
                    channel: .link, address: call.address, userAgent: call.userAgent,
                    share: share, documentDigest: call.shown), in: call.tx)
        }
        return .seeOther(OfferPage.path(token))
    }
}
