import Schema
import Store

/// The contract prices that concern one document.
struct HeldContracts {
    private struct Offer {
        let id: RecordID
        let minQuantity: Decimal
        let maxQuantity: Decimal?
        let unitPrice: Decimal
    }

    /// By holder and product.
    private var offers: [RecordID: [RecordID: [Offer]]] = [:]
    private let holders: [RecordID]

    /// Reads, with one statement, what a party, those above it, and its group have agreed on products.
    init(
        _ profile: PartyProfile, _ products: [RecordID], _ currency: Currency, on day: Day,
        in tx: Transaction
    ) throws {
        holders = profile.above + (profile.group.map { [$0] } ?? [])
        guard !holders.isEmpty, !products.isEmpty else { return }
        let (ofProducts, productCells) = IDList.condition("product_id", products)
        let rest =
            "currency = ? AND deleted_at IS NULL AND (valid_from IS NULL OR valid_from <= ?) "
            + "AND (valid_until IS NULL OR valid_until >= ?)"
        let columns = "id, product_id, min_quantity, max_quantity, unit_price"
        let restCells: [Cell] = [currency.cell, day.cell, day.cell]
        let (ofParties, partyCells) = IDList.condition("party_id", profile.above)
        var sql =
            "SELECT party_id, \(columns) FROM contract_prices WHERE \(ofParties) AND \(ofProducts) AND \(rest)"
        var cells = partyCells + productCells + restCells
        if let group = profile.group {
            sql +=
                " UNION ALL SELECT group_id, \(columns) FROM contract_prices WHERE group_id = ? AND "
                + "\(ofProducts) AND \(rest)"
            cells += [group.cell] + productCells + restCells
        }
        try tx.query(text: sql, cells) { row in
            let offer = Offer(
                id: RecordID(row.uuid(1)), minQuantity: Decimal(millionths: row.integer(3)),
                maxQuantity: row.isNull(4) ? nil : Decimal(millionths: row.integer(4)),
                unitPrice: Decimal(millionths: row.integer(5)))
            offers[RecordID(row.uuid(0)), default: [:]][RecordID(row.uuid(2)), default: []].append(
                offer)
        }
    }

    /// The price of the nearest holder whose contract covers the quantity.
    func best(for product: RecordID, _ quantity: Decimal) -> (
        id: RecordID, price: Decimal, rank: Int
    )? {
        for (rank, holder) in holders.enumerated() {
            let covering = (offers[holder]?[product] ?? []).filter {
                $0.minQuantity <= quantity && ($0.maxQuantity.map { quantity <= $0 } ?? true)
            }
            if let best = covering.max(by: { $0.minQuantity < $1.minQuantity }) {
                return (best.id, best.unitPrice, rank)
            }
        }
        return nil
    }
}
