import API
import Schema
import Store

/// What was sent for an order: a document that moves the quantities of its lines.
///
/// Once made its lines do not change; what was entered wrongly is cancelled and entered anew.
package struct Fulfillments: Resource {
    package static let name = "fulfillments"
    package static let singular = "fulfillment"
    package static let traits: ResourceTraits = .permanent
    package static let sightThrough: String? = "order_id"
    package static let indexes = [["order_id", "shipped_at"], ["status", "shipped_at"]]
    package static let table = TypedTable(Self())

    let number = Field.text("number", max: 100, [.createOnly, .title, .sortable]).optional.filled()
        .about("The delivery note's; F-2026-000001 when it is left out.")
    let order = Field.reference("order_id", to: Orders.self, .createOnly)
    let status = Field.status("status", Status.self)
    let location = Field.text("location", max: 100, .createOnly).optional
        .about("Where the goods were taken from: tracked products have a stock level of that name.")
    let carrier = Field.text("carrier", max: 200).optional
    let trackingNumber = Field.text("tracking_number", max: 200, [.searchable, .indexed]).optional
    let trackingURL = Field.url("tracking_url").optional
    let notes = Field.longText("notes").optional
    let shippedAt = Field.instant("shipped_at", [.createOnly, .sortable]).optional.filled()
        .about("Now when it is left out.")
    let deliveredAt = Field.instant("delivered_at", .createOnly).optional
        .about("When it has arrived already; else use deliver.")
    let stockTaken = Field.objects("stock_taken", of: TakenStockForm.form)
        .about("What stock levels gave for it, to be given back when it is cancelled.")
    let lines = Owned("lines", FulfillmentLines.self, .createOnly)

    package init() {}

    package enum Status: String, State {
        case shipped, delivered, cancelled

        package static let initial = shipped

        package var verbs: [String: Status] {
            switch self {
            case .shipped: ["deliver": .delivered, "cancel": .cancelled]
            case .delivered, .cancelled: [:]
            }
        }
    }

    package static func willSave(
        _ fulfillment: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard before == nil, fulfillment.isSound(\.order) else { return }
        let order = try tx.find(Orders.self, fulfillment.order)
        try Ordering.require("ship", of: order, isAllowed: order.ships)
        if order.isOnHold {
            throw Problem(
                .notEditable, "The order is on hold: \(order.holdReason ?? "release it").")
        }
        guard fulfillment.isSound else { return }
        let (tolerance, _) = order.bills
        try LineClaims.resolve(
            &fulfillment.lines, of: order, most: { $0.progress.shippable(tolerance: tolerance) },
            remaining: { $0.progress.unshipped })
        try HouseCredit.checkShipping(order, in: tx)
        fulfillment.shippedAt = fulfillment.shippedAt ?? fulfillment.deliveredAt ?? tx.now
        try checkPast(fulfillment.shippedAt, "shipped_at", in: tx)
        try checkPast(fulfillment.deliveredAt, "delivered_at", in: tx)
        if let arrived = fulfillment.deliveredAt {
            guard arrived >= fulfillment.shippedAt ?? arrived else {
                throw Problem.invalid(
                    "/delivered_at", .outOfRange, "delivered_at must not be before shipped_at.")
            }
            fulfillment.status = .delivered
        }
        try fulfillment.number.map(Ordering.checkNumber)
        if fulfillment.number == nil { fulfillment.number = try tx.nextNumber("F") }
        fulfillment.stockTaken = try Stock.take(fulfillment, of: order, in: tx)
    }

    package static func didSave(
        _ fulfillment: Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard before == nil else { return }
        let isDelivered = fulfillment.status == .delivered
        try Ordering.advance(fulfillment.order, moves: true, in: tx) { order in
            try order.change(fulfillment.lines) { line, sent in
                let quantity = sent.quantity ?? .zero
                line.shipped = line.shipped.adding(quantity)
                if isDelivered { line.delivered = line.delivered.adding(quantity) }
            }
            try Stock.settle(&order, in: tx)
        }
    }

    /// What has happened is not still to come; clocks of other systems may be fast by five minutes.
    private static func checkPast(
        _ instant: Instant?, _ field: String, in tx: Transaction
    ) throws {
        guard let instant, instant > tx.now.adding(milliseconds: 300_000) else { return }
        throw Problem.invalid("/" + field, .outOfRange, "\(field) is still to come.")
    }

    // MARK: Verbs

    static func deliver(_ id: ID<Fulfillments>, at instant: Instant?, in tx: Transaction) throws {
        let fulfillment = try tx.find(Fulfillments.self, id)
        try check("deliver", on: fulfillment)
        let arrived = instant ?? tx.now
        if let shipped = fulfillment.shippedAt, arrived < shipped {
            throw Problem.invalid(
                "/delivered_at", .outOfRange, "delivered_at must not be before shipped_at.")
        }
        try checkPast(arrived, "delivered_at", in: tx)
        try tx.update(fulfillment) {
            $0.status = .delivered
            $0.deliveredAt = arrived
        }
        try Ordering.advance(fulfillment.order, moves: true, in: tx) { order in
            try order.change(fulfillment.lines) { line, sent in
                line.delivered = line.delivered.adding(sent.quantity ?? .zero)
            }
        }
    }

    /// Delivers what is on its way.
    static func deliverAll(of order: ID<Orders>, in tx: Transaction) throws {
        let open = try tx.select(
            Self.self, where: "order_id = ? AND status = 'shipped'", [order.cell])
        for fulfillment in open { try deliver(fulfillment.id, at: nil, in: tx) }
    }

    /// Takes back what was not sent after all.
    static func cancel(_ id: ID<Fulfillments>, in tx: Transaction) throws {
        let fulfillment = try tx.find(Fulfillments.self, id)
        try check("cancel", on: fulfillment)
        let order = try tx.find(Orders.self, fulfillment.order)
        if order.billingPolicy == .onShipment {
            for line in fulfillment.lines {
                guard let own = order.lines.first(where: { $0.id == line.orderLine }) else {
                    continue
                }
                guard own.invoiced > own.shipped.subtracting(line.quantity ?? .zero) else {
                    continue
                }
                throw Problem(.inUse, "It was invoiced; void the invoice first.")
            }
        }
        try tx.update(fulfillment) { $0.status = .cancelled }
        let isShort = order.status == .closedShort
        try Ordering.advance(fulfillment.order, moves: true, in: tx) { order in
            try order.change(fulfillment.lines) { line, sent in
                let quantity = sent.quantity ?? .zero
                line.shipped = line.shipped.subtracting(quantity)
                guard isShort else { return }
                line.givenUp = line.givenUp.adding(min(quantity, line.progress.unshipped))
            }
            if order.status.isOpen { try Stock.reserve(&order, mayWait: true, in: tx) }
        }
        // Last, so that the order keeps its place among those who wait for it.
        try Stock.giveBack(fulfillment, in: tx)
    }
}

/// How much of a line of the order was sent.
package struct FulfillmentLines: OrderClaim {
    package static let name = "fulfillment-lines"
    package static let singular = "fulfillment_line"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let orderLine = ClaimFields.orderLine
    let orderLineKey = ClaimFields.orderLineKey
    let product = ClaimFields.product
    let quantity = ClaimFields.quantity
    let lot = Field.text("lot", max: 100, .indexed).optional
        .about("The lot or serial number that was sent.")

    package init() {}
}

/// Says that a fulfillment has arrived.
struct DeliverFulfillment: Action {
    static let route = Route(
        .post, "/v1/fulfillments/{id}/deliver", "Deliver one fulfillment", on: Fulfillments.table,
        right: "deliver", returns: .record(Fulfillments.table))

    let deliveredAt = Field.instant("delivered_at").optional.about("Now when it is left out.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Fulfillments.self)
        try Fulfillments.deliver(id, at: call.deliveredAt, in: call.tx)
        return .record(id)
    }
}

/// Takes a fulfillment back before it is delivered: its quantities are to be shipped again.
struct CancelFulfillment: Action {
    static let route = Route(
        .post, "/v1/fulfillments/{id}/cancel", "Cancel one fulfillment", on: Fulfillments.table,
        right: "cancel", returns: .record(Fulfillments.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Fulfillments.self)
        try Fulfillments.cancel(id, in: call.tx)
        return .record(id)
    }
}
