import API
import Schema
import Store

/// When an invoice is due: at once, in so many days, or in parts.
package struct PaymentTerms: Resource {
    package static let name = "payment-terms"
    package static let singular = "payment_term"
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 200, [.title, .sortable, .unique])
    let description = Field.longText("description", max: 2_000).optional.about("For documents.")
    let installments = Owned("installments", PaymentTermInstallments.self, max: 60)

    package init() {}

    package static func willSave(
        _ terms: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard terms.isSound(\.installments) else { return }
        let sum = terms.installments.reduce(into: Int64(0)) { $0 += $1.percent.millionths }
        guard !terms.installments.isEmpty, sum != Decimal.hundred.millionths else { return }
        throw Problem.invalid(
            "/installments", .conflict,
            "The percentages add up to \(Decimal(millionths: sum).text(places: 0)), not to 100.")
    }

    /// The parts of an amount with their days; the parts sum to it.
    static func schedule(
        _ amount: Money, in currency: Currency, from day: Day,
        _ parts: [(percent: Decimal, days: Int64, atMonthEnd: Bool)]
    ) -> [(due: Day, amount: Money)] {
        let weights = parts.map { Money(tenThousandths: $0.percent.millionths) }
        let shares = amount.allocated(over: weights, currency: currency)
        return zip(parts, shares).map { part, share in
            var due = day.adding(days: Int(part.days))
            if part.atMonthEnd {
                due = due.adding(days: 1 - due.day).adding(months: 1).adding(days: -1)
            }
            return (due, share)
        }
    }
}

/// One part of what is to be paid.
package struct PaymentTermInstallments: Resource {
    package static let name = "payment-term-installments"
    package static let singular = "payment_term_installment"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let percent = Field.percent("percent").about("Of the gross amount; all of them are 100.")
    let days = Field.integer("due_days", 0...3_650).default(0).about("After the invoice's date.")
    let atMonthEnd = Field.boolean("at_month_end").default(false)
        .about("Put off to the last day of that month.")

    package init() {}
}
