import API
import Schema
import Store

/// Makes a draft binding: it gets its number, and its amounts never change again.
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
            purchaseOrderNumber: call.purchaseOrderNumber, in: call.tx)
        return .record(call.id(Quotes.self)).locating(order)
    }
}

struct DeclineQuote: Action {
    static let route = Route(
        .post, "/v1/quotes/{id}/decline", "Decline one quote", on: Quotes.table, right: "decline",
        returns: .record(Quotes.table))

    let reason = Field.text("reason", max: 500).optional

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Quoting.decline(call.id(Quotes.self), reason: call.reason, in: call.tx)
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
