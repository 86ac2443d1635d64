import API
import Schema
import Store

/// Links by which a customer sees a quote and answers it without logging in.
///
/// The link's token is in no column: only its hash, as of every credential.
package struct QuoteShares: Resource {
    package static let name = "quote-shares"
    package static let singular = "quote_share"
    package static let traits: ResourceTraits = .readOnly
    package static let sightThrough: String? = "quote_id"
    package static let table = TypedTable(Self())

    let quote = Field.reference("quote_id", to: Quotes.self, [.readOnly, .weak])
    let recipient = Field.text("recipient", max: 320, .readOnly).optional
        .about("For whom the link is meant, in the words of who made it.")
    let status = Field.status("status", Status.self)
    let expiresAt = Field.instant("expires_at", [.readOnly, .sortable])
    let prefix = Field.text("prefix", max: 20, .readOnly)
        .about("How the token begins; the token itself is shown once.")
    let digest = Field.text("digest", max: 64, [.hidden, .unique, .secret])
    let views = Owned("views", QuoteViews.self, max: mostViews, .readOnly)

    package init() {}

    /// What was shown is kept for so many different states of the document.
    static let mostViews = 50

    package enum Status: String, State {
        case active, revoked

        package static let initial = active

        package var event: String { self == .active ? "activated" : rawValue }

        package var verbs: [String: Status] {
            switch self {
            case .active: ["revoke": .revoked]
            case .revoked: [:]
            }
        }
    }
}

/// What a link has shown: one state of the document, by the hash of its HTML.
package struct QuoteViews: Resource {
    package static let name = "quote-views"
    package static let singular = "quote_view"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let documentDigest = Field.text("document_digest", max: 64, .readOnly)
        .about("SHA-256 of the HTML that was shown, hexadecimal.")
    let firstViewedAt = Field.instant("first_viewed_at", .readOnly)
    let lastViewedAt = Field.instant("last_viewed_at", .readOnly)
        .about("To ten minutes.")
    let address = Field.text("address", max: 64, .readOnly).about("From where it was last seen.")

    package init() {}
}

/// What customers answered to quotes: by whom, when, from where, and to what.
package struct QuoteResponses: Resource {
    package static let name = "quote-responses"
    package static let singular = "quote_response"
    package static let traits: ResourceTraits = .readOnly
    package static let sightThrough: String? = "quote_id"
    package static let table = TypedTable(Self())

    let quote = Field.reference("quote_id", to: Quotes.self, [.readOnly, .weak])
    let decision = Field.choice("decision", Decision.self, .readOnly)
    let channel = Field.choice("channel", Channel.self, .readOnly)
        .about("api for a colleague or a system, link for the customer behind a shared link.")
    let share = Field.reference("share_id", to: QuoteShares.self, [.readOnly, .weak]).optional
    let signedBy = Field.text("signed_by", max: 200, .readOnly).optional
    let purchaseOrderNumber = Field.text("purchase_order_number", max: 100, .readOnly).optional
    let reason = Field.text("reason", max: 500, .readOnly).optional
    let address = Field.text("address", max: 64, .readOnly)
        .about("Of the client, as trusted proxies say it.")
    let userAgent = Field.text("user_agent", max: 300, .readOnly).optional
    let documentDigest = Field.text("document_digest", max: 64, .readOnly).optional
        .about("SHA-256 of the HTML that the link had shown, hexadecimal.")
    let signatureKind = Field.choice("signature_kind", SignatureKind.self, .readOnly).optional
    let signature = Field.longText("signature", max: Signature.longest, .readOnly).optional
        .about("The typed name, or the drawn lines as an SVG path in a field of 600 by 180.")
    let signatureDigest = Field.text("signature_digest", max: 64, .readOnly).optional
        .about("SHA-256 of the signature, hexadecimal.")

    package init() {}

    package enum Decision: String, Word { case accepted, declined }
    package enum Channel: String, Word { case api, link }
    package enum SignatureKind: String, Word { case typed, drawn }
}
