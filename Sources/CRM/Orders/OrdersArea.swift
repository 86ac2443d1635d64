import API

/// What customers have ordered, and what became of it.
package let ordersArea = Area(
    "Orders",
    resources: [
        Orders.table, OrderAmendments.table, Fulfillments.table, Returns.table, Invoices.table,
        Payments.table, PaymentTerms.table, CreditAccounts.table, StockLevels.table,
        StockReservations.table,
    ],
    actions: [
        AnyAction(ConfirmOrder.self), AnyAction(CompleteOrder.self), AnyAction(CancelOrder.self),
        AnyAction(CancelOrderLines.self), AnyAction(CloseOrderShort.self),
        AnyAction(ReopenOrder.self), AnyAction(SubmitOrder.self), AnyAction(ApproveOrder.self),
        AnyAction(RejectOrder.self), AnyAction(HoldOrder.self), AnyAction(ReleaseOrder.self),
        AnyAction(ReleaseOrderCredit.self), AnyAction(AmendOrder.self),
        AnyAction(DeliverFulfillment.self), AnyAction(CancelFulfillment.self),
        AnyAction(ReceiveReturn.self), AnyAction(InspectReturn.self), AnyAction(CloseReturn.self),
        AnyAction(RejectReturn.self), AnyAction(VoidInvoice.self), AnyAction(VoidPayment.self),
        AnyAction(ReadAvailability.self), AnyAction(CheckCredit.self),
        AnyAction(ReadExposure.self),
    ],
    nestings: [
        Nesting("fulfillments", of: Orders.table, holds: Fulfillments.table, by: "order_id"),
        Nesting("returns", of: Orders.table, holds: Returns.table, by: "order_id"),
        Nesting("invoices", of: Orders.table, holds: Invoices.table, by: "order_id"),
        Nesting("payments", of: Orders.table, holds: Payments.table, by: "order_id"),
        Nesting("amendments", of: Orders.table, holds: OrderAmendments.table, by: "order_id"),
        Nesting(
            "reservations", of: Orders.table, holds: StockReservations.table, by: "order_id"),
    ])
