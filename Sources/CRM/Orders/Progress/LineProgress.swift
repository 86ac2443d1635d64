import Schema

// What has become of the quantity of an order's line, and what follows from it for the order.
//
// Everything here is a function of values. The invariants hold for every stored order and are
// checked again by `trato check`:
//
//     cancelled + shipped ≤ ordered × (1 + tolerance) + replaced
//     cancelled + given up ≤ ordered
//     replaced ≤ returned ≤ delivered ≤ shipped
//     cancelled + invoiced ≤ ordered × (1 + tolerance); invoiced ≤ shipped where billing follows shipment
//     allocated ≤ ordered + replaced − cancelled − given up − shipped
//
// What was ordered stays what it was: a partial cancellation has a column of its own, so that the
// amounts of the order are those that were agreed, and a reopened order knows what it had.

/// How much of a line was ordered, and what became of it.
package struct LineProgress: Equatable, Sendable {
    package var ordered: Decimal
    package var cancelled = Decimal.zero
    package var allocated = Decimal.zero
    package var shipped = Decimal.zero
    package var delivered = Decimal.zero
    package var invoiced = Decimal.zero
    package var returned = Decimal.zero
    package var replaced = Decimal.zero
    /// Of an order that was closed short, until it is reopened.
    package var givenUp = Decimal.zero

    package init(ordered: Decimal) { self.ordered = ordered }

    /// What the customer is to get in the end.
    package var owed: Decimal { kept.adding(replaced) }
    /// What is still to be shipped; never negative.
    package var unshipped: Decimal { max(.zero, owed.subtracting(shipped)) }
    /// What was ordered, and neither called off nor given up.
    package var kept: Decimal { ordered.subtracting(cancelled).subtracting(givenUp) }
    /// What was shipped of what was ordered: replacements come for nothing.
    package var sent: Decimal { shipped.subtracting(replaced) }
    /// Nothing has happened to it yet, so it may still be taken off the order.
    package var isUntouched: Bool {
        [cancelled, shipped, invoiced, returned].allSatisfy { $0 == .zero }
    }

    /// What may still be shipped when so many percent more than ordered may be.
    package func shippable(tolerance: Decimal) -> Decimal {
        max(.zero, most(tolerance).adding(replaced).subtracting(shipped))
    }

    /// What may still be invoiced, more than ordered only if more was shipped.
    package func invoiceable(tolerance: Decimal, afterShipment: Bool) -> Decimal {
        let most = most(tolerance)
        let due = afterShipment ? min(sent, most) : most
        return max(.zero, due.subtracting(invoiced))
    }

    /// What may be shipped or invoiced of what was ordered; where a rest was given up, no more than is kept.
    private func most(_ tolerance: Decimal) -> Decimal {
        givenUp > .zero ? kept : ordered.raised(by: tolerance).subtracting(cancelled)
    }

    /// What an invoice that names no quantity takes.
    package func uninvoiced(afterShipment: Bool) -> Decimal {
        let due = afterShipment ? sent : max(kept, sent)
        return max(.zero, due.subtracting(invoiced))
    }

    /// Sentences about what cannot be.
    package func faults(tolerance: Decimal, afterShipment: Bool) -> [String] {
        var faults: [String] = []
        func hold(_ isTrue: Bool, _ rule: String) { if !isTrue { faults.append(rule) } }
        let all = [
            cancelled, allocated, shipped, delivered, invoiced, returned, replaced, givenUp,
        ]
        hold(all.allSatisfy { $0 >= .zero }, "no quantity is negative")
        let most = ordered.raised(by: tolerance)
        hold(
            cancelled.adding(shipped) <= most.adding(replaced),
            "no more is cancelled and shipped than was ordered")
        hold(kept >= .zero, "no more is cancelled and given up than was ordered")
        hold(delivered <= shipped, "no more is delivered than was shipped")
        hold(returned <= delivered, "no more is returned than was delivered")
        hold(replaced <= returned, "no more is replaced than was returned")
        hold(
            cancelled.adding(invoiced) <= most,
            "no more is cancelled and invoiced than was ordered")
        hold(!afterShipment || invoiced <= shipped, "no more is invoiced than was shipped")
        hold(allocated <= unshipped, "no more is allocated than is to be shipped")
        return faults
    }
}

extension Decimal {
    // Quantities in requests end at 10^9, so that sums of a few of them are far within the range.
    func adding(_ other: Decimal) -> Decimal { Decimal(millionths: millionths + other.millionths) }
    func subtracting(_ other: Decimal) -> Decimal {
        Decimal(millionths: millionths - other.millionths)
    }
    /// So many percent more, rounded down.
    func raised(by percent: Decimal) -> Decimal {
        let more = Int128(millionths) * Int128(percent.millionths) / 100_000_000
        return Decimal(millionths: millionths + Int64(clamping: more))
    }
}

extension Money {
    /// The part of an amount for so much of a quantity, in whole coins; all of it for all or more.
    ///
    /// The parts of consecutive stretches are differences of this, so that they sum to the amount.
    func part(for quantity: Decimal, of whole: Decimal, in currency: Currency) -> Money {
        guard whole > .zero, quantity < whole else { return quantity > .zero ? self : .zero }
        guard quantity > .zero else { return .zero }
        let product = Int128(tenThousandths) * Int128(quantity.millionths)
        let exact = product / Int128(whole.millionths)
        return Money(tenThousandths: Int64(clamping: exact)).rounded(to: currency, .halfUp)
    }
}
