import API

/// What customers have ordered.
package let ordersArea = Area(
    "Orders", resources: [Orders.table],
    actions: [
        AnyAction(ConfirmOrder.self), AnyAction(CompleteOrder.self), AnyAction(CancelOrder.self),
        AnyAction(ReopenOrder.self),
    ])
