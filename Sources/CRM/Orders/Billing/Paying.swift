import API
import Schema
import Store

/// What a payment does to invoices and orders.
enum Paying {
    // MARK: Payments

    /// Says to which invoices a payment goes, and what stays unapplied.
    static func fill(_ payment: inout Record<Payments>, in tx: Transaction) throws {
        let order = try payment.order.map { try tx.find(Orders.self, $0) }
        var faults: [Fault] = []
        if payment.returnID != nil {
            faults.append(
                Fault(
                    pointer: "/return_id", code: .conflict, message: "Only a refund has a return."))
        }
        if let order, order.status == .cancelled || order.lines.isEmpty {
            try Ordering.require("pay", of: order, isAllowed: false)
        }
        let invoices = try invoices(of: payment, order, in: tx)
        if let order {
            payment.adoptOwner(of: order, in: tx)
        } else if let invoice = invoices.first {
            payment.adoptOwner(of: invoice, in: tx)
        }
        payment.party = payment.party ?? order?.invoiceParty ?? invoices.first?.party
        payment.currency =
            payment.currency ?? order?.currency ?? invoices.first?.currency ?? tx.settings.currency
        if payment.party == nil {
            faults.append(
                Fault(
                    pointer: "/party_id", code: .required,
                    message: "Name who pays, an order, or an invoice."))
        }
        faults += currencyFaults(payment, order)
        guard payment.isSound, faults.isEmpty else { throw Problem.invalid(faults) }
        payment.paidOn = payment.paidOn ?? Ordering.today(tx)
        var rest = payment.amount
        if rest == .zero {
            faults.append(
                Fault(
                    pointer: "/amount", code: .outOfRange, message: "amount must be above 0."))
        }
        if payment.applications.isEmpty {
            payment.applications = spread(&rest, over: invoices)
        } else {
            faults += try assign(&payment.applications, invoices, &rest, payment, order)
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        payment.unappliedAmount = rest
    }

    /// The invoices that applications name, or the open ones of the order, the earliest due first.
    private static func invoices(
        of payment: Record<Payments>, _ order: Record<Orders>?, in tx: Transaction
    ) throws -> [Record<Invoices>] {
        if !payment.applications.isEmpty {
            return try payment.applications.map { try tx.find(Invoices.self, $0.invoice) }
        }
        guard let order else { return [] }
        return try tx.select(
            Invoices.self, where: "order_id = ? AND status = 'open' ORDER BY next_due_on, id",
            [order.id.cell], limit: 500)
    }

    private static func currencyFaults(
        _ payment: Record<Payments>, _ order: Record<Orders>?
    ) -> [Fault] {
        guard let order, payment.currency != order.currency else { return [] }
        return [
            Fault(
                pointer: "/currency", code: .conflict, message: "The order is in another currency.")
        ]
    }

    private static func spread(
        _ rest: inout Money, over invoices: [Record<Invoices>]
    ) -> [Record<PaymentApplications>] {
        var rows: [Record<PaymentApplications>] = []
        for invoice in invoices where rest > .zero && invoice.openAmount > .zero {
            var row = Record<PaymentApplications>()
            row.invoice = invoice.id
            let amount = min(rest, invoice.openAmount)
            row.amount = amount
            rest = Money(tenThousandths: rest.tenThousandths - amount.tenThousandths)
            rows.append(row)
        }
        return rows
    }

    private static func assign(
        _ rows: inout [Record<PaymentApplications>], _ invoices: [Record<Invoices>],
        _ rest: inout Money, _ payment: Record<Payments>, _ order: Record<Orders>?
    ) throws -> [Fault] {
        var faults: [Fault] = []
        var seen: Set<ID<Invoices>> = []
        for (index, invoice) in invoices.enumerated() {
            func refuse(_ field: String, _ code: FaultCode, _ message: String) {
                faults.append(
                    Fault(
                        pointer: "/applications/\(index)/\(field)", code: code, message: message))
            }
            guard seen.insert(invoice.id).inserted else {
                refuse("invoice_id", .duplicate, "The invoice stands twice.")
                continue
            }
            if invoice.currency != payment.currency {
                refuse("invoice_id", .conflict, "The invoice is in another currency.")
                continue
            }
            if let order, invoice.order != order.id {
                refuse("invoice_id", .conflict, "The invoice is of another order.")
                continue
            }
            let amount = rows[index].amount ?? min(rest, invoice.openAmount)
            rows[index].amount = amount
            if amount > invoice.openAmount || amount == .zero {
                let places = payment.currency?.digits ?? 2
                refuse(
                    "amount", .outOfRange,
                    "Of the invoice \(invoice.openAmount.text(places: places)) are open.")
            } else if amount > rest {
                refuse("amount", .outOfRange, "The payment is not as large.")
            } else {
                rest = try rest.minus(amount)
            }
        }
        return faults
    }

    // MARK: Refunds

    /// A refund gives back what an order was paid, and no more.
    static func fillRefund(_ refund: inout Record<Payments>, in tx: Transaction) throws {
        guard let id = refund.order else {
            throw Problem.invalid("/order_id", .required, "A refund is for an order.")
        }
        let order = try tx.find(Orders.self, id)
        var faults: [Fault] = []
        func refuse(_ pointer: String, _ code: FaultCode, _ message: String) {
            faults.append(Fault(pointer: pointer, code: code, message: message))
        }
        if !refund.applications.isEmpty {
            refuse("/applications", .conflict, "A refund is applied to no invoice.")
        }
        refund.adoptOwner(of: order, in: tx)
        refund.party = refund.party ?? order.invoiceParty
        refund.currency = refund.currency ?? order.currency
        faults += currencyFaults(refund, order)
        guard refund.isSound, faults.isEmpty else { throw Problem.invalid(faults) }
        refund.paidOn = refund.paidOn ?? Ordering.today(tx)
        let places = order.currency?.digits ?? 2
        let left = max(.zero, try order.paidAmount.minus(order.refundedAmount))
        if refund.amount > left || refund.amount == .zero {
            refuse(
                "/amount", .outOfRange,
                "\(left.text(places: places)) were paid and not refunded.")
        }
        if let returned = try refund.returnID.map({ try tx.find(Returns.self, $0) }) {
            let agreed = try returned.refundAmount.minus(returned.refundedAmount)
            if returned.order != order.id || returned.status != .closed {
                refuse("/return_id", .conflict, "It is no closed return of this order.")
            } else if refund.amount > agreed {
                refuse(
                    "/amount", .outOfRange,
                    "The return has \(agreed.text(places: places)) left to be refunded.")
            }
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    // MARK: Posting

    /// Does to invoices and orders what a payment says, or takes it back.
    static func post(
        _ payment: Record<Payments>, undoing: Bool, in tx: Transaction
    ) throws {
        func signed(_ amount: Money) -> Money { undoing ? amount.negated : amount }
        guard payment.kind == .payment else {
            try postRefund(payment, signed(payment.amount), in: tx)
            return
        }
        var ofOrders: [ID<Orders>: Money] = [:]
        var relieved = payment.party.map { [$0] } ?? []
        for row in payment.applications {
            let invoice = try tx.find(Invoices.self, row.invoice)
            let amount = signed(row.amount ?? .zero)
            let paid = try invoice.paidAmount.plus(amount)
            try tx.update(invoice) {
                Invoicing.settle(&$0, paid: paid, on: payment.paidOn ?? Ordering.today(tx))
            }
            relieved += invoice.creditParty.map { [$0] } ?? []
            if payment.order == nil, let order = invoice.order {
                ofOrders[order] = try (ofOrders[order] ?? .zero).plus(amount)
            }
        }
        if let order = payment.order { ofOrders[order] = signed(payment.amount) }
        for (order, amount) in ofOrders {
            try Ordering.advance(order, moves: false, event: "order.paid", in: tx) {
                $0.paidAmount = try $0.paidAmount.plus(amount)
                guard $0.paidAmount < $0.refundedAmount else { return }
                throw Problem(.inUse, "It was refunded; void the refund first.")
            }
            try balance(order, in: tx)
            // What this payment had paid waits for what others have left.
            if undoing { try settleOpen(of: order, in: tx) }
        }
        guard !undoing else { return }
        for party in Set(relieved).sorted(by: { $0.rawValue < $1.rawValue }) {
            try HouseCredit.reconsider(ordersOf: party, in: tx)
        }
    }

    private static func postRefund(
        _ refund: Record<Payments>, _ amount: Money, in tx: Transaction
    ) throws {
        if let id = refund.returnID {
            try tx.update(try tx.find(Returns.self, id), event: "return.refunded") {
                $0.refundedAmount = try $0.refundedAmount.plus(amount)
            }
        }
        guard let order = refund.order else { return }
        try Ordering.advance(order, moves: false, event: "order.refunded", in: tx) {
            $0.refundedAmount = try $0.refundedAmount.plus(amount)
        }
        try balance(order, in: tx)
        // A refund that is taken back leaves money that open invoices wait for.
        if amount < .zero { try settleOpen(of: order, in: tx) }
    }
}
