import API
import Schema
import Store

/// Money that came in, or went back to a customer.
package struct Payments: Resource {
    package static let name = "payments"
    package static let singular = "payment"
    package static let traits: ResourceTraits = [.owned, .permanent]
    package static let indexes = [["party_id", "unapplied_amount"]]
    package static let table = TypedTable(Self())

    let number = Field.text("number", max: 100, [.createOnly, .title, .sortable]).optional
        .about("The bank's or the ERP's.")
    let kind = Field.choice("kind", Kind.self, [.createOnly, .indexed]).default(.payment)
    let status = Field.status("status", Status.self, .indexed)
    let order = Field.reference("order_id", to: Orders.self, .createOnly).optional
        .about("A payment for an order goes to its open invoices, the oldest first.")
    let returnID = Field.reference("return_id", to: Returns.self, .createOnly).optional
        .about("Which return a refund is for.")
    let party = Field.reference("party_id", to: Parties.self, .createOnly).optional.filled()
        .about("Who pays or is paid; that of the order or invoice when it is left out.")
    let currency = Field.currency("currency", .createOnly).optional.filled()
        .about("That of the order or invoice, else the installation's.")
    let amount = Field.money("amount", [.createOnly, .sortable])
    let unappliedAmount = Field.money("unapplied_amount", .readOnly).default(.zero)
        .about("What no invoice has taken yet: a credit of the payer.")
    let paidOn = Field.day("paid_on", [.createOnly, .sortable]).optional.filled()
        .about("Today when it is left out.")
    let method = Field.text("method", max: 60, [.createOnly, .indexed]).optional
        .about("transfer, card, cash, …")
    let reference = Field.text("reference", max: 200, [.createOnly, .searchable]).optional
        .about("What the payer or the provider wrote on it.")
    let notes = Field.longText("notes").optional
    let applications = Owned("applications", PaymentApplications.self, .createOnly)

    package init() {}

    package enum Kind: String, Word { case payment, refund }

    package enum Status: String, State {
        case posted, void

        package static let initial = posted

        package var event: String { self == .posted ? "posted" : "voided" }

        package var verbs: [String: Status] {
            switch self {
            case .posted: ["void": .void]
            case .void: [:]
            }
        }
    }

    package static func willSave(
        _ payment: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard before == nil, payment.isSound(\.order, \.party, \.applications) else { return }
        try payment.number.map(Ordering.checkNumber)
        switch payment.kind {
        case .payment: try Paying.fill(&payment, in: tx)
        case .refund: try Paying.fillRefund(&payment, in: tx)
        }
    }

    package static func didSave(
        _ payment: Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard before == nil else { return }
        try Paying.post(payment, undoing: false, in: tx)
    }
}

/// How much of a payment an invoice takes.
package struct PaymentApplications: Resource {
    package static let name = "payment-applications"
    package static let singular = "payment_application"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let invoice = Field.reference("invoice_id", to: Invoices.self)
    let amount = Field.money("amount").optional.filled()
        .about("What is open of the invoice, as far as the payment goes, when it is left out.")

    package init() {}
}

/// Takes a payment back: a cheque that bounced, a posting by mistake.
struct VoidPayment: Action {
    static let route = Route(
        .post, "/v1/payments/{id}/void", "Void one payment", on: Payments.table, right: "void",
        returns: .record(Payments.table))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Payments.self)
        let payment = try call.tx.find(Payments.self, id)
        try Payments.check("void", on: payment)
        try call.tx.update(payment) {
            $0.status = .void
            $0.unappliedAmount = .zero
        }
        try Paying.post(payment, undoing: true, in: call.tx)
        return .record(id)
    }
}
