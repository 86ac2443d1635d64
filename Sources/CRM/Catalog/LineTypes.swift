import Schema
import Store

/// What a line of a document is.
package enum LineType: String, Word {
    /// Something with a price.
    case item
    case heading
    case note

    /// Asked some ten times for each line while a document is priced, and found by itself without going through all names.
    package init(cell: Cell) {
        switch cell {
        case .text("item"): self = .item
        case .text("heading"): self = .heading
        case .text("note"): self = .note
        default: preconditionFailure("\(cell) is no type of a line")
        }
    }
}

/// How often a recurring line falls due.
package enum Recurrence: String, Word { case day, week, month, quarter, year }

/// What recurs in one interval, for the reference.
struct RecurringTotalForm {
    let interval = Field.choice("interval", Recurrence.self)
    let netAmount = Field.money("net_amount")
    let taxAmount = Field.money("tax_amount")
    let grossAmount = Field.money("gross_amount")
    let termNetAmount = Field.money("term_net_amount").optional
        .about("Over the whole term; null when a line has none.")
}

/// The lines of a document that recur in the same interval.
struct RecurringTotal {
    let interval: Recurrence
    var net = Money.zero
    var tax = Money.zero
    var gross = Money.zero
    var term: Money? = .zero

    func value(_ currency: Currency) -> Value {
        .object([
            ("interval", .text(interval.rawValue)), ("net_amount", .money(net, currency)),
            ("tax_amount", .money(tax, currency)), ("gross_amount", .money(gross, currency)),
            ("term_net_amount", term.map { .money($0, currency) } ?? .null),
        ])
    }

    /// Of lines that have their amounts; those that are only offered are left out.
    static func all<Line: SalesLine>(
        _ lines: [Record<Line>]
    ) throws(AmountOverflow) -> [RecurringTotal] {
        var totals: [RecurringTotal] = []
        for line in lines {
            guard let interval = line.interval, line.type == .item, !line.isOptional else {
                continue
            }
            let index =
                totals.firstIndex { $0.interval == interval }
                ?? {
                    totals.append(RecurringTotal(interval: interval))
                    return totals.count - 1
                }()
            let net = try line.netAmount.minus(line.allocatedDiscountAmount)
            totals[index].net = try totals[index].net.plus(net)
            totals[index].tax = try totals[index].tax.plus(line.taxAmount)
            totals[index].gross = try totals[index].gross.plus(line.grossAmount)
            if let term = totals[index].term, let count = line.intervalCount {
                totals[index].term = try term.plus(try net.times(count))
            } else {
                totals[index].term = nil
            }
        }
        return totals.sorted { Self.order($0.interval) < Self.order($1.interval) }
    }

    private static func order(_ interval: Recurrence) -> Int {
        Recurrence.allCases.firstIndex(of: interval) ?? 0
    }
}
