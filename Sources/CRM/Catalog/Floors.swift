import API
import Schema
import Store

/// Prices that leave less than products' floors.
enum Floors {
    /// By how many percent points the worst line is below its product's floor; nil when no line that counts is.
    static func shortfall<D: SalesDocument>(
        of document: Record<D>, in tx: Transaction
    ) throws -> Decimal? {
        guard document.approvalRequired else { return nil }
        let low = document.lines.filter { $0.approvalRequired && !$0.isOptional }
        let floors = try margins(of: low.compactMap(\.product), tx)
        var worst = Decimal.zero
        for line in low {
            guard let product = line.product, let floor = floors[product],
                let unitCost = line.unitCost
            else { continue }
            let left = try line.netAmount.minus(line.allocatedDiscountAmount)
            let margin = QuoteFigures.margin(
                net: Int128(left.tenThousandths) * 100_000_000,
                cost: Int128(unitCost.millionths) * Int128(line.quantity.millionths))
            worst = max(worst, floor.subtracting(margin))
        }
        return worst
    }

    private static func margins(
        of products: [ID<Products>], _ tx: Transaction
    ) throws -> [ID<Products>: Decimal] {
        let wanted = Array(Set(products))
        guard !wanted.isEmpty else { return [:] }
        let marks = Array(repeating: "?", count: wanted.count).joined(separator: ", ")
        var margins: [ID<Products>: Decimal] = [:]
        try tx.query(
            text: """
                SELECT id, min_margin_percent FROM products
                WHERE id IN (\(marks)) AND min_margin_percent IS NOT NULL
                """, wanted.map(\.cell)
        ) { row in
            margins[ID(RecordID(row.uuid(0)))] = Decimal(millionths: row.integer(1))
        }
        return margins
    }

    /// Whether all that a document sells below a floor was agreed to in another one: of each such product no more, and
    /// for no less apiece.
    static func agreed<D: SalesDocument, Other: SalesDocument>(
        _ document: Record<D>, in other: Record<Other>
    ) -> Bool {
        guard document.currency == other.currency else { return false }
        let sold = sales(of: document)
        let agreed = sales(of: other)
        let low = document.lines.filter { $0.approvalRequired && !$0.isOptional }
        return Set(low.compactMap(\.product)).allSatisfy { product in
            guard let sale = sold[product], let known = agreed[product] else { return false }
            return sale.quantity <= known.quantity && !sale.isCheaper(than: known)
        }
    }

    /// How much of a product is sold, in millionths, and for how much after all discounts, in ten thousandths.
    private struct Sale {
        var quantity: Int128 = 0
        var net: Int128 = 0

        /// Whether a unit costs less; what is too large to say so counts as cheaper.
        func isCheaper(than other: Sale) -> Bool {
            let (mine, isMineTooLarge) = net.multipliedReportingOverflow(by: other.quantity)
            let (theirs, isTheirsTooLarge) = other.net.multipliedReportingOverflow(by: quantity)
            return isMineTooLarge || isTheirsTooLarge || mine < theirs
        }
    }

    private static func sales<D: SalesDocument>(of document: Record<D>) -> [ID<Products>: Sale] {
        var sales: [ID<Products>: Sale] = [:]
        for line in document.lines where line.type == .item && !line.isOptional {
            guard let product = line.product else { continue }
            let net = Int128(line.netAmount.tenThousandths)
            sales[product, default: Sale()].quantity += Int128(line.quantity.millionths)
            sales[product, default: Sale()].net +=
                net - Int128(line.allocatedDiscountAmount.tenThousandths)
        }
        return sales
    }
}
