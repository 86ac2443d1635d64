// What must hold of every stored quote and order, whatever happened to the server or the file.
//
// `trato check` reads the whole database, so documents are taken in pages along the primary key and
// dropped again; what concerns all of them at once (numbers, one order for a quote) is asked of the
// database as aggregates. A violation is a sentence that names the record; the list is cut, because
// after the first hundred the cause is the same.

import Schema
import Store

package enum Invariants {
    /// Sentences about documents whose amounts or numbers contradict themselves; at most `limit`.
    package static func violations(_ tx: Transaction, limit: Int = 100) throws -> [String] {
        var found: [String] = []
        try checkAmounts(of: Quotes.self, tx, limit, &found)
        try checkAmounts(of: Orders.self, tx, limit, &found)
        try checkProgress(tx, limit, &found)
        try checkNumbers("Q", of: Quotes.table, "number, revision", tx, &found)
        try checkNumbers("O", of: Orders.table, "number", tx, &found)
        try checkOrdersOfQuotes(tx, &found)
        return Array(found.prefix(limit))
    }

    // MARK: Amounts

    private static let page = 200

    private static func checkAmounts<D: SalesDocument>(
        of _: D.Type, _ tx: Transaction, _ limit: Int, _ found: inout [String]
    ) throws {
        var last: Int64 = 0
        var ids: [RecordID] = []
        repeat {
            ids = []
            try tx.query(
                text: """
                    SELECT pk, id FROM \(D.table.sqlName) WHERE pk > ? AND deleted_at IS NULL
                    ORDER BY pk LIMIT \(page)
                    """, [.integer(last)]
            ) { row in
                last = row.integer(0)
                ids.append(RecordID(row.uuid(1)))
            }
            for id in ids {
                let document = try tx.find(D.self, ID(id))
                let what = "\(D.singular) \(number(of: document) ?? id.text)"
                do {
                    found += try faults(of: document).map { "\(what): \($0)." }
                } catch is AmountOverflow {
                    found.append("\(what): its amounts are out of range.")
                }
            }
        } while ids.count == page && found.count < limit
    }

    private static func number<D: SalesDocument>(of document: Record<D>) -> String? {
        guard let field = D.table.field("number") else { return nil }
        return String?(cell: document.row[field])
    }

    private static func faults<D: SalesDocument>(of document: Record<D>) throws -> [String] {
        var faults: [String] = []
        func sum(_ amounts: [Money]) throws -> Money { try Money.sum(amounts) }
        func hold(_ left: Money, _ right: Money, _ rule: String) {
            guard left != right else { return }
            faults.append("\(rule): \(left.text(places: 2)) is not \(right.text(places: 2))")
        }
        let discount = document.discountAmount ?? .zero
        let lines = document.lines
        let linesNet = try sum(lines.map(\.netAmount))
        hold(linesNet, document.linesNetAmount, "line nets add up")
        hold(
            try linesNet.minus(discount).plus(document.freightAmount), document.netAmount,
            "line nets less discount plus freight are the net amount")
        if !lines.isEmpty {
            hold(
                try sum(lines.map(\.allocatedDiscountAmount)), discount,
                "the discount is allocated whole")
        }
        hold(
            try sum(document.taxes.map(\.taxAmount)), document.taxAmount, "taxes add up")
        hold(
            try sum(document.taxes.map(\.taxableAmount)), document.netAmount,
            "all of the net amount is in a tax category")
        hold(
            try document.netAmount.plus(document.taxAmount), document.grossAmount,
            "net and tax are gross")
        if try D.repriced(document) != stored(document) {
            faults.append("its amounts differ from what its lines come to")
        }
        return faults
    }

    /// What is stored, in the form of what pricing gives.
    private static func stored<D: SalesDocument>(_ document: Record<D>) -> Pricing.Result {
        var result = Pricing.Result()
        result.lines = document.lines.map { line in
            var amounts = Pricing.LineAmounts()
            amounts.net = line.netAmount
            amounts.discount = line.discountAmount
            amounts.allocatedDiscount = line.allocatedDiscountAmount
            amounts.tax = line.taxAmount
            amounts.gross = line.grossAmount
            return amounts
        }
        result.taxes = document.taxes.map { row in
            Pricing.Tax(
                category: row.taxCategory, ratePercent: row.ratePercent,
                taxable: row.taxableAmount, tax: row.taxAmount)
        }
        result.linesNet = document.linesNetAmount
        result.discount = document.discountAmount ?? .zero
        result.freight = document.freightAmount
        result.freightTax = document.freightTaxAmount
        result.net = document.netAmount
        result.tax = document.taxAmount
        result.gross = document.grossAmount
        return result
    }

    // MARK: Numbers

    /// Numbers of a series run from 1 to its counter, each once; `key` is what must be unique.
    private static func checkNumbers(
        _ prefix: String, of table: Table, _ key: String, _ tx: Transaction,
        _ found: inout [String]
    ) throws {
        try tx.query(
            text: """
                SELECT number FROM \(table.sqlName) WHERE number IS NOT NULL
                GROUP BY \(key) HAVING count(*) > 1 LIMIT 100
                """
        ) { found.append("\(table.name): the number \($0.text(0)) stands twice.") }
        // A number is its prefix, four digits of the year, and the count: Q-2026-000123.
        let start = prefix.utf8.count + 7
        try tx.query(
            text: """
                SELECT used.year, used.first, used.last, used.count, coalesce(s.last, 0) FROM (
                    SELECT CAST(substr(number, \(start - 5), 4) AS INTEGER) AS year,
                        min(CAST(substr(number, \(start)) AS INTEGER)) AS first,
                        max(CAST(substr(number, \(start)) AS INTEGER)) AS last,
                        count(DISTINCT number) AS count
                    FROM \(table.sqlName) WHERE number IS NOT NULL GROUP BY 1) used
                LEFT JOIN number_series s ON s.prefix = ? AND s.year = used.year
                WHERE used.first <> 1 OR used.last <> used.count OR used.last <> coalesce(s.last, 0)
                """, [.text(prefix)]
        ) { row in
            found.append(
                "\(table.name): \(prefix)-\(row.integer(0)) has \(row.integer(3)) numbers from "
                    + "\(row.integer(1)) to \(row.integer(2)), the counter says \(row.integer(4)).")
        }
        try tx.query(
            text: """
                SELECT year, last FROM number_series s WHERE prefix = ? AND NOT EXISTS (
                    SELECT 1 FROM \(table.sqlName)
                    WHERE number LIKE s.prefix || '-' || s.year || '-%')
                """, [.text(prefix)]
        ) { row in
            found.append(
                "\(table.name): \(prefix)-\(row.integer(0)) has no numbers, the counter says "
                    + "\(row.integer(1)).")
        }
    }

    private static func checkOrdersOfQuotes(_ tx: Transaction, _ found: inout [String]) throws {
        try tx.query(doubleOrders) { found.append("quote \($0.text(0)) has more than one order.") }
        try tx.query(lostOrders) { found.append("quote \($0.text(0)) and its order disagree.") }
    }

    private static let doubleOrders = SQL(
        """
        SELECT q.number FROM orders o JOIN quotes q ON q.id = o.quote_id
        WHERE o.deleted_at IS NULL GROUP BY q.id HAVING count(*) > 1 LIMIT 100
        """)
    private static let lostOrders = SQL(
        """
        SELECT q.number FROM quotes q LEFT JOIN orders o ON o.id = q.order_id
        WHERE q.deleted_at IS NULL
            AND (q.status = 'accepted') <> (o.quote_id IS q.id AND q.order_id IS NOT NULL)
        LIMIT 100
        """)
}
