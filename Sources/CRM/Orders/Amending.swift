import API
import Schema
import Store

/// How a confirmed order changes: into its next revision, priced by the same code as a draft.
enum Amending {
    /// What stays whatever is amended: another customer or currency is another order.
    private static let fixed: Set<String> = [
        "id", "party_id", "invoice_party_id", "currency", "channel", "source", "ordered_on",
        "billing_policy", "opportunity_id", "price_book_id",
    ]
    /// What decides a price, and so stays once a line is invoiced.
    private static let priced: Set<String> = [
        "product_id", "unit_price", "discount_percent", "discount_amount", "tax_category",
        "tax_rate_percent", "freight_tax_rate_percent",
    ]

    /// Applies the changes, prices anew, asks credit for what is more, and keeps the difference.
    ///
    /// Faults point into `/changes`.
    static func amend(
        _ id: ID<Orders>, _ changes: AmendedOrder, reason: String?, in tx: Transaction
    ) throws -> ID<OrderAmendments> {
        let before = try tx.find(Orders.self, id)
        try Ordering.require("amend", of: before, isAllowed: before.status.isAmendable)
        var row = before.row
        var faults = try changes.apply(&row)
        let asked = Record<Orders>(row)
        faults += fixedFaults(before, asked)
        faults += lineFaults(before, asked)
        guard faults.isEmpty else { throw Problem.invalid(faults.map { $0.under("/changes") }) }
        guard row != before.row else {
            throw Problem.invalid("/changes", .required, "Nothing would change.")
        }
        let after: Record<Orders>
        do {
            after = try tx.update(before, event: "order.amended") {
                $0 = asked
                $0.revision = before.revision + 1
            }
        } catch var problem as Problem {
            problem.faults = problem.faults.map { $0.under("/changes") }
            throw problem
        }
        try check(after, before)
        let agreed = try Ordering.checkAmended(after, from: before, in: tx)
        let settled = try settle(agreed, before, in: tx)
        return try keep(before, settled, reason, in: tx)
    }

    // MARK: What may change

    private static func fixedFaults(
        _ before: Record<Orders>, _ asked: Record<Orders>
    ) -> [Fault] {
        let isBilled = before.invoicedAmount > .zero
        return Orders.table.fields.compactMap { field in
            let isPriced = isBilled && priced.contains(field.name)
            // What follows another field was emptied with it, for pricing to fill anew.
            let isEmptied = field.traits.contains(.filled) && asked.row[field].isNull
            guard fixed.contains(field.name) || isPriced, !isEmptied,
                before.row[field] != asked.row[field]
            else { return nil }
            return Fault(
                pointer: "/" + field.name, code: .immutable,
                message: isPriced
                    ? "\(field.name) stays once something is invoiced."
                    : "\(field.name) does not change by an amendment.")
        }
    }

    private static func lineFaults(
        _ before: Record<Orders>, _ asked: Record<Orders>
    ) -> [Fault] {
        var faults: [Fault] = []
        if asked.lines.isEmpty {
            faults.append(
                Fault(pointer: "/lines", code: .required, message: "An order keeps a line."))
        }
        let kept = asked.lines.map { $0.row.cells[CommonFields.id] }
        for line in before.lines where !kept.contains(line.row.cells[CommonFields.id]) {
            guard !line.progress.isUntouched else { continue }
            faults.append(
                Fault(
                    pointer: "/lines", code: .conflict,
                    message: "A line of which something was shipped, invoiced or cancelled stays."))
        }
        let (tolerance, afterShipment) = asked.bills
        for (index, line) in asked.lines.enumerated() {
            guard
                let known = before.lines.first(where: {
                    $0.row.cells[CommonFields.id] == line.row.cells[CommonFields.id]
                })
            else { continue }
            let pointer = "/lines/\(index)"
            var progress = known.progress
            progress.ordered = line.quantity
            progress.allocated = .zero
            if let rule = progress.faults(tolerance: tolerance, afterShipment: afterShipment).first
            {
                faults.append(
                    Fault(
                        pointer: pointer + "/quantity", code: .outOfRange,
                        message: "The quantity cannot be that small: \(rule)."))
            }
            guard known.invoiced > .zero || known.shipped > .zero else { continue }
            for field in OrderLines.table.fields where line.row[field] != known.row[field] {
                let isFixed =
                    ["product_id", "line_type", "is_optional"].contains(field.name)
                    || (known.invoiced > .zero && priced.contains(field.name))
                guard isFixed else { continue }
                faults.append(
                    Fault(
                        pointer: "\(pointer)/\(field.name)", code: .immutable,
                        message: "\(field.name) stays once something is shipped or invoiced."))
            }
        }
        return faults
    }

    private static func check(_ after: Record<Orders>, _ before: Record<Orders>) throws {
        for line in after.lines where line.invoiced > .zero && line.invoiced >= line.progress.kept {
            guard let known = before.lines.first(where: { $0.id == line.id }),
                cost(of: line, after) != cost(of: known, before)
            else { continue }
            // No later invoice could make good for the difference.
            throw Problem.invalid(
                "/changes", .conflict,
                "A line that is invoiced in full would cost something else, as the discount of the "
                    + "document is spread anew: enter another order for what is added.")
        }
        guard
            after.freightNet >= after.freightInvoicedAmount || after.freightNet == before.freightNet
        else {
            throw Problem.invalid(
                "/changes/freight_amount", .conflict,
                "The freight would be less than what is invoiced of it.")
        }
        let worth = try OrderWorth(after)
        guard worth.gross < after.invoicedAmount, after.billing != .complete else { return }
        throw Problem.invalid(
            "/changes", .conflict, "The order would be worth less than what is invoiced.")
    }

    /// What is invoiced of a line costs, and the tax in it.
    private static func cost(of line: Record<OrderLines>, _ order: Record<Orders>) -> [Money] {
        guard let currency = order.currency else { return [] }
        return [line.grossAmount, line.taxAmount].map {
            $0.part(for: line.invoiced, of: line.quantity, in: currency)
        }
    }

    // MARK: What follows

    /// Stock, statuses and credit of the amended order.
    private static func settle(
        _ amended: Record<Orders>, _ before: Record<Orders>, in tx: Transaction
    ) throws -> Record<Orders> {
        var derived = amended
        try Ordering.derive(&derived)
        let more = try derived.exposureAmount.minus(before.exposureAmount)
        // What a guarantor answers for no more is in the sum already: the order's invoices are there, with what is left.
        let isAsked = try more > .zero || isLessSecured(amended, before, in: tx)
        let verdict =
            isAsked
            ? try HouseCredit.judge(amended, adding: max(.zero, more), in: tx) : .approved
        let settled = try tx.update(amended) {
            if before.status.isOpen {
                try reserve(&$0, in: tx)
            } else {
                try Stock.settle(&$0, in: tx)
            }
            if isAsked { verdict.note(on: &$0) }
            if verdict.isHeld { $0.status = .creditHold }
            try Ordering.derive(&$0)
            try Ordering.checkInvariants($0)
        }
        try Ordering.completeDelivered(settled, in: tx)
        if before.status == .creditHold, let payer = settled.invoiceParty {
            try HouseCredit.reconsider(ordersOf: payer, in: tx)
            try HouseCredit.explain(settled.id, in: tx)
        }
        return try tx.find(Orders.self, settled.id)
    }

    /// Whether less is left of the guarantee for the order's open invoices.
    private static func isLessSecured(
        _ after: Record<Orders>, _ before: Record<Orders>, in tx: Transaction
    ) throws -> Bool {
        let left = try OrderWorth(after).guaranteeLeft(of: after)
        guard left < (try OrderWorth(before).guaranteeLeft(of: before)) else { return false }
        let open = try tx.select(
            Invoices.self, where: "order_id = ? AND status = 'open'", [after.id.cell], limit: 1)
        return !open.isEmpty
    }

    private static func reserve(_ order: inout Record<Orders>, in tx: Transaction) throws {
        do {
            try Stock.reserve(&order, in: tx)
        } catch var problem as Problem {
            problem.faults = problem.faults.map { $0.under("/changes") }
            throw problem
        }
    }

    private static func keep(
        _ before: Record<Orders>, _ after: Record<Orders>, _ reason: String?, in tx: Transaction
    ) throws -> ID<OrderAmendments> {
        var amendment = Record<OrderAmendments>()
        amendment.order = after.id
        amendment.revision = after.revision
        amendment.reason = reason
        amendment.currency = after.currency
        amendment.grossBefore = before.grossAmount
        amendment.grossAfter = after.grossAmount
        amendment.changes = after.row.difference(from: before.row)
        return try tx.create(amendment).id
    }
}

/// The changes of an amendment as the body says them.
struct AmendedOrder {
    /// Changes a row and returns what is wrong with the changes.
    let apply: (inout Row) throws -> [Fault]
}

/// Changes a confirmed order: its next revision, with the difference kept and shown.
struct AmendOrder: Action {
    static let route = Route(
        .post, "/v1/orders/{id}/amend", "Amend one confirmed order", on: Orders.table,
        right: "amend",
        returns: .extended(Orders.table, [("amendment", .optional(.any))]))

    let changes = Field.object("changes")
        .about("Fields of the order as in PATCH: lines are the new whole, those with id stay.")
    let reason = Field.text("reason", max: 500).optional

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Orders.self)
        let amendment = try Amending.amend(
            id, AmendedOrder { row in try call.apply(\.changes, to: &row) }, reason: call.reason,
            in: call.tx)
        let kept = try call.tx.find(OrderAmendments.self, amendment)
        let digits = kept.currency
        return Answer.record(id).with(
            "amendment",
            .object([
                ("id", .id(amendment.rawValue)), ("revision", .integer(kept.revision)),
                ("gross_amount_before", digits.map { .money(kept.grossBefore, $0) } ?? .null),
                ("gross_amount_after", digits.map { .money(kept.grossAfter, $0) } ?? .null),
                ("changes", .encoded(Array(kept.changes.utf8))),
            ]))
    }
}
