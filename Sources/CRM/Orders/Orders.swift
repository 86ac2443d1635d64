import API
import Schema
import Store

/// What customers have ordered.
package struct Orders: SalesDocument {
    package static let name = "orders"
    package static let singular = "order"
    package static let traits: ResourceTraits = [.owned, .requiresMatch]
    package static let indexes = [["party_id", "ordered_on"], ["status", "ordered_on"]]
    /// Not for their own sake: they are the indices of the orders that a question is about.
    package static let uniques = [
        Unique(
            "invoice_party_id", "id", where: "(exposure_amount <> 0 OR status = 'credit_hold')")
    ]
    package static let table = TypedTable(Self())
    static let documentFields = table.properties.pointee.document

    let number = Field.text("number", max: 40, [.readOnly, .unique, .title, .sortable]).optional
        .about("Given when it is first confirmed.")
    let status = Field.status("status", Status.self)
    let party = Field.reference("party_id", to: Parties.self)
    let contact = Field.reference("contact_id", to: Parties.self).optional
    let invoiceParty = Field.reference("invoice_party_id", to: Parties.self).optional
        .filled(after: ["party_id"]).about("Who pays; the party when it is left out.")
    let shipmentParty = Field.reference("shipment_party_id", to: Parties.self).optional
        .filled(after: ["party_id"])
        .about("Where the goods go, which decides the tax; the party when it is left out.")
    let quote = Field.reference("quote_id", to: Quotes.self, [.readOnly, .unique]).optional
        .about("The accepted quote that it came of.")
    let channel = Field.choice("channel", Channel.self, .indexed).default(.api)
        .about("How the order came in.")
    let source = Field.text("source", max: 100, .indexed).optional
        .about("Which campaign, shop or system it came from.")
    let purchaseOrderNumber = Field.text(
        "purchase_order_number", max: 100, [.searchable, .indexed, .alwaysEditable]
    )
    .optional.about("The customer's own number.")
    let orderedOn = Field.day("ordered_on", .sortable).optional.filled()
        .about("Today where the caller is, when it is left out.")
    let requestedOn = Field.day("requested_on", .sortable).optional
        .about("When the customer wants it.")
    let document = DocumentFields()
    let agreed = OrderTermsFields()
    let progress = OrderProgressFields()
    let credit = OrderCreditFields()
    let confirmedAt = Field.instant("confirmed_at", [.readOnly, .sortable]).optional
        .about("When it was first confirmed.")
    let completedAt = Field.instant("completed_at", .readOnly).optional
    let cancelledAt = Field.instant("cancelled_at", .readOnly).optional
    let cancelReason = Field.text("cancel_reason", max: 500, .readOnly).optional
    let lines = Owned("lines", OrderLines.self)
    let taxes = Owned("taxes", OrderTaxes.self, .readOnly)

    package init() {}

    package enum Channel: String, Word {
        case phone, web, email, fax, direct, social, chat, sms, api
    }

    package static func refusesEdit(of order: Record<Orders>) -> String? {
        order.status == .draft ? nil : "Only a draft can be changed; this order is \(order.status)."
    }

    static func party(of order: Record<Orders>) -> ID<Parties>? { order.party }

    package static func willSave(
        _ order: inout Record<Orders>, before: Record<Orders>?, in tx: Transaction
    ) throws {
        // What left draft changes its amounts through an amendment only, whatever prices become.
        guard before.map({ $0.status == .draft || $0.revision != order.revision }) ?? true else {
            return
        }
        if let before, order.isSound, before.status == order.status, before.status == .draft,
            !isRewritten(order, since: before)
        {
            // A payment, or a note for colleagues: what it costs is not asked again.
            return try deriveDraft(&order)
        }
        if order.invoiceParty == nil { order.invoiceParty = order.party }
        if order.shipmentParty == nil { order.shipmentParty = order.party }
        let day = order.orderedOn ?? Ordering.today(tx)
        order.orderedOn = day
        let isFromQuote = before == nil && order.quote != nil
        var faults: [Fault] = []
        if !isFromQuote, order.isSound(\.party, \.document.opportunity) {
            faults += try opportunityFaults(order, before, in: tx)
        }
        var context = PricingContext(
            party: order.party, country: try tx.country(of: order.shipmentParty),
            channel: order.channel, day: day, isCopy: isFromQuote)
        try context.noteFormer(before?.shipmentParty, now: order.shipmentParty, in: tx)
        context.order = before?.id
        context.judgesCoupons = before?.status != order.status
        context.keepsTax = before.map { keepsTax(order, since: $0) } ?? false
        faults += try price(&order, before: before, context, in: tx)
        faults += try termsFaults(&order, before, on: day, in: tx)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        try deriveDraft(&order)
    }

    /// A draft may be paid in advance.
    private static func deriveDraft(_ order: inout Record<Orders>) throws {
        if order.isSound, order.paidAmount != .zero { try Ordering.derive(&order) }
    }

    /// An amendment asks anew how an order is taxed when it changes lines or where they go, as long as nothing is invoiced.
    private static func keepsTax(_ order: Record<Orders>, since before: Record<Orders>) -> Bool {
        guard before.status != .draft else { return false }
        let isAboutGoods =
            order.shipmentParty != before.shipmentParty
            || order.lines.map(\.row) != before.lines.map(\.row)
        return !isAboutGoods || before.invoicedAmount > .zero
    }

    package static func didSave(
        _ order: Record<Orders>, before: Record<Orders>?, in tx: Transaction
    ) throws {
        try Coupons.settle(order, before: before, in: tx)
        guard let before, let payer = before.invoiceParty,
            order.exposureAmount < before.exposureAmount
        else { return }
        try HouseCredit.reconsider(ordersOf: payer, but: order.id, in: tx)
    }

    package static func willDelete(_ order: Record<Orders>, in tx: Transaction) throws {
        if order.status != .draft {
            throw Problem(.notEditable, "Only a draft can be deleted; cancel the order.")
        }
        if order.quote != nil {
            throw Problem(.notEditable, "The order came of a quote; cancel it instead.")
        }
    }
}
