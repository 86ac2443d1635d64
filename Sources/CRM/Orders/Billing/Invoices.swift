import API
import Schema
import Store

/// What a customer was asked to pay: the mirror of the ERP's invoice, or one made of an order.
package struct Invoices: Resource {
    package static let name = "invoices"
    package static let singular = "invoice"
    package static let traits: ResourceTraits = [.owned, .permanent]
    package static let indexes = [
        ["credit_party_id", "status", "next_due_on"], ["status", "next_due_on"],
    ]
    package static let table = TypedTable(Self())

    let number = Field.text("number", max: 100, [.createOnly, .title, .sortable]).optional.filled()
        .about("The ERP's; I-2026-000001 when it is left out. No two have it unless one is void.")
    let status = Field.status("status", Status.self)
    let order = Field.reference("order_id", to: Orders.self, .createOnly).optional
        .about("What it is for; invoices of other things say party_id and amounts.")
    let party = Field.reference("party_id", to: Parties.self, .createOnly).optional.filled()
        .about("Who pays; the order's invoice_party_id when it is left out.")
    let creditParty = Field.reference("credit_party_id", to: Parties.self, .readOnly).optional
        .about(
            "Whose credit it binds until it is paid: party_id, or of an order its payer as long as party_id "
                + "had no credit account when it was invoiced.")
    let currency = Field.currency("currency", .createOnly).optional.filled()
        .about("The order's, else the installation's.")
    let issuedOn = Field.day("issued_on", [.createOnly, .sortable]).optional.filled()
        .about("Today when it is left out.")
    let paymentTerms = Field.reference("payment_terms_id", to: PaymentTerms.self, .createOnly)
        .optional.filled().about("The order's when they are left out.")
    let dueOn = Field.day("due_on", [.createOnly, .sortable]).optional.filled()
        .about("When the last part is due: by the payment terms when it is left out, else at once.")
    let nextDueOn = Field.day("next_due_on", .readOnly).optional
        .about("When the earliest part that is not paid is due.")
    let freightAmount = Field.money("freight_amount", .createOnly).optional.filled()
        .about("What is left of the order's when it is left out.")
    let netAmount = Field.money("net_amount", [.createOnly, .sortable]).optional.filled()
        .about("The lines and freight; given by who made the invoice elsewhere.")
    let taxAmount = Field.money("tax_amount", .createOnly).optional.filled()
    let grossAmount = Field.money("gross_amount", [.readOnly, .sortable]).default(.zero)
        .about("net_amount plus tax_amount.")
    let paidAmount = Field.money("paid_amount", .readOnly).default(.zero)
    let openAmount = Field.money("open_amount", .readOnly).default(.zero)
        .about("What is still to be paid: part of the payer's credit exposure.")
    let settledOn = Field.day("settled_on", .readOnly).optional.about("When all of it was paid.")
    let notes = Field.longText("notes").optional
    let lines = Owned("lines", InvoiceLines.self, .createOnly)
    let installments = Owned("installments", InvoiceInstallments.self, max: 60, .createOnly)

    package init() {}

    package enum Status: String, State {
        case open, paid, void

        package static let initial = open
        /// Payments settle an invoice, and open it again when they are taken back.
        package static let automatic: Set<String> = ["settle", "unsettle"]

        package var event: String {
            switch self {
            case .open: "reopened"
            case .paid: "paid"
            case .void: "voided"
            }
        }

        package var verbs: [String: Status] {
            switch self {
            case .open: ["void": .void, "settle": .paid]
            case .paid: ["void": .void, "unsettle": .open]
            case .void: [:]
            }
        }
    }

    package static func willSave(
        _ invoice: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard before == nil, invoice.isSound(\.order) else { return }
        if let id = invoice.order {
            try Invoicing.fill(&invoice, from: try tx.find(Orders.self, id), in: tx)
        } else {
            try Invoicing.fill(&invoice, in: tx)
        }
    }

    package static func didSave(
        _ invoice: Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard before == nil, let order = invoice.order else { return }
        try Ordering.advance(order, moves: false, event: "order.invoiced", in: tx) { order in
            order.invoicedAmount = try order.invoicedAmount.plus(invoice.grossAmount)
            order.freightInvoicedAmount = try order.freightInvoicedAmount.plus(
                invoice.freightAmount ?? .zero)
            try order.change(invoice.lines) { line, billed in
                line.invoiced = line.invoiced.adding(billed.quantity ?? .zero)
            }
        }
        try Paying.applyPrepayments(to: invoice, in: tx)
    }
}

/// What is invoiced of a line of the order, or of something else.
package struct InvoiceLines: OrderClaim {
    package static let name = "invoice-lines"
    package static let singular = "invoice_line"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let orderLine = ClaimFields.orderLine
    let orderLineKey = ClaimFields.orderLineKey
    let product = ClaimFields.product
    let description = Field.text("description", max: 500).optional.filled()
        .about("The order line's when it is left out.")
    let quantity = ClaimFields.quantity
    let netAmount = Field.money("net_amount").optional.filled()
        .about("The order line's share, after all discounts, when it is left out.")
    let taxAmount = Field.money("tax_amount").optional.filled()
    let grossAmount = Field.money("gross_amount", .readOnly).default(.zero)

    package init() {}
}

/// One part of an invoice and its day.
package struct InvoiceInstallments: Resource {
    package static let name = "invoice-installments"
    package static let singular = "invoice_installment"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let dueOn = Field.day("due_on")
    let amount = Field.money("amount")

    package init() {}
}

/// Takes an invoice back that nobody has paid: its quantities are to be invoiced again.
struct VoidInvoice: Action {
    static let route = Route(
        .post, "/v1/invoices/{id}/void", "Void one invoice", on: Invoices.table, right: "void",
        returns: .record(Invoices.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Invoices.self)
        try Invoicing.void(id, in: call.tx)
        return .record(id)
    }
}
