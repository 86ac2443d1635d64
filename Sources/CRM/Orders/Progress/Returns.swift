import API
import Schema
import Store

/// What a customer sends back, from the request to the refund.
package struct Returns: Resource {
    package static let name = "returns"
    package static let singular = "return"
    package static let traits: ResourceTraits = .permanent
    package static let sightThrough: String? = "order_id"
    package static let indexes = [["order_id", "status"], ["status", "requested_at"]]
    package static let table = TypedTable(Self())

    let number = Field.text("number", max: 100, [.createOnly, .title, .sortable]).optional.filled()
        .about("The customer quotes it; R-2026-000001 when it is left out.")
    let order = Field.reference("order_id", to: Orders.self, .createOnly)
    let status = Field.status("status", Status.self)
    let currency = Field.currency("currency", .readOnly).optional.about("The order's.")
    let reason = Field.text("reason", max: 500).optional
    let location = Field.text("location", max: 100).optional
        .about("Where the goods come back to; the stock level of that name.")
    let trackingNumber = Field.text("tracking_number", max: 200, .indexed).optional
    let notes = Field.longText("notes").optional
    let requestedAt = Field.instant("requested_at", [.readOnly, .sortable]).optional
    let receivedAt = Field.instant("received_at", .readOnly).optional
    let closedAt = Field.instant("closed_at", .readOnly).optional
    let rejectReason = Field.text("reject_reason", max: 500, .readOnly).optional
    let refundAmount = Field.money("refund_amount", .readOnly).default(.zero)
        .about("The sum of the lines'; agreed when the return is closed.")
    let refundedAmount = Field.money("refunded_amount", .readOnly).default(.zero)
        .about("Of refunds that name this return.")
    let lines = Owned("lines", ReturnLines.self, .createOnly)

    package init() {}

    package enum Status: String, State {
        case requested, approved, received, inspected, closed, rejected

        package static let initial = requested

        package var verbs: [String: Status] {
            switch self {
            case .requested: ["approve": .approved, "reject": .rejected]
            case .approved: ["receive": .received, "reject": .rejected]
            case .received: ["inspect": .inspected, "reject": .rejected]
            case .inspected: ["close": .closed, "reject": .rejected]
            case .closed, .rejected: [:]
            }
        }
    }

    package static func willSave(
        _ record: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard before == nil else {
            guard record.isSound(\.location), record.location != before?.location else { return }
            let order = try tx.find(Orders.self, record.order)
            try Stock.checkPlace(of: record, order, in: tx)
            return
        }
        guard record.isSound(\.order) else { return }
        let order = try tx.find(Orders.self, record.order)
        try Ordering.require("return", of: order, isAllowed: order.isBinding)
        guard record.isSound else { return }
        let claimed = try claimed(of: order, in: tx)
        try LineClaims.resolve(&record.lines, of: order) { line in
            let open = claimed[line.id.rawValue] ?? .zero
            return max(.zero, line.delivered.subtracting(line.returned).subtracting(open))
        }
        try Stock.checkPlace(of: record, order, in: tx)
        record.currency = order.currency
        record.requestedAt = tx.now
        try record.number.map(Ordering.checkNumber)
        if record.number == nil { record.number = try tx.nextNumber("R") }
    }

    /// What returns that have not arrived yet take of each line.
    private static func claimed(
        of order: Record<Orders>, in tx: Transaction
    ) throws -> [RecordID: Decimal] {
        var claimed: [RecordID: Decimal] = [:]
        try tx.query(openClaims, [order.id.cell]) { row in
            claimed[RecordID(row.uuid(0))] = Decimal(millionths: row.integer(1))
        }
        return claimed
    }

    private static let openClaims = SQL(
        """
        SELECT l.order_line_id, sum(l.quantity) FROM returns r
        JOIN return_lines l ON l.parent_id = r.id
        WHERE r.order_id = ? AND r.status IN ('requested', 'approved') AND r.deleted_at IS NULL
            AND l.order_line_id IS NOT NULL
        GROUP BY l.order_line_id
        """)
}

/// How much of a line of the order comes back, and what is done about it.
package struct ReturnLines: OrderClaim {
    package static let name = "return-lines"
    package static let singular = "return_line"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let orderLine = ClaimFields.orderLine
    let orderLineKey = ClaimFields.orderLineKey
    let product = ClaimFields.product
    let quantity = ClaimFields.quantity
    let reason = Field.text("reason", max: 500).optional
    let receivedQuantity = Field.minimumQuantity("received_quantity", .readOnly).default(.zero)
    let disposition = Field.choice("disposition", Disposition.self).optional
        .about("What becomes of the goods; settled by inspect.")
    let refundAmount = Field.money("refund_amount").optional
        .about("What the customer gets back, gross; settled by inspect.")

    package init() {}

    package enum Disposition: String, Word { case restock, scrap, repair, replace }
}
