import API
import Schema
import Store

// Exposure is summed when it is asked for, from the rows that are the truth: open invoices, orders
// with an exposure_amount, payments with something left. Each sum is one range of an index. A total
// kept beside them was rejected: it would have to follow every void, amendment and return, and a
// wrong one would let orders pass unseen.
//
// The check is free of races because there is one writer: an order is judged and confirmed in one
// transaction, and the next one finds it in the sum.

enum HouseCredit {
    // MARK: Accounts

    /// The account that a party is in; one lookup in an index where there is none.
    static func accountID(of party: ID<Parties>, in tx: Transaction) throws -> RecordID? {
        try tx.first(CreditStatements.account, [party.cell, party.cell]) { RecordID($0.uuid(0)) }
    }

    /// The account that a party is a member of, not its holder.
    static func membership(of party: ID<Parties>, in tx: Transaction) throws -> RecordID? {
        try tx.first(CreditStatements.membership, [party.cell]) { RecordID($0.uuid(0)) }
    }

    static func termsDays(of party: ID<Parties>, in tx: Transaction) throws -> Int64? {
        guard let id = try accountID(of: party, in: tx) else { return nil }
        return try tx.find(CreditAccounts.self, ID(id)).termsDays
    }

    // MARK: Orders

    /// Whether an order may bind so much more; throws `credit_refused` when it may not.
    static func judge(
        _ order: Record<Orders>, adding amount: Money, in tx: Transaction
    ) throws -> CreditVerdict {
        guard let payer = order.invoiceParty, let currency = order.currency,
            let id = try accountID(of: payer, in: tx)
        else { return .approved }
        let day = Ordering.today(tx)
        let standing = try standing(of: ID(id), on: day, in: tx)
        let verdict = try verdict(amount, in: currency, standing, on: day, tx)
        guard verdict.outcome == .denied else { return verdict }
        throw refusal(verdict, currency)
    }

    /// Judges an amount by the day's rate, where it is not in the account's currency; so is the shortfall.
    static func verdict(
        _ amount: Money, in currency: Currency, _ standing: CreditStanding, on day: Day,
        _ tx: Transaction
    ) throws -> CreditVerdict {
        let rates = CreditRates(day: day)
        let own = standing.currency
        let asked = try rates.converted(amount, from: currency, to: own, in: tx)
        var verdict = try CreditVerdict.judge(asked, standing, on: day)
        verdict.shortfall = try verdict.shortfall.map {
            try rates.converted($0, from: own, to: currency, in: tx)
        }
        return verdict
    }

    /// Whether goods of a confirmed order may leave; throws `credit_refused` also where the account
    /// says hold, because nothing is to be shipped then until somebody releases it.
    static func checkShipping(_ order: Record<Orders>, in tx: Transaction) throws {
        guard let payer = order.invoiceParty, let currency = order.currency,
            let id = try accountID(of: payer, in: tx)
        else { return }
        let day = Ordering.today(tx)
        if let until = order.releasedUntil, until >= day { return }
        let standing = try standing(of: ID(id), on: day, in: tx)
        let verdict = try CreditVerdict.judge(.zero, standing, on: day)
        guard verdict.outcome != .approved else { return }
        throw refusal(verdict, currency)
    }

    static func refusal(_ verdict: CreditVerdict, _ currency: Currency) -> Problem {
        var extras: [(name: String, value: Value)] = [("reasons", reasons(of: verdict))]
        if let shortfall = verdict.shortfall {
            extras.append(("shortfall_amount", .money(shortfall, currency)))
        }
        let sentences = verdict.reasons.map(\.sentence).joined(separator: " ")
        return Problem(.creditRefused, sentences, extras: extras)
    }

    static func reasons(of verdict: CreditVerdict) -> Value {
        .array(
            verdict.reasons.map { reason in
                .object([("code", .text(reason.rawValue)), ("message", .text(reason.sentence))])
            })
    }

    // MARK: Standing

    static func standing(
        of id: ID<CreditAccounts>, on day: Day, in tx: Transaction
    ) throws -> CreditStanding {
        let account = try tx.find(CreditAccounts.self, id)
        let currency = account.currency ?? tx.settings.currency
        var standing = CreditStanding(currency: currency, limit: account.limitAmount)
        standing.policy = account.policy
        standing.isActive = account.status == .active
        standing.validUntil = account.validUntil
        standing.overdueDaysBlock = account.overdueDays
        standing.lateDaysBlock = account.lateDays
        standing.guaranteed = try Money.sum(
            account.guarantees.filter {
                Validity(from: $0.validFrom, until: $0.validUntil).contains(day)
            }.map(\.guaranteedAmount))
        let parties = parties(of: account)
        standing.exposure = try exposure(of: parties, in: currency, on: day, tx)
        standing.history = try history(of: parties, in: currency, on: day, tx)
        return standing
    }

    static func parties(of account: Record<CreditAccounts>) -> [Cell] {
        [account.party.cell] + account.members.map(\.party.cell)
    }

    static func marks(_ parties: [Cell]) -> String {
        Array(repeating: "?", count: parties.count).joined(separator: ", ")
    }

    /// Two halves of a sum, because the engine's own sum ends at 2^63.
    private static func sum(_ column: String) -> String {
        "coalesce(sum(\(column) / 1000000), 0), coalesce(sum(\(column) % 1000000), 0)"
    }

    private static func total(_ row: Statement, _ column: Int) throws -> Money {
        let high = Int128(row.integer(column)) * 1_000_000
        let wide = high + Int128(row.integer(column + 1))
        guard let amount = Int64(exactly: wide), Money(tenThousandths: amount).isInRange else {
            throw AmountOverflow()
        }
        return Money(tenThousandths: amount)
    }

    private static func exposure(
        of parties: [Cell], in currency: Currency, on day: Day, _ tx: Transaction
    ) throws -> CreditExposure {
        var exposure = CreditExposure()
        let list = marks(parties)
        let rates = CreditRates(day: day)
        func sum(_ column: String, _ table: String, _ condition: String) throws -> Money {
            var amounts: [(currency: Currency, amount: Money)] = []
            try tx.query(
                text: """
                    SELECT currency, \(Self.sum(column)) FROM \(table)
                    WHERE \(condition) AND deleted_at IS NULL GROUP BY currency
                    """, parties
            ) { amounts.append((Currency(cell: $0.cell(0)), try total($0, 1))) }
            return try Money.sum(
                amounts.map {
                    try rates.converted($0.amount, from: $0.currency, to: currency, in: tx)
                })
        }
        let secured = try Money.sum(
            guaranteed(parties, tx).map {
                try rates.converted($0.amount, from: $0.currency, to: currency, in: tx)
            })
        exposure.openInvoices = try sum(
            "open_amount", "invoices", "credit_party_id IN (\(list)) AND status = 'open'"
        ).minus(secured)
        exposure.openOrders = try sum(
            "exposure_amount", "orders",
            "invoice_party_id IN (\(list)) AND exposure_amount <> 0")
        exposure.credits = try sum(
            "unapplied_amount", "payments", "party_id IN (\(list)) AND unapplied_amount > 0")
        return exposure
    }

    /// What guarantors answer for of open invoices, order by order.
    private static func guaranteed(
        _ parties: [Cell], _ tx: Transaction
    ) throws -> [(currency: Currency, amount: Money)] {
        var open: [ID<Orders>: (currency: Currency, amount: Money)] = [:]
        try tx.query(
            text: """
                SELECT i.order_id, i.currency, \(sum("i.open_amount"))
                FROM invoices i JOIN orders o ON o.id = i.order_id
                WHERE i.credit_party_id IN (\(marks(parties))) AND i.status = 'open'
                    AND i.deleted_at IS NULL AND o.guaranteed_amount > 0
                    AND o.invoice_party_id IN (\(marks(parties)))
                GROUP BY i.order_id
                """, parties + parties
        ) { row in
            open[ID(RecordID(row.uuid(0)))] = (Currency(cell: row.cell(1)), try total(row, 2))
        }
        guard !open.isEmpty else { return [] }
        let orders = open.keys.map(\.cell)
        return try tx.select(
            Orders.self, where: "id IN (\(marks(orders)))", orders, limit: orders.count
        )
        .compactMap { order in
            guard let (currency, amount) = open[order.id] else { return nil }
            return (currency, min(amount, try OrderWorth(order).guaranteeLeft(of: order)))
        }
    }

    /// What an order's returns give back is not asked for any more, whichever of its invoices are open.
    private static func history(
        of parties: [Cell], in currency: Currency, on day: Day, _ tx: Transaction
    ) throws -> PaymentHistory {
        var history = PaymentHistory()
        let list = marks(parties)
        var overdue: [(currency: Currency, amount: Money)] = []
        try tx.query(
            text: """
                SELECT currency, \(sum("late")), min(next_due_on) FROM (
                    SELECT i.currency, min(i.next_due_on) AS next_due_on, sum((
                        SELECT sum(amount) FROM invoice_installments
                        WHERE parent_id = i.id AND due_on < ?
                    ) - i.paid_amount) - coalesce(max(0, o.credited_amount - o.refunded_amount), 0) AS late
                    FROM invoices i
                    LEFT JOIN orders o ON o.id = i.order_id AND o.invoice_party_id IN (\(list))
                    WHERE i.credit_party_id IN (\(list)) AND i.status = 'open' AND i.next_due_on < ?
                        AND i.deleted_at IS NULL
                    GROUP BY coalesce(i.order_id, i.id)
                ) WHERE late > 0 GROUP BY currency
                """, [day.cell] + parties + parties + [day.cell]
        ) { row in
            overdue.append((Currency(cell: row.cell(0)), try total(row, 1)))
            let days = Int64(day.daysSince1970) - row.integer(3)
            history.overdueDays = max(history.overdueDays, days)
        }
        let rates = CreditRates(day: day)
        history.overdue = try Money.sum(
            overdue.map {
                try rates.converted($0.amount, from: $0.currency, to: currency, in: tx)
            })
        try tx.query(
            text: """
                SELECT count(*), coalesce(sum(settled_on > due_on), 0),
                    coalesce(sum(settled_on - due_on), 0)
                FROM invoices WHERE credit_party_id IN (\(list)) AND status = 'paid'
                    AND settled_on >= ? AND deleted_at IS NULL
                """, parties + [day.adding(days: -365).cell]
        ) { row in
            history.paidInvoices = row.integer(0)
            history.paidLate = row.integer(1)
            guard history.paidInvoices > 0 else { return }
            history.averageDaysLate = row.integer(2) / history.paidInvoices
        }
        return history
    }
}

private enum CreditStatements {
    static let membership = SQL(
        """
        SELECT a.id FROM credit_members m JOIN credit_accounts a ON a.id = m.parent_id
        WHERE m.party_id = ? AND a.deleted_at IS NULL LIMIT 1
        """)
    static let account = SQL(
        """
        SELECT id FROM credit_accounts WHERE party_id = ? AND deleted_at IS NULL
        UNION ALL
        SELECT a.id FROM credit_members m JOIN credit_accounts a ON a.id = m.parent_id
        WHERE m.party_id = ? AND a.deleted_at IS NULL
        LIMIT 1
        """)
}
