import Schema
import Store

// Which of two rules wins must never be luck. Rules are tried by priority, and by how specific they are: a product before
// the nearest category, a category before a brand, a brand before everything. Two that are equal in both and could apply
// to the same line are refused when the second is saved. A category nearer to the product wins over one above it, so only
// rules of the same category are equal.

extension PricingRules {
    /// A rule of the same priority and specificity that could win in the place of this one; nil when there is none.
    static func rival(of rule: Record<Self>, in tx: Transaction) throws -> Record<Self>? {
        let others = try tx.select(
            PricingRules.self,
            where: """
                is_active = 1 AND priority = ? AND product_id IS ? AND category_id IS ? AND brand IS ?
                AND requires_coupon = ? AND id IS NOT ?
                """,
            [
                rule.priority.cell, rule.product.cell, rule.category.cell, rule.brand.cell,
                rule.requiresCoupon.cell, rule.row.cells[CommonFields.id],
            ], limit: 100_000)
        return others.first { couldBothWin(rule, $0) }
    }

    /// Whether some line could meet the conditions of both, and it would matter which comes first.
    private static func couldBothWin(_ one: Record<Self>, _ other: Record<Self>) -> Bool {
        // Percentages that are taken together give the same in either order.
        if one.isStackable, other.isStackable, one.action == .percentOff,
            other.action == .percentOff
        {
            return false
        }
        func differ<Value: Equatable>(_ left: Value?, _ right: Value?) -> Bool {
            guard let left, let right else { return false }
            return left != right
        }
        if differ(one.party, other.party) || differ(one.group, other.group) { return false }
        if differ(one.country, other.country) || differ(one.channel, other.channel) { return false }
        if differ(one.campaign, other.campaign) || differ(one.currency, other.currency) {
            return false
        }
        func meet<Value: Comparable>(
            _ from: Value, _ until: Value?, _ otherFrom: Value, _ otherUntil: Value?
        ) -> Bool {
            (until.map { otherFrom <= $0 } ?? true) && (otherUntil.map { from <= $0 } ?? true)
        }
        return meet(one.minQuantity, one.maxQuantity, other.minQuantity, other.maxQuantity)
            && meet(
                one.minAmount ?? .zero, one.maxAmount, other.minAmount ?? .zero, other.maxAmount)
            && meet(
                one.validFrom ?? .first, one.validUntil, other.validFrom ?? .first, other.validUntil
            )
    }
}
