import API
import Documents
import Schema
import Store

/// The page on which a customer reads a quote and answers it.
///
/// It works without a script, which only adds a field to sign in. What it may load is its own style and that script,
/// both by their hashes.
struct OfferPage: Sendable {
    private let print: Print<Quotes>
    private let state: Quotes.Status
    private let token: String
    private let words: OfferWords

    static func path(_ token: String) -> String { "/offers/\(token)" }

    init(_ quote: Record<Quotes>, token: String, in tx: Transaction) throws {
        print = try Print(quote, .quote, language: nil, in: tx)
        state = Self.state(of: quote, tx)
        self.token = token
        words = .of(print.design.language)
    }

    /// The status that the customer is told: the clock may not have come round to it yet.
    private static func state(of quote: Record<Quotes>, _ tx: Transaction) -> Quotes.Status {
        guard quote.status == .sent, let last = quote.validUntil,
            last < Quoting.today(of: quote, tx)
        else { return quote.status }
        return .expired
    }

    /// Whether the document itself is shown: while it can be answered, and to whoever has accepted it.
    static func shows(_ quote: Record<Quotes>, in tx: Transaction) -> Bool {
        switch state(of: quote, tx) {
        case .sent, .accepted: true
        case .draft, .inReview, .approved, .declined, .expired, .superseded, .cancelled: false
        }
    }

    var showsDocument: Bool { state == .sent || state == .accepted }

    /// The page, and the hash of the document that it shows.
    func rendition() throws -> (page: Rendition, digest: String) {
        guard showsDocument else {
            return (Self.page(Self.notice(text, isWarning: true), print.title, words), "")
        }
        let document = HTMLPage.body(try print.markup())
        let digest = Token.digest(of: document)
        let download = "<p><a href=\"\(Self.path(token))/document\">\(words.download)</a></p>"
        let rest =
            state == .sent ? forms(digest) : Self.notice(words.accepted, isWarning: false)
        let body = state == .sent ? document + download + rest : rest + document + download
        return (
            Self.page(body, print.title, words, script: state == .sent ? OfferScript.text : nil),
            digest
        )
    }

    private var text: String {
        switch state {
        case .accepted: words.accepted
        case .declined: words.declined
        case .superseded: words.superseded
        case .expired: words.expired
        case .draft, .inReview, .approved, .sent, .cancelled: words.cancelled
        }
    }

    private static func notice(_ text: String, isWarning: Bool) -> String {
        "<p class=\"notice\(isWarning ? " warning" : "")\" role=\"status\">\(HTMLPage.escaped(text))</p>"
    }

    private func forms(_ digest: String) -> String {
        let path = Self.path(token)
        let shown = "<input type=\"hidden\" name=\"shown\" value=\"\(digest)\">"
        return """
            <form method="post" action="\(path)/accept" id="accept"><h2>\(words.accept)</h2>
            <p>\(words.consent)</p>\(shown)
            <label>\(words.name)<input name="name" required maxlength="200" autocomplete="name"></label>
            <label>\(words.purchaseOrder)<input name="purchase_order_number" maxlength="100"></label>
            <div id="drawing" hidden><p>\(words.draw)</p><canvas width="600" height="180"></canvas>
            <input type="hidden" name="signature"><p><button type="button" class="plain">\(words.clear)</button></p></div>
            <p><button>\(words.accept)</button></p></form>
            <details><summary>\(words.decline)</summary>
            <form method="post" action="\(path)/decline">\(shown)
            <label>\(words.reason)<textarea name="reason" required maxlength="500" rows="3"></textarea></label>
            <p><button class="plain">\(words.decline)</button></p></form></details>
            """
    }

    private static func page(
        _ body: String, _ title: String, _ words: OfferWords, script: String? = nil,
        status: Int = 200
    ) -> Rendition {
        var page = Rendition(
            HTMLPage.page(body, title: title, language: words.language, script: script),
            type: HTMLPage.type, policy: OfferScript.policy)
        page.status = status
        return page
    }

    /// What somebody sees whose request is refused.
    static func refusal(_ problem: Problem, _ languages: String) -> Rendition {
        let words = OfferWords.of(languages)
        let text =
            switch problem.code {
            case .linkExpired: words.linkOver
            case .quoteExpired: words.expired
            case .notFound: words.linkUnknown
            case .staleVersion: words.changed
            case .overloaded, .tooManyRequests: words.busy
            case .badParameter, .validationFailed: words.incomplete
            case .illegalTransition: words.cancelled
            default: problem.code.status < 500 ? words.incomplete : words.failed
            }
        return page(
            notice(text, isWarning: true), text, words, status: problem.code.status)
    }
}
