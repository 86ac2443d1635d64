import Schema

/// What has become of a line; written by the documents of its order alone.
final class LineProgressFields: FieldGroup {
    let cancelled = quantity("cancelled_quantity", "Called off before it was shipped.")
    let allocated = quantity(
        "allocated_quantity", "Reserved in stock, for products that are tracked.")
    let shipped = quantity("shipped_quantity", "Of fulfillments that are not cancelled.")
    let delivered = quantity("delivered_quantity", "Of fulfillments that have arrived.")
    let invoiced = quantity("invoiced_quantity", "Of invoices that are not void.")
    let returned = quantity("returned_quantity", "Of returns that were received.")
    let replaced = quantity("replaced_quantity", "Of returned goods, what is sent once more.")
    let givenUp = quantity(
        "given_up_quantity", "Not shipped when the order was closed short; 0 once it is reopened.")

    private static func quantity(_ name: String, _ about: String) -> Field<Decimal> {
        Field.minimumQuantity(name, .readOnly).default(.zero).about(about)
    }
}

/// What has become of an order; written by rules alone.
final class OrderProgressFields: FieldGroup {
    let fulfillment = Field.choice("fulfillment_status", FulfillmentStatus.self, .readOnly)
        .default(.none).about("From the quantities of the lines, whatever the status.")
    let billing = Field.choice("billing_status", BillingStatus.self, .readOnly).default(.none)
        .about("From the quantities of the lines, and what is invoiced of the freight.")
    let payment = Field.choice("payment_status", PaymentStatus.self, .readOnly).default(.none)
        .about("From paid_amount and refunded_amount against what is due.")
    let isOnHold = Field.boolean("is_on_hold", .readOnly).default(false)
        .about("Nothing is shipped while it is held; the status stays what it is.")
    let holdReason = Field.text("hold_reason", max: 500, .readOnly).optional
    let revision = Field.integer("revision", 1...10_000, .readOnly).default(1)
        .about("Raised by each amendment after the order was confirmed.")
    let invoicedAmount = amount("invoiced_amount", "Gross, of invoices that are not void.")
    let freightInvoicedAmount = amount(
        "freight_invoiced_amount", "Of freight_net_amount, by invoices that are not void.")
    let paidAmount = amount("paid_amount", "Of payments that are not void.")
    let refundedAmount = amount("refunded_amount", "Of refunds that are not void.")
    let creditedAmount = amount("credited_amount", "What closed returns give back.")
    let exposureAmount = Field.money("exposure_amount", .readOnly).default(.zero)
        .about(
            "What it binds of the payer's credit: confirmed and not invoiced, gross, less "
                + "guaranteed_amount and what is to be refunded.")
    let submittedBy = Field.actor("submitted_by", .readOnly).optional
        .about("Who asked for approval, and so cannot give it.")
    let approvedBy = Field.actor("approved_by", .readOnly).optional
        .about("Who approved it when it was submitted, or amended it below a floor.")
    let approvedAt = Field.instant("approved_at", .readOnly).optional
    let approvalComment = Field.text("approval_comment", max: 500, .readOnly).optional
    let closedAt = Field.instant("closed_at", .readOnly).optional
        .about("When the rest was given up.")

    private static func amount(_ name: String, _ about: String) -> Field<Money> {
        Field.money(name, .readOnly).default(.zero).about(about)
    }
}

/// What was agreed about an order beside its prices.
final class OrderTermsFields: FieldGroup {
    let paymentTerms = Field.reference("payment_terms_id", to: PaymentTerms.self).optional
        .about("When its invoices are due.")
    let billingPolicy = Field.choice("billing_policy", BillingPolicy.self).default(.onOrder)
        .about("Whether it may be invoiced before it is shipped.")
    let overDelivery = Field.percent("over_delivery_percent").default(.zero)
        .about("How much more than ordered may be shipped and invoiced.")
    let agent = Field.reference("agent_id", to: Parties.self).optional
        .about("Who is paid a commission; has the role agent.")
    let commissionPercent = Field.percent("commission_percent").optional
        .about("Of net_amount, for the agent.")
    let commissionAmount = Field.money("commission_amount", .readOnly).default(.zero)
    let beneficiary = Field.reference("beneficiary_id", to: Parties.self).optional
        .about("Whom it is for, when that is not the customer; has the role beneficiary.")
    let guarantor = Field.reference("guarantor_id", to: Parties.self).optional
        .about("Who answers for guaranteed_amount; has the role guarantor.")
    let guaranteedAmount = Field.money("guaranteed_amount").optional
        .about("How much of the order the guarantor answers for, which binds no credit.")
}

/// What house credit said about an order.
final class OrderCreditFields: FieldGroup {
    let reasons = Field.labels("credit_reasons", max: 10, .readOnly).default([])
        .about("Why credit held it, or let it pass with a warning: over_limit, overdue, …")
    let shortfall = Field.money("credit_shortfall_amount", .readOnly).optional
        .about("By how much the limit was exceeded.")
    let releasedBy = Field.actor("credit_released_by", .readOnly).optional
    let releasedAt = Field.instant("credit_released_at", .readOnly).optional
    let releaseReason = Field.text("credit_release_reason", max: 500, .readOnly).optional
    let releasedUntil = Field.day("credit_released_until", .readOnly).optional
        .about("Until when the release holds, this day included; afterwards it is checked again.")
}

extension Record where R == OrderLines {
    subscript<Value>(dynamicMember path: KeyPath<LineProgressFields, Field<Value>>) -> Value {
        @inline(__always) get { self[OrderLines.properties.progress[keyPath: path]] }
        @inline(__always) set { self[OrderLines.properties.progress[keyPath: path]] = newValue }
    }

    /// Headings, notes and what is only offered are not ordered.
    var isOrdered: Bool { self.type == .item && !self.isOptional }

    /// The quantities as a value.
    var progress: LineProgress {
        get {
            var progress = LineProgress(ordered: isOrdered ? self.quantity : .zero)
            progress.cancelled = self.cancelled
            progress.allocated = self.allocated
            progress.shipped = self.shipped
            progress.delivered = self.delivered
            progress.invoiced = self.invoiced
            progress.returned = self.returned
            progress.replaced = self.replaced
            progress.givenUp = self.givenUp
            return progress
        }
        set {
            self.cancelled = newValue.cancelled
            self.allocated = newValue.allocated
            self.shipped = newValue.shipped
            self.delivered = newValue.delivered
            self.invoiced = newValue.invoiced
            self.returned = newValue.returned
            self.replaced = newValue.replaced
            self.givenUp = newValue.givenUp
        }
    }
}

extension Record where R == Orders {
    subscript<Value>(dynamicMember path: KeyPath<OrderProgressFields, Field<Value>>) -> Value {
        @inline(__always) get { self[Orders.properties.progress[keyPath: path]] }
        @inline(__always) set { self[Orders.properties.progress[keyPath: path]] = newValue }
    }
    subscript<Value>(dynamicMember path: KeyPath<OrderTermsFields, Field<Value>>) -> Value {
        @inline(__always) get { self[Orders.properties.agreed[keyPath: path]] }
        @inline(__always) set { self[Orders.properties.agreed[keyPath: path]] = newValue }
    }
    subscript<Value>(dynamicMember path: KeyPath<OrderCreditFields, Field<Value>>) -> Value {
        @inline(__always) get { self[Orders.properties.credit[keyPath: path]] }
        @inline(__always) set { self[Orders.properties.credit[keyPath: path]] = newValue }
    }

    /// Gives up what is not shipped of each line.
    mutating func giveUpRest() {
        var lines = self.lines
        for index in lines.indices {
            lines[index].givenUp = lines[index].givenUp.adding(lines[index].progress.unshipped)
        }
        self.lines = lines
    }

    /// Owes again what was given up.
    mutating func takeUpRest() {
        guard lines.contains(where: { $0.givenUp > .zero }) else { return }
        var lines = self.lines
        for index in lines.indices { lines[index].givenUp = .zero }
        self.lines = lines
    }

    /// Whether something may be shipped: replacements also of an order that was closed short.
    var ships: Bool {
        self.status.isOpen
            || (self.status == .closedShort && lines.contains { $0.progress.unshipped > .zero })
    }

    /// Whether there is something to invoice or to send back.
    var isBinding: Bool {
        self.status.binds || (self.status == .creditHold && lines.contains { $0.shipped > .zero })
    }

    var bills: (tolerance: Decimal, afterShipment: Bool) {
        (self.overDelivery, self.billingPolicy == .onShipment)
    }
}
