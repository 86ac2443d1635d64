// How quotes fare that were sent in a period.
//
// The quotes are those whose sent_at lies in the period on the caller's clock, found through its index; deleted ones and
// those outside the caller's sight do not count. A quote is decided when it was accepted, declined or has expired; the
// acceptance rate is of those, because what is still open or was replaced by a revision has not failed. Discount leakage
// is what discounts, of lines and of the document, take off the price before them. Lines that are only offered are left out.
//
// Amounts are never converted: each currency has its own figures. SQL adds up in two parts, above and below a million, so
// that no sum leaves 64 bits; they are put together in 128.

import Schema
import Store

struct QuoteAnalytics {
    enum Grouping: String, Word { case owner, product, month }

    struct Question {
        var period: ForecastPeriod
        var grouping: Grouping
        var currency: Currency
        var zone: TimeZone
        /// Conditions on `quotes q`, with their values.
        var conditions: [(column: String, cell: Cell)] = []
        var product: ID<Products>?
    }

    struct Figures {
        var sent: Int64 = 0
        var accepted: Int64 = 0
        var declined: Int64 = 0
        var expired: Int64 = 0
        var open: Int64 = 0
        var secondsToAccept: Int64 = 0
        var gross: Int128 = 0
        var discount: Int128 = 0
        var acceptedNet: Int128 = 0

        static func + (left: Figures, right: Figures) -> Figures {
            Figures(
                sent: left.sent + right.sent, accepted: left.accepted + right.accepted,
                declined: left.declined + right.declined, expired: left.expired + right.expired,
                open: left.open + right.open,
                secondsToAccept: left.secondsToAccept + right.secondsToAccept,
                gross: left.gross + right.gross, discount: left.discount + right.discount,
                acceptedNet: left.acceptedNet + right.acceptedNet)
        }
    }

    struct Group {
        let key: Value
        let name: String?
        var figures: Figures
    }

    let question: Question
    private(set) var groups: [Currency: [Group]] = [:]
    /// Of quotes, each counted once whatever it is grouped by.
    private(set) var totals: [Currency: Figures] = [:]

    /// Groups that an answer has at most, the largest first.
    static let mostGroups = 1_000

    /// Reads the quotes that the caller may see.
    init(_ question: Question, in tx: Transaction) throws {
        self.question = question
        guard let sight = tx.access.sight("read", on: Quotes.name) else {
            throw Problem(.forbidden, "Your role may not read quotes.")
        }
        var condition = "q.deleted_at IS NULL AND q.sent_at >= ? AND q.sent_at < ?"
        let (from, until) = question.period.instants(in: question.zone)
        var cells = [from.cell, until.cell]
        if let clause = SightClause(Quotes.table, sight, tx.access, alias: "q.") {
            condition += " AND " + clause.sql
            cells += clause.cells
        }
        for (column, cell) in question.conditions {
            condition += " AND q.\(column) = ?"
            cells.append(cell)
        }
        if let product = question.product {
            condition += """
                 AND EXISTS (SELECT 1 FROM quote_lines p WHERE p.parent_id = q.id AND p.product_id = ?
                    AND p.is_optional = 0)
                """
            cells.append(product.cell)
        }
        try tx.query(text: Self.total(condition), cells) { row in
            totals[Currency(cell: row.cell(0))] = Self.figures(row, from: 1)
        }
        if question.grouping == .month {
            try readMonths(condition, cells, tx)
        } else {
            try readGroups(condition, cells, tx)
        }
    }

    // MARK: Statements

    /// A sum in two parts, above and below a million.
    private static func parts(_ sum: String, _ name: String) -> String {
        "SUM((\(sum)) / 1000000) AS \(name)_high, SUM((\(sum)) % 1000000) AS \(name)_low"
    }

    /// A line's own discount without the tax that it contains where prices contain it: half a ten-thousandth up, in whole
    /// numbers that stay within 64 bits because what is left of the division is smaller than the divisor.
    private static let netDiscount: String = {
        let divisor = "(100000000 + COALESCE(l.tax_rate_percent, 0))"
        let rest = "(l.discount_amount % \(divisor))"
        return """
            CASE WHEN q.prices_include_tax = 1 AND l.discount_amount <> 0
                THEN l.discount_amount / \(divisor) * 100000000
                    + (\(rest) * 100000000 + \(divisor) / 2) / \(divisor)
                ELSE l.discount_amount END
            """
    }()

    /// One row for each quote, or for each quote and product: what its lines would cost without any discount, all
    /// discounts, and what is left, without freight.
    private static func quotes(_ grouping: Grouping?, _ condition: String) -> String {
        let key =
            switch grouping {
            case .product: "l.product_id"
            case .owner: "q.owner_id"
            case .month, nil: "NULL"
            }
        return """
            SELECT q.currency, q.status, q.sent_at, q.accepted_at, \(key) AS key,
                \(parts("l.net_amount + \(netDiscount)", "gross")),
                \(parts("\(netDiscount) + l.allocated_discount_amount", "discount")),
                \(parts("l.net_amount - l.allocated_discount_amount", "net"))
            FROM quotes q LEFT JOIN quote_lines l ON l.parent_id = q.id AND l.is_optional = 0 WHERE \(condition)
            GROUP BY q.sent_at, q.id\(grouping == .product ? ", l.product_id" : "")
            """
    }

    private static let facts = """
        COUNT(*), SUM(a.status = 'accepted'), SUM(a.status = 'declined'),
        SUM(a.status = 'expired'), SUM(a.status = 'sent'),
        SUM(CASE WHEN a.status = 'accepted' THEN (a.accepted_at - a.sent_at) / 1000 ELSE 0 END),
        SUM(a.gross_high), SUM(a.gross_low), SUM(a.discount_high), SUM(a.discount_low),
        SUM(CASE WHEN a.status = 'accepted' THEN a.net_high ELSE 0 END),
        SUM(CASE WHEN a.status = 'accepted' THEN a.net_low ELSE 0 END)
        """

    static func total(_ condition: String) -> String {
        "SELECT a.currency, \(facts) FROM (\(quotes(nil, condition))) a GROUP BY a.currency"
    }

    static func grouped(_ grouping: Grouping, _ condition: String) -> String {
        let names = grouping == .product ? "products" : "users"
        return """
            SELECT a.currency, a.key, g.name, \(facts)
            FROM (\(quotes(grouping, condition))) a LEFT JOIN \(names) g ON g.id = a.key
            GROUP BY a.currency, a.key ORDER BY 4 DESC, 2 LIMIT \(mostGroups)
            """
    }

    private static func figures(_ row: Statement, from start: Int) -> Figures {
        func sum(_ index: Int) -> Int128 {
            Int128(row.integer(start + index)) * 1_000_000 + Int128(row.integer(start + index + 1))
        }
        return Figures(
            sent: row.integer(start), accepted: row.integer(start + 1),
            declined: row.integer(start + 2), expired: row.integer(start + 3),
            open: row.integer(start + 4), secondsToAccept: row.integer(start + 5),
            gross: sum(6), discount: sum(8), acceptedNet: sum(10))
    }

    private mutating func readGroups(
        _ condition: String, _ cells: [Cell], _ tx: Transaction
    ) throws {
        var all = cells
        var condition = condition
        if question.grouping == .product, let product = question.product {
            condition += " AND l.product_id = ?"
            all.append(product.cell)
        }
        try tx.query(text: Self.grouped(question.grouping, condition), all) { row in
            let key = row.cell(1)
            let group = Group(
                key: key.isNull ? .null : .id(RecordID(cell: key)),
                name: row.isNull(2) ? nil : row.text(2), figures: Self.figures(row, from: 3))
            groups[Currency(cell: row.cell(0)), default: []].append(group)
        }
    }

    /// Months begin and end on the caller's clock, so each is asked for by itself: twelve at most.
    private mutating func readMonths(
        _ condition: String, _ cells: [Cell], _ tx: Transaction
    ) throws {
        var first = question.period.first
        while first <= question.period.last {
            guard let month = ForecastPeriod(String(first.text.prefix(7))) else { return }
            let (from, until) = month.instants(in: question.zone)
            let within = [from.cell, until.cell] + cells.dropFirst(2)
            try tx.query(text: Self.total(condition), Array(within)) { row in
                groups[Currency(cell: row.cell(0)), default: []].append(
                    Group(
                        key: .text(month.text), name: month.text,
                        figures: Self.figures(row, from: 1)))
            }
            first = first.adding(months: 1)
        }
    }
}
