import API
import Schema
import Store

/// What `receive` is told of each line.
package struct ReturnReceiptLines: Resource {
    package static let name = "return-receipt-lines"
    package static let singular = "return_receipt_line"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let line = Field.reference("line_id", to: ReturnLines.self)
    let quantity = Field.minimumQuantity("quantity")

    package init() {}
}

/// What `inspect` is told of each line.
package struct ReturnInspectionLines: Resource {
    package static let name = "return-inspection-lines"
    package static let singular = "return_inspection_line"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let line = Field.reference("line_id", to: ReturnLines.self)
    let disposition = Field.choice("disposition", ReturnLines.Disposition.self)
    let refundAmount = Field.money("refund_amount").optional
        .about("Gross; when left out, the price of what is restocked or scrapped, else nothing.")

    package init() {}
}

/// Takes the goods in: all lines as announced, or as the body says.
struct ReceiveReturn: Action {
    static let route = Route(
        .post, "/v1/returns/{id}/receive", "Receive one return", on: Returns.table,
        right: "receive", returns: .record(Returns.table))

    let lines = Owned("lines", ReturnReceiptLines.self)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Returns.self)
        try Returning.receive(id, call.lines, in: call.tx)
        return .record(id)
    }
}

/// Settles disposition and refund of each line.
struct InspectReturn: Action {
    static let route = Route(
        .post, "/v1/returns/{id}/inspect", "Inspect one return", on: Returns.table,
        right: "inspect", returns: .record(Returns.table))

    let lines = Owned("lines", ReturnInspectionLines.self)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Returns.self)
        try Returning.inspect(id, call.lines, in: call.tx)
        return .record(id)
    }
}

/// Ends a return that was inspected.
struct CloseReturn: Action {
    static let route = Route(
        .post, "/v1/returns/{id}/close", "Close one return", on: Returns.table, right: "close",
        returns: .record(Returns.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Returns.self)
        try Returning.close(id, in: call.tx)
        return .record(id)
    }
}

/// Refuses a return, and says why.
struct RejectReturn: Action {
    static let route = Route(
        .post, "/v1/returns/{id}/reject", "Reject one return", on: Returns.table, right: "reject",
        returns: .record(Returns.table))

    let reason = Field.text("reason", max: 500)

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Returns.self)
        try Returning.reject(id, reason: call.reason, in: call.tx)
        return .record(id)
    }
}
