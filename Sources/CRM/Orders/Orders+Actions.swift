import API
import Schema
import Store

/// Makes a draft binding: it gets its number, and its amounts never change again.
struct ConfirmOrder: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/confirm", "Confirm one order", on: Orders.table, right: "confirm",
        returns: .record(Orders.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Ordering.confirm(call.id(Orders.self), in: call.tx)
        return .record(call.id(Orders.self))
    }
}

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

/// Takes back a completion or a cancellation.
struct ReopenOrder: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/reopen", "Reopen one order", on: Orders.table, right: "reopen",
        returns: .record(Orders.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Ordering.reopen(call.id(Orders.self), in: call.tx)
        return .record(call.id(Orders.self))
    }
}
