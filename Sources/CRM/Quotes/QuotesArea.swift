import API

/// Offers, from draft to the customer's answer.
package let quotesArea = Area(
    "Quotes", resources: [Quotes.table],
    actions: [
        AnyAction(SendQuote.self), AnyAction(AcceptQuote.self), AnyAction(DeclineQuote.self),
        AnyAction(ReviseQuote.self),
    ],
    jobs: [Quoting.expireDue])
