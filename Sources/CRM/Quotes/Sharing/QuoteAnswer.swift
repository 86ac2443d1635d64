import API
import Schema
import Store

/// How an answer to a quote came: what is kept as evidence of it.
struct QuoteAnswer: Sendable {
    var channel = QuoteResponses.Channel.api
    var address: String
    var userAgent: String
    var share: ID<QuoteShares>?
    var documentDigest: String?
    var signature: Signature?

    private static let longestAgent = 300

    func record(
        _ decision: QuoteResponses.Decision, on quote: ID<Quotes>, by name: String?,
        purchaseOrderNumber: String? = nil, reason: String? = nil, in tx: Transaction
    ) throws {
        var response = Record<QuoteResponses>()
        response.quote = quote
        response.decision = decision
        response.channel = channel
        response.share = share
        response.signedBy = name
        response.purchaseOrderNumber = purchaseOrderNumber
        response.reason = reason
        response.address = address
        let agent = String(
            String.UnicodeScalarView(
                userAgent.unicodeScalars.filter { $0.properties.generalCategory != .control }
                    .prefix(Self.longestAgent)))
        response.userAgent = agent.isEmpty ? nil : agent
        response.documentDigest = documentDigest
        response.signatureKind = signature?.kind
        response.signature = signature?.text
        response.signatureDigest = signature?.digest
        _ = try tx.create(response)
    }
}
