import Schema

extension Record where R == Orders {
    /// The order as a document shows it: without what was called off or given up, all of it where the order is cancelled.
    ///
    /// Lines keep the shares that invoices take of them, so that the amounts are those the customer is asked for. What is
    /// gone of a line stands in its `cancelled_quantity`.
    func rest() throws -> Record<Orders> {
        guard let currency = self.currency else { return self }
        let isCancelled = self.status == .cancelled
        var rest = self
        var lines = rest.lines
        var gone = OrderTally()
        for index in lines.indices where lines[index].isOrdered {
            let own = lines[index]
            let kept = isCancelled ? .zero : own.progress.kept
            guard kept != own.quantity else { continue }
            func share(_ whole: Money) -> Money {
                whole.part(for: kept, of: own.quantity, in: currency)
            }
            lines[index].cancelled = own.quantity.subtracting(kept)
            lines[index].quantity = kept
            lines[index].netAmount = share(own.netAmount)
            lines[index].discountAmount = share(own.discountAmount)
            lines[index].taxAmount = share(own.taxAmount)
            let net = share(try own.grossAmount.minus(own.taxAmount))
            lines[index].allocatedDiscountAmount = try lines[index].netAmount.minus(net)
            lines[index].grossAmount = try net.plus(lines[index].taxAmount)
            try gone.add(own, less: lines[index])
        }
        rest.lines = lines
        // Freight is due as long as anything is sent.
        let ordered = lines.filter(\.isOrdered)
        if isCancelled || !ordered.isEmpty, !ordered.contains(where: { $0.quantity > .zero }) {
            try gone.addFreight(of: self)
            rest.freightNet = .zero
        }
        try gone.take(off: &rest)
        return rest
    }
}

/// What is gone of an order.
private struct OrderTally {
    private var linesNet = Money.zero
    private var discount = Money.zero
    private var freight = Money.zero
    private var rates: [(category: String, percent: Decimal, net: Money, tax: Money)] = []

    mutating func add(_ line: Record<OrderLines>, less rest: Record<OrderLines>) throws {
        linesNet = try linesNet.plus(line.netAmount.minus(rest.netAmount))
        discount = try discount.plus(
            line.allocatedDiscountAmount.minus(rest.allocatedDiscountAmount))
        let tax = try line.taxAmount.minus(rest.taxAmount)
        let net = try line.grossAmount.minus(rest.grossAmount).minus(tax)
        rates.append(
            (
                line.taxCategory ?? Pricing.standardCategory, line.taxRatePercent ?? .zero, net,
                tax
            ))
    }

    mutating func addFreight(of order: Record<Orders>) throws {
        freight = order.freightNet
        rates.append(
            (
                Pricing.standardCategory, order.freightTaxRatePercent ?? .zero, freight,
                order.freightTaxAmount
            ))
    }

    func take(off order: inout Record<Orders>) throws {
        guard !rates.isEmpty else { return }
        var taxes = order.taxes
        for rate in rates {
            let found = taxes.firstIndex {
                $0.taxCategory == rate.category && $0.ratePercent == rate.percent
            }
            guard let index = found else { continue }
            taxes[index].taxableAmount = try taxes[index].taxableAmount.minus(rate.net)
            taxes[index].taxAmount = try taxes[index].taxAmount.minus(rate.tax)
        }
        order.taxes = taxes.filter { $0.taxableAmount != .zero || $0.taxAmount != .zero }
        order.linesNetAmount = try order.linesNetAmount.minus(linesNet)
        order.discountNet = try order.discountNet.minus(discount)
        order.netAmount = try order.linesNetAmount.minus(order.discountNet).plus(order.freightNet)
        order.taxAmount = try Money.sum(taxes.map(\.taxAmount))
        order.grossAmount = try order.netAmount.plus(order.taxAmount)
    }
}
