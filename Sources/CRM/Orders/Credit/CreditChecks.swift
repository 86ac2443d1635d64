import API
import Schema
import Store

/// Answers at the point of service whether a party may buy for so much on account.
///
/// Nothing is stored and nothing reserved; all of it is one read.
struct CheckCredit: Action {
    static let route = Route(
        .post, "/v1/credit-checks", "Check whether credit covers an amount",
        on: CreditAccounts.table, right: "read", returns: answer, isReading: true)

    let party = Field.reference("party_id", to: Parties.self)
    let amount = Field.money("amount")
    let currency = Field.currency().optional.about("The installation's when it is left out.")

    private static let answer = Shape.object([
        ("outcome", .scalar(.choice(["approved", "held", "denied"]))),
        (
            "reasons",
            .array(
                .object([("code", .scalar(.text(max: 40))), ("message", .scalar(.text(max: 200)))]))
        ),
        ("shortfall_amount", .optional(.scalar(.money))),
        ("standing", .optional(.object(StandingAnswer.shape))),
    ])

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let tx = call.tx
        let currency = call.currency ?? tx.settings.currency
        if let fault = currency.fault(of: call.amount, at: "/amount") {
            throw Problem.invalid([fault])
        }
        guard let id = try HouseCredit.accountID(of: call.party, in: tx) else {
            let none = CreditVerdict(outcome: .denied, reasons: [.noAccount])
            return .value(.object(members(none, currency) + [("standing", .null)]))
        }
        let day = Ordering.today(tx)
        let standing = try HouseCredit.standing(of: ID(id), on: day, in: tx)
        let verdict = try HouseCredit.verdict(call.amount, in: currency, standing, on: day, tx)
        return .value(
            .object(
                members(verdict, currency)
                    + [("standing", .object(try StandingAnswer.members(standing, ID(id))))]))
    }

    private func members(
        _ verdict: CreditVerdict, _ currency: Currency
    ) -> [(String, Value)] {
        [
            ("outcome", .text(verdict.outcome.rawValue)),
            ("reasons", HouseCredit.reasons(of: verdict)),
            ("shortfall_amount", verdict.shortfall.map { .money($0, currency) } ?? .null),
        ]
    }
}

/// What an account owes and has now.
struct ReadExposure: Action {
    static let route = Route(
        .get, "/v1/credit-accounts/{id}/exposure", "Read what one credit account owes",
        on: CreditAccounts.table, right: "read", returns: .object(StandingAnswer.shape))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(CreditAccounts.self)
        let standing = try HouseCredit.standing(
            of: id, on: Ordering.today(call.tx), in: call.tx)
        return .value(.object(try StandingAnswer.members(standing, id)))
    }
}

/// A standing as JSON.
private enum StandingAnswer {
    static let shape: [(name: String, shape: Shape)] = [
        ("credit_account_id", .scalar(.id)), ("currency", .scalar(.currency)),
        ("limit_amount", .scalar(.money)), ("guaranteed_amount", .scalar(.money)),
        ("open_invoices_amount", .scalar(.money)), ("open_orders_amount", .scalar(.money)),
        ("unapplied_credits_amount", .scalar(.money)), ("exposure_amount", .scalar(.money)),
        ("available_amount", .scalar(.money)), ("overdue_amount", .scalar(.money)),
        ("overdue_days", .scalar(.integer(min: 0, max: .max))),
        ("paid_invoices", .scalar(.integer(min: 0, max: .max))),
        ("paid_late", .scalar(.integer(min: 0, max: .max))),
        ("average_days_late", .scalar(.integer(min: .min, max: .max))),
    ]

    static func members(
        _ standing: CreditStanding, _ id: ID<CreditAccounts>
    ) throws -> [(String, Value)] {
        func money(_ amount: Money) -> Value { .money(amount, standing.currency) }
        let exposure = standing.exposure
        let history = standing.history
        return [
            ("credit_account_id", .id(id.rawValue)), ("currency", .text(standing.currency.text)),
            ("limit_amount", money(standing.limit)),
            ("guaranteed_amount", money(standing.guaranteed)),
            ("open_invoices_amount", money(exposure.openInvoices)),
            ("open_orders_amount", money(exposure.openOrders)),
            ("unapplied_credits_amount", money(exposure.credits)),
            ("exposure_amount", money(try exposure.total())),
            ("available_amount", money(try standing.available())),
            ("overdue_amount", money(history.overdue)),
            ("overdue_days", .integer(history.overdueDays)),
            ("paid_invoices", .integer(history.paidInvoices)),
            ("paid_late", .integer(history.paidLate)),
            ("average_days_late", .integer(history.averageDaysLate)),
        ]
    }
}
