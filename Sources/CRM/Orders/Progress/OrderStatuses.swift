import Schema

/// How much of an order was shipped; follows from its lines.
package enum FulfillmentStatus: String, Word {
    case none, partial, complete
    case returnedPartial = "returned_partial"
    case returned

    package init(_ lines: [LineProgress]) {
        let shipped = lines.contains { $0.shipped > .zero }
        let isBack = lines.contains { $0.returned > $0.replaced }
        if !shipped {
            self = .none
        } else if isBack {
            self = lines.allSatisfy { $0.returned >= $0.shipped } ? .returned : .returnedPartial
        } else {
            // What was given up was ordered all the same.
            let isAll = lines.allSatisfy { $0.shipped >= $0.owed.adding($0.givenUp) }
            self = isAll ? .complete : .partial
        }
    }
}

/// How much of an order was invoiced; follows from its lines and its freight.
package enum BillingStatus: String, Word {
    case none, partial, complete

    /// Both amounts of freight are net.
    package init(_ lines: [LineProgress], freight: Money, invoiced: Money) {
        let isAll = lines.allSatisfy { $0.invoiced >= $0.kept }
        // Freight is due as long as anything is sent.
        let isFreightLeft = freight > invoiced && lines.contains { $0.kept > .zero }
        if invoiced == .zero, lines.allSatisfy({ $0.invoiced == .zero }) {
            self = .none
        } else {
            self = isAll && !isFreightLeft ? .complete : .partial
        }
    }
}

/// Whether an order is paid; follows from its amounts.
package enum PaymentStatus: String, Word {
    case none, partial, paid, overpaid
    case refundedPartial = "refunded_partial"
    case refunded

    /// `due` is what the customer owes for the order in the end.
    package init(due: Money, paid: Money, refunded: Money) {
        if refunded > .zero {
            self = refunded >= paid ? .refunded : .refundedPartial
        } else if paid == .zero {
            self = .none
        } else if paid < due {
            self = .partial
        } else {
            self = paid == due ? .paid : .overpaid
        }
    }
}

/// When an order may be invoiced.
package enum BillingPolicy: String, Word {
    case onOrder = "on_order"
    case onShipment = "on_shipment"
}
