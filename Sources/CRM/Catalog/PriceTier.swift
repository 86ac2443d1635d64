import Schema

/// One price of a product from a quantity upwards, for choosing.
package struct PriceTier: Sendable {
    package let minQuantity: Decimal
    package let unitPrice: Decimal

    package init(minQuantity: Decimal, unitPrice: Decimal) {
        self.minQuantity = minQuantity
        self.unitPrice = unitPrice
    }

    /// The entry with the greatest minimum that a quantity reaches; nil when it reaches none.
    package static func best(of tiers: [PriceTier], for quantity: Decimal) -> PriceTier? {
        var best: PriceTier?
        for tier in tiers where tier.minQuantity <= quantity {
            if best.map({ $0.minQuantity < tier.minQuantity }) ?? true { best = tier }
        }
        return best
    }

    /// What one unit costs when each part of the quantity has the price of its own tier; nil below the first.
    ///
    /// The mean over all units, rounded to the six decimals of a unit price: the line is quantity by that.
    package static func graduated(
        _ tiers: [PriceTier], for quantity: Decimal, rounding: Rounding
    ) throws(AmountOverflow) -> Decimal? {
        let reached = tiers.filter { $0.minQuantity < quantity }.sorted {
            $0.minQuantity < $1.minQuantity
        }
        guard let first = reached.first else { return best(of: tiers, for: quantity)?.unitPrice }
        var parts: [(quantity: Decimal, price: Decimal)] = []
        for (index, tier) in reached.enumerated() {
            // What lies below the first minimum costs what the first tier costs.
            let from = index == 0 ? .zero : tier.minQuantity
            let until = index + 1 < reached.count ? reached[index + 1].minQuantity : quantity
            parts.append((Decimal(millionths: until.millionths - from.millionths), tier.unitPrice))
        }
        return parts.count == 1 ? first.unitPrice : try Decimal.mean(of: parts, rounding: rounding)
    }
}
