import API
import Schema
import Store

struct ApproveQuote: Action {
    static let route = Route(
        .post, "/v1/approvals/{id}/approve", "Approve what one approval asks", on: Approvals.table,
        right: "approve", returns: .record(Approvals.table))

    let comment = Field.text("comment", max: 2_000).optional

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Approving.decide(
            call.id(Approvals.self), .approved, comment: call.comment, in: call.tx)
        return .record(call.id(Approvals.self))
    }
}

/// Sends the quote back to its draft, with the reason.
struct RejectQuote: Action {
    static let route = Route(
        .post, "/v1/approvals/{id}/reject", "Reject what one approval asks", on: Approvals.table,
        right: "reject", returns: .record(Approvals.table))

    let comment = Field.text("comment", max: 2_000).about("What has to change.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        try Approving.decide(
            call.id(Approvals.self), .rejected, comment: call.comment, in: call.tx)
        return .record(call.id(Approvals.self))
    }
}
