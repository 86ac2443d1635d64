import API
import Schema
import Store

/// Makes a draft binding: it gets its number, and its amounts change through amendments only.
///
/// The payer's credit may refuse it, or hold it: its status is then credit_hold.
struct ConfirmOrder: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/confirm", "Confirm one order", on: Orders.table, right: "confirm",
        returns: .record(Orders.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Ordering.confirm(call.id(Orders.self), in: call.tx)
        return .record(call.id(Orders.self))
    }
}

/// Says that all was delivered: what is not shipped yet becomes a fulfillment that has arrived.
struct CompleteOrder: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/complete", "Complete one order", on: Orders.table,
        right: "complete",
        returns: .record(Orders.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Ordering.complete(call.id(Orders.self), in: call.tx)
        return .record(call.id(Orders.self))
    }
}

/// Calls an order off of which nothing is shipped or invoiced.
struct CancelOrder: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/cancel", "Cancel one order", on: Orders.table, right: "cancel",
        returns: .record(Orders.table))

    let reason = Field.text("reason", max: 500).optional

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Ordering.cancel(call.id(Orders.self), reason: call.reason, in: call.tx)
        return .record(call.id(Orders.self))
    }
}

/// Calls off some of what is not shipped yet.
struct CancelOrderLines: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/cancel_lines", "Cancel quantities of one order's lines",
        on: Orders.table, right: "cancel_lines", returns: .record(Orders.table))

    let lines = Owned("lines", OrderCancellationLines.self)
    let reason = Field.text("reason", max: 500).optional

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Orders.self)
        try Ordering.cancel(call.lines, of: id, reason: call.reason, in: call.tx)
        return .record(id)
    }
}

/// Gives up what is not shipped; what is shipped stays to be invoiced and paid.
struct CloseOrderShort: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/close_short", "Close one order short", on: Orders.table,
        right: "close_short", returns: .record(Orders.table))

    let reason = Field.text("reason", max: 500).optional

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Ordering.closeShort(call.id(Orders.self), reason: call.reason, in: call.tx)
        return .record(call.id(Orders.self))
    }
}

/// Takes back a completion, a short closing or a cancellation; credit is asked anew.
struct ReopenOrder: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/reopen", "Reopen one order", on: Orders.table, right: "reopen",
        returns: .record(Orders.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Ordering.reopen(call.id(Orders.self), in: call.tx)
        return .record(call.id(Orders.self))
    }
}

/// Asks somebody else to approve a draft.
struct SubmitOrder: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/submit", "Submit one order for approval", on: Orders.table,
        right: "submit", returns: .record(Orders.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Ordering.submit(call.id(Orders.self), in: call.tx)
        return .record(call.id(Orders.self))
    }
}

/// Approves an order that another has submitted, and confirms it.
struct ApproveOrder: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/approve", "Approve one order", on: Orders.table,
        right: "approve", returns: .record(Orders.table))

    let comment = Field.text("comment", max: 500).optional

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Ordering.approve(call.id(Orders.self), comment: call.comment, in: call.tx)
        return .record(call.id(Orders.self))
    }
}

/// Sends a submitted order back to its draft, and says why.
struct RejectOrder: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/reject", "Reject one order", on: Orders.table, right: "reject",
        returns: .record(Orders.table))

    let reason = Field.text("reason", max: 500)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Ordering.reject(call.id(Orders.self), reason: call.reason, in: call.tx)
        return .record(call.id(Orders.self))
    }
}

/// Lets nothing of an order be shipped until it is released.
struct HoldOrder: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/hold", "Hold one order", on: Orders.table, right: "hold",
        returns: .record(Orders.table))

    let reason = Field.text("reason", max: 500)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Ordering.hold(call.id(Orders.self), reason: call.reason, in: call.tx)
        return .record(call.id(Orders.self))
    }
}

/// Ends a hold.
struct ReleaseOrder: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/release", "Release one order", on: Orders.table,
        right: "release", returns: .record(Orders.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Ordering.release(call.id(Orders.self), in: call.tx)
        return .record(call.id(Orders.self))
    }
}

/// Lets an order pass that credit holds, or would hold when it is shipped; who, why and until when is kept.
struct ReleaseOrderCredit: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/release_credit", "Release one order from its credit hold",
        on: Orders.table, right: "release_credit", returns: .record(Orders.table))

    let reason = Field.text("reason", max: 500)
    let until = Field.day("until").optional
        .about("The last day that it holds; today when it is left out.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Orders.self)
        try Ordering.releaseCredit(id, reason: call.reason, until: call.until, in: call.tx)
        return .record(id)
    }
}
