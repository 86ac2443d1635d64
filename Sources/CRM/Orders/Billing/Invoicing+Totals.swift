import API
import Schema
import Store

// What all invoices have: totals, days, and what is open.
extension Invoicing {
    /// Totals as given or summed; given totals of an order's invoice are spread over its lines.
    static func fillTotals(
        _ invoice: inout Record<Invoices>, _ freightTax: Money, areGiven: Bool,
        _ currency: Currency
    ) throws {
        let freight = invoice.freightAmount ?? .zero
        var lines = invoice.lines
        var faults: [Fault] = []
        func settle(
            _ given: Money?, _ rest: Money, _ field: String,
            _ amounts: inout [Money]
        ) throws -> Money {
            let sum = try Money.sum(amounts).plus(rest)
            // Of an order's invoice without lines the freight is all.
            let isFree = lines.isEmpty && invoice.order == nil
            guard let given, given != sum, !isFree else { return given ?? sum }
            guard !areGiven, !lines.isEmpty, given >= rest else {
                faults.append(
                    Fault(
                        pointer: "/" + field, code: .conflict,
                        message: "Lines and freight add up to \(sum.text(places: currency.digits))."
                    ))
                return sum
            }
            amounts = try given.minus(rest).allocated(over: amounts, currency: currency)
            return given
        }
        var nets = lines.map { $0.netAmount ?? .zero }
        var taxes = lines.map { $0.taxAmount ?? .zero }
        let net = try settle(invoice.netAmount, freight, "net_amount", &nets)
        let tax = try settle(invoice.taxAmount, freightTax, "tax_amount", &taxes)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        for index in lines.indices {
            lines[index].netAmount = nets[index]
            lines[index].taxAmount = taxes[index]
            lines[index].grossAmount = try nets[index].plus(taxes[index])
        }
        invoice.lines = lines
        invoice.netAmount = net
        invoice.taxAmount = tax
        invoice.grossAmount = try net.plus(tax)
    }

    /// Days, and what is open.
    static func finish(_ invoice: inout Record<Invoices>, in tx: Transaction) throws {
        let issued = invoice.issuedOn ?? Ordering.today(tx)
        invoice.issuedOn = issued
        try checkDays(invoice, issued)
        let currency = invoice.currency ?? tx.settings.currency
        if invoice.installments.isEmpty {
            let schedule = try schedule(invoice, issued, currency, in: tx)
            invoice.installments = schedule.map { due, amount in
                var row = Record<InvoiceInstallments>()
                row.dueOn = due
                row.amount = amount
                return row
            }
        }
        let sum = try Money.sum(invoice.installments.map(\.amount))
        guard sum == invoice.grossAmount else {
            throw Problem.invalid(
                "/installments", .conflict,
                "The installments add up to \(sum.text(places: currency.digits)), the invoice to "
                    + "\(invoice.grossAmount.text(places: currency.digits)).")
        }
        let last = invoice.installments.map(\.dueOn).max() ?? issued
        if let given = invoice.dueOn, given != last {
            throw Problem.invalid(
                "/due_on", .conflict, "The last installment is due on \(last.text).")
        }
        invoice.dueOn = last
        let prepaid = try invoice.order.map { try Paying.prepaid($0, in: tx) } ?? .zero
        settle(&invoice, paid: min(prepaid, invoice.grossAmount), on: issued)
        try fillNumber(&invoice, in: tx)
    }

    /// Throws `validation_failed` for what is due before it is invoiced.
    private static func checkDays(_ invoice: Record<Invoices>, _ issued: Day) throws {
        var days = invoice.installments.enumerated().map {
            (pointer: "/installments/\($0.offset)/due_on", day: $0.element.dueOn)
        }
        if let due = invoice.dueOn { days.append((pointer: "/due_on", day: due)) }
        let faults = days.filter { $0.day < issued }.map {
            Fault(
                pointer: $0.pointer, code: .outOfRange,
                message: "Nothing is due before it is invoiced, on \(issued.text).")
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    /// Two invoices have one number only when at most one of them is not void: what was entered wrongly is voided, and
    /// entered anew under the number that the customer knows.
    private static func fillNumber(_ invoice: inout Record<Invoices>, in tx: Transaction) throws {
        func isTaken(_ number: String) throws -> Bool {
            try tx.first(sameNumber, [.text(number)]) { _ in true } ?? false
        }
        if let number = invoice.number {
            try Ordering.checkNumber(number)
            guard try isTaken(number) else { return }
            throw Problem.invalid("/number", .duplicate, "Another invoice has this number.")
        }
        var number: String
        // The ERP may have used numbers of our series.
        repeat { number = try tx.nextNumber("I") } while try isTaken(number)
        invoice.number = number
    }

    private static let sameNumber = SQL(
        "SELECT 1 FROM invoices WHERE number = ? AND status <> 'void' AND deleted_at IS NULL")

    private static func schedule(
        _ invoice: Record<Invoices>, _ issued: Day, _ currency: Currency, in tx: Transaction
    ) throws -> [(due: Day, amount: Money)] {
        if let due = invoice.dueOn { return [(due, invoice.grossAmount)] }
        if let terms = try invoice.paymentTerms.map({ try tx.find(PaymentTerms.self, $0) }),
            !terms.installments.isEmpty
        {
            return PaymentTerms.schedule(
                invoice.grossAmount, in: currency, from: issued,
                terms.installments.map { ($0.percent, $0.days, $0.atMonthEnd) })
        }
        let days = try invoice.party.flatMap { try HouseCredit.termsDays(of: $0, in: tx) } ?? 0
        return [(issued.adding(days: Int(days)), invoice.grossAmount)]
    }

    /// Computes what is open and due after so much was paid.
    static func settle(_ invoice: inout Record<Invoices>, paid: Money, on day: Day) {
        invoice.paidAmount = paid
        let open = Money(
            tenThousandths: invoice.grossAmount.tenThousandths - paid.tenThousandths)
        invoice.openAmount = open
        let isPaid = open == .zero
        if isPaid != (invoice.status == .paid) { invoice.status = isPaid ? .paid : .open }
        invoice.settledOn = isPaid ? day : nil
        var covered: Int64 = 0
        let rows = invoice.installments.sorted { $0.dueOn < $1.dueOn }
        invoice.nextDueOn =
            isPaid
            ? nil
            : rows.first {
                covered += $0.amount.tenThousandths
                return covered > paid.tenThousandths
            }?.dueOn
    }

    static func void(_ id: ID<Invoices>, in tx: Transaction) throws {
        let invoice = try tx.find(Invoices.self, id)
        try Invoices.check("void", on: invoice)
        guard invoice.paidAmount == .zero else {
            throw Problem(.inUse, "It was paid; void the payments first.")
        }
        try tx.update(invoice) {
            $0.status = .void
            $0.openAmount = .zero
            $0.nextDueOn = nil
            $0.settledOn = nil
        }
        if let order = invoice.order {
            try Ordering.advance(order, moves: false, in: tx) { order in
                order.invoicedAmount = try order.invoicedAmount.minus(invoice.grossAmount)
                order.freightInvoicedAmount = try order.freightInvoicedAmount.minus(
                    invoice.freightAmount ?? .zero)
                try order.change(invoice.lines) { line, billed in
                    line.invoiced = line.invoiced.subtracting(billed.quantity ?? .zero)
                }
            }
        }
        if let party = invoice.creditParty { try HouseCredit.reconsider(ordersOf: party, in: tx) }
    }
}
