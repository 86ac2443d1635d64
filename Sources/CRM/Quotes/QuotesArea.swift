import API

/// Offers, from draft to the customer's answer.
package let quotesArea = Area(
    "Quotes",
    resources: [
        Quotes.table, ApprovalPolicies.table, Approvals.table, ApprovalDelegations.table,
        QuoteShares.table, QuoteResponses.table,
    ],
    actions: [
        AnyAction(SubmitQuote.self), AnyAction(SendQuote.self), AnyAction(AcceptQuote.self),
        AnyAction(DeclineQuote.self), AnyAction(ReviseQuote.self), AnyAction(DuplicateQuote.self),
        AnyAction(MergeQuoteLines.self), AnyAction(ReorderQuoteLines.self),
        AnyAction(ApproveQuote.self), AnyAction(RejectQuote.self),
        AnyAction(ShareQuote.self), AnyAction(RevokeShare.self), AnyAction(ShowOffer.self),
        AnyAction(ShowOfferDocument.self), AnyAction(AcceptOffer.self),
        AnyAction(DeclineOffer.self), AnyAction(ReadQuoteAnalytics.self),
    ],
    jobs: [Quoting.expireDue, Approving.noteOverdue], refusalPage: OfferPage.refusal)
