import Schema

// Whether an account covers an amount, as a function of values.

/// What an account owes and has, on one day.
struct CreditStanding: Sendable {
    var currency: Currency
    var limit: Money
    var guaranteed = Money.zero
    var policy = CreditAccounts.Policy.block
    var isActive = true
    var validUntil: Day?
    var overdueDaysBlock: Int64?
    var lateDaysBlock: Int64?
    var exposure = CreditExposure()
    var history = PaymentHistory()

    /// What may still be bought; negative beyond the limit.
    func available() throws -> Money { try limit.plus(guaranteed).minus(exposure.total()) }
}

/// What a payer owes, or will.
struct CreditExposure: Sendable {
    /// Less what guarantors of their orders answer for.
    var openInvoices = Money.zero
    /// Confirmed and not invoiced.
    var openOrders = Money.zero
    /// Paid, and taken by no invoice.
    var credits = Money.zero

    func total() throws -> Money { try openInvoices.plus(openOrders).minus(credits) }
}

/// How a payer has paid.
struct PaymentHistory: Sendable {
    /// Of the last year.
    var paidInvoices: Int64 = 0
    var paidLate: Int64 = 0
    /// Whole days; negative when they pay early.
    var averageDaysLate: Int64 = 0
    var overdue = Money.zero
    /// Of the invoice that has waited longest.
    var overdueDays: Int64 = 0
}

/// What credit says about an amount.
struct CreditVerdict: Sendable {
    enum Outcome: String, Sendable { case approved, held, denied }

    enum Reason: String, Sendable, CaseIterable {
        case noAccount = "no_credit_account"
        case suspended = "account_suspended"
        case expired = "account_expired"
        case overLimit = "over_limit"
        case overdue
        case paysLate = "pays_late"

        var sentence: String {
            switch self {
            case .noAccount: "The party has no credit account."
            case .suspended: "The credit account is suspended."
            case .expired: "The credit account has expired."
            case .overLimit: "The amount exceeds what is left of the limit."
            case .overdue: "An invoice has been overdue for too long."
            case .paysLate: "Invoices of the last year were paid too late."
            }
        }
    }

    var outcome: Outcome
    var reasons: [Reason]
    var shortfall: Money?

    static let approved = CreditVerdict(outcome: .approved, reasons: [])

    var isHeld: Bool { outcome == .held }

    /// Judges an amount in the account's currency that would come on top of what is owed.
    ///
    /// `warn` approves whatever it finds and says so; a suspended account covers nothing.
    static func judge(
        _ amount: Money, _ standing: CreditStanding, on day: Day
    ) throws -> CreditVerdict {
        var reasons: [Reason] = []
        var shortfall: Money?
        if !standing.isActive { reasons.append(.suspended) }
        if let last = standing.validUntil, last < day { reasons.append(.expired) }
        let available = try standing.available()
        if amount > max(.zero, available) || available < .zero {
            reasons.append(.overLimit)
            shortfall = try amount.minus(available)
        }
        if let days = standing.overdueDaysBlock, standing.history.overdue > .zero,
            standing.history.overdueDays > days
        {
            reasons.append(.overdue)
        }
        if let days = standing.lateDaysBlock, standing.history.paidInvoices > 0,
            standing.history.averageDaysLate > days
        {
            reasons.append(.paysLate)
        }
        guard !reasons.isEmpty else { return .approved }
        return CreditVerdict(
            outcome: outcome(of: reasons, standing.policy), reasons: reasons, shortfall: shortfall)
    }

    private static func outcome(
        of reasons: [Reason], _ policy: CreditAccounts.Policy
    ) -> Outcome {
        if reasons.contains(.suspended) { return .denied }
        switch policy {
        case .block: return .denied
        case .hold: return .held
        case .warn: return .approved
        }
    }

    /// Writes onto an order why it was held, or warned about.
    func note(on order: inout Record<Orders>) {
        order.reasons = reasons.map(\.rawValue)
        order.shortfall = shortfall
    }
}
