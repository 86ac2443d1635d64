import API
import Schema
import Store

/// How an invoice comes to its amounts and days.
///
/// An invoice of an order takes the share of each line up to the quantity that is then invoiced,
/// less what earlier invoices took: so all invoices together are the order to the cent, whatever
/// parts it is invoiced in. What the ERP says about amounts is taken as it stands.
enum Invoicing {
    // MARK: Of an order

    static func fill(
        _ invoice: inout Record<Invoices>, from order: Record<Orders>, in tx: Transaction
    ) throws {
        try Ordering.require("invoice", of: order, isAllowed: order.isBinding)
        var faults: [Fault] = []
        if let currency = invoice.currency, currency != order.currency {
            faults.append(
                Fault(
                    pointer: "/currency", code: .conflict,
                    message: "The order is in another currency."))
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        guard invoice.isSound, let currency = order.currency else { return }
        let (tolerance, isAfterShipment) = order.bills
        // What was not shipped of an order that was closed short is given up.
        let afterShipment = isAfterShipment || order.status == .closedShort
        let freightLeft = try order.freightLeft
        try LineClaims.resolve(
            &invoice.lines, of: order,
            mayBeNone: min(invoice.freightAmount ?? freightLeft, freightLeft) > .zero,
            most: {
                $0.progress.invoiceable(tolerance: tolerance, afterShipment: afterShipment)
            },
            remaining: { $0.progress.uninvoiced(afterShipment: afterShipment) })
        invoice.currency = currency
        invoice.party = invoice.party ?? order.invoiceParty
        invoice.paymentTerms = invoice.paymentTerms ?? order.paymentTerms
        invoice.adoptOwner(of: order, in: tx)
        let earlier = try Earlier(of: order, in: tx)
        let freightTax = try fillFreight(&invoice, order, currency)
        let areGiven = try fillLines(&invoice, order, earlier, currency)
        try fillTotals(&invoice, freightTax, areGiven: areGiven, currency)
        try finish(&invoice, in: tx)
        invoice.creditParty = try HouseCredit.debtor(of: invoice, order, in: tx)
    }

    /// What earlier invoices took.
    private struct Earlier {
        var net: [RecordID: Money] = [:]
        var tax: [RecordID: Money] = [:]

        init(of order: Record<Orders>, in tx: Transaction) throws {
            try tx.query(Invoicing.earlierLines, [order.id.cell]) { row in
                let id = RecordID(row.uuid(0))
                net[id] = Money(tenThousandths: row.integer(1))
                tax[id] = Money(tenThousandths: row.integer(2))
            }
        }
    }

    private static let earlierLines = SQL(
        """
        SELECT l.order_line_id, sum(l.net_amount), sum(l.tax_amount) FROM invoices i
        JOIN invoice_lines l ON l.parent_id = i.id
        WHERE i.order_id = ? AND i.status <> 'void' AND i.deleted_at IS NULL
            AND l.order_line_id IS NOT NULL
        GROUP BY l.order_line_id
        """)

    private static func fillFreight(
        _ invoice: inout Record<Invoices>, _ order: Record<Orders>, _ currency: Currency
    ) throws -> Money {
        let left = try order.freightLeft
        let freight = invoice.freightAmount ?? left
        guard freight <= left else {
            throw Problem.invalid(
                "/freight_amount", .outOfRange,
                "\(left.text(places: currency.digits)) of the order's freight are left.")
        }
        invoice.freightAmount = freight
        guard order.freightNet != .zero else { return .zero }
        func tax(upTo amount: Money) -> Money {
            order.freightTaxAmount.part(
                for: Decimal(millionths: amount.tenThousandths),
                of: Decimal(millionths: order.freightNet.tenThousandths), in: currency)
        }
        let earlier = order.freightInvoicedAmount
        return try tax(upTo: try earlier.plus(freight)).minus(tax(upTo: earlier))
    }

    /// Whether lines came with amounts of their own.
    private static func fillLines(
        _ invoice: inout Record<Invoices>, _ order: Record<Orders>, _ earlier: Earlier,
        _ currency: Currency
    ) throws -> Bool {
        var lines = invoice.lines
        let areGiven = lines.contains { $0.netAmount != nil || $0.taxAmount != nil }
        for index in lines.indices {
            guard let own = order.lines.first(where: { $0.id == lines[index].orderLine }) else {
                continue
            }
            lines[index].description = lines[index].description ?? own.description
            let upTo = own.invoiced.adding(lines[index].quantity ?? .zero)
            func share(_ whole: Money, _ taken: Money?) throws -> Money {
                let part = whole.part(for: upTo, of: own.quantity, in: currency)
                return max(.zero, try part.minus(taken ?? .zero))
            }
            let id = own.id.rawValue
            // Whatever prices contain: what the line costs in the end, without its tax.
            let net = try own.grossAmount.minus(own.taxAmount)
            lines[index].netAmount = try lines[index].netAmount ?? share(net, earlier.net[id])
            lines[index].taxAmount =
                try lines[index].taxAmount ?? share(own.taxAmount, earlier.tax[id])
        }
        invoice.lines = lines
        return areGiven
    }

    // MARK: Of something else

    static func fill(_ invoice: inout Record<Invoices>, in tx: Transaction) throws {
        var faults: [Fault] = []
        if invoice.isSound(\.party), invoice.party == nil {
            faults.append(
                Fault(
                    pointer: "/party_id", code: .required,
                    message: "An invoice without order_id says who pays."))
        }
        for (index, line) in invoice.lines.enumerated() where invoice.isSound(\.lines) {
            if line.orderLine != nil {
                faults.append(
                    Fault(
                        pointer: "/lines/\(index)/order_line_id", code: .conflict,
                        message: "Lines of an order belong to an invoice with its order_id."))
            }
            if line.netAmount == nil {
                faults.append(
                    Fault(
                        pointer: "/lines/\(index)/net_amount", code: .required,
                        message: "net_amount is required where no order says it."))
            }
        }
        if invoice.isSound(\.lines, \.netAmount), invoice.lines.isEmpty, invoice.netAmount == nil {
            faults.append(
                Fault(
                    pointer: "/net_amount", code: .required,
                    message: "An invoice without order_id says its lines or its net_amount."))
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        guard invoice.isSound else { return }
        let currency = invoice.currency ?? tx.settings.currency
        invoice.currency = currency
        invoice.freightAmount = invoice.freightAmount ?? .zero
        var lines = invoice.lines
        for index in lines.indices {
            lines[index].quantity = lines[index].quantity ?? .one
            lines[index].taxAmount = lines[index].taxAmount ?? .zero
        }
        invoice.lines = lines
        try fillTotals(&invoice, .zero, areGiven: true, currency)
        try finish(&invoice, in: tx)
        invoice.creditParty = invoice.party
    }
}

extension Record where R == Orders {
    /// What is not invoiced of the freight; it is due as long as anything is sent.
    var freightLeft: Money {
        get throws {
            guard lines.contains(where: { $0.isOrdered && $0.progress.kept > .zero }) else {
                return .zero
            }
            return max(.zero, try self.freightNet.minus(self.freightInvoicedAmount))
        }
    }
}

extension Record {
    /// Belongs to who follows another record, unless its sender has named somebody else.
    ///
    /// Who posts what was invoiced or paid, a person or a key, is seldom who sold it.
    mutating func adoptOwner<Other>(of other: Record<Other>, in tx: Transaction) {
        guard ownerID == nil || ownerID == tx.access.userID, let owner = other.ownerID else {
            return
        }
        ownerID = owner
        teamID = other.teamID
    }
}
