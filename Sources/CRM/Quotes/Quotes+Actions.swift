import API
import Schema
import Store

/// Asks those whom the approval policies name; a quote that needs nobody is approved at once.
struct SubmitQuote: Action {
    static let route = Route(
        .post, "/v1/quotes/{id}/submit", "Submit one quote for approval", on: Quotes.table,
        right: "submit", returns: .record(Quotes.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Approving.submit(call.id(Quotes.self), in: call.tx)
        return .record(call.id(Quotes.self))
    }
}

/// Makes a draft or an approved quote binding: it gets its number, and its amounts never change again.
struct SendQuote: Action {
    static let route = Route(
        .post, "/v1/quotes/{id}/send", "Send one quote", on: Quotes.table, right: "send",
        returns: .record(Quotes.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Quoting.send(call.id(Quotes.self), in: call.tx)
        return .record(call.id(Quotes.self))
    }
}

/// Takes the customer's acceptance and opens the order; `Location` and `order_id` name it.
struct AcceptQuote: Action {
    static let route = Route(
        .post, "/v1/quotes/{id}/accept", "Accept one quote and open its order", on: Quotes.table,
        right: "accept", returns: .record(Quotes.table))

    let signedBy = Field.text("signed_by", max: 200).about("Who accepted for the customer.")
    let purchaseOrderNumber = Field.text("purchase_order_number", max: 100).optional
        .about("The customer's own number for the order.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let order = try Quoting.accept(
            call.id(Quotes.self), signedBy: call.signedBy,
            purchaseOrderNumber: call.purchaseOrderNumber,
            QuoteAnswer(address: call.address, userAgent: call.userAgent), in: call.tx)
        return .record(call.id(Quotes.self)).locating(order)
    }
}

struct DeclineQuote: Action {
    static let route = Route(
        .post, "/v1/quotes/{id}/decline", "Decline one quote", on: Quotes.table, right: "decline",
        returns: .record(Quotes.table))

    let reason = Field.text("reason", max: 500).optional

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Quoting.decline(
            call.id(Quotes.self), reason: call.reason,
            QuoteAnswer(address: call.address, userAgent: call.userAgent), in: call.tx)
        return .record(call.id(Quotes.self))
    }
}

/// Starts the next revision of a quote that was sent, declined or has expired.
struct ReviseQuote: Action {
    static let route = Route(
        .post, "/v1/quotes/{id}/revise", "Start the next revision of one quote", on: Quotes.table,
        right: "revise", returns: .record(Quotes.table), status: 201)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        .created(try Quoting.revise(call.id(Quotes.self), in: call.tx))
    }
}

/// Starts a quote of its own out of another one.
struct DuplicateQuote: Action {
    static let route = Route(
        .post, "/v1/quotes/{id}/duplicate", "Start a new quote with what one quote says",
        on: Quotes.table, right: "create", returns: .record(Quotes.table), status: 201)

    let party = Field.reference("party_id", to: Parties.self).optional
        .about("Whom the copy is for; the same party when it is left out.")
    let reprices = Field.boolean("reprice").default(false)
        .about("Takes unit prices and tax rates of products anew.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        .created(
            try Quoting.duplicate(
                call.id(Quotes.self), for: call.party, reprices: call.reprices, in: call.tx))
    }
}

/// Makes one line of those that differ in nothing but their quantity.
struct MergeQuoteLines: Action {
    static let route = Route(
        .post, "/v1/quotes/{id}/merge-lines",
        "Merge lines of one quote with the same product and price",
        on: Quotes.table, right: "update", returns: .record(Quotes.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Quoting.mergeLines(of: call.id(Quotes.self), in: call.tx)
        return .record(call.id(Quotes.self))
    }
}

struct ReorderQuoteLines: Action {
    static let route = Route(
        .post, "/v1/quotes/{id}/reorder-lines", "Put the lines of one quote into another order",
        on: Quotes.table, right: "update", returns: .record(Quotes.table))

    let lines = Field.labels("line_ids", max: 500).about("The id of every line, in the new order.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Quoting.reorderLines(of: call.id(Quotes.self), call.lines, in: call.tx)
        return .record(call.id(Quotes.self))
    }
}
