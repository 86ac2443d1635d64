import API
import Schema
import Store

// Availability, and who has taken what.
//
// What lies somewhere is what the ERP says; what of it is free is that less the reservations of
// confirmed orders. Both are sums over rows that one indexed lookup finds, and every change runs in
// the writer's one transaction: of orders that are confirmed at the same time, each sees what those
// before it took. Products that are not tracked cost one lookup per confirmed line's product, and
// nothing where nobody confirms.

/// What a product has, in all places.
struct Availability: Equatable {
    var onHand = Decimal.zero
    var reserved = Decimal.zero
    var backordered = Decimal.zero

    /// What a new order can have; never negative, although the ERP may count less than is reserved.
    var available: Decimal { max(.zero, free) }
    /// What nobody has reserved; negative by what is reserved and not there.
    var free: Decimal { onHand.subtracting(reserved) }
}

enum Stock {
    /// Those of some products whose stock is looked at.
    static func tracked(
        _ products: some Sequence<ID<Products>>, in tx: Transaction
    ) throws -> [ID<Products>: StockPolicy] {
        let ids = Set(products).map(\.cell)
        guard !ids.isEmpty else { return [:] }
        var found: [ID<Products>: StockPolicy] = [:]
        let marks = Array(repeating: "?", count: ids.count).joined(separator: ", ")
        try tx.query(
            text: """
                SELECT id, stock_policy FROM products
                WHERE id IN (\(marks)) AND stock_policy <> 'untracked'
                """, ids
        ) { row in
            found[ID(RecordID(row.uuid(0)))] = StockPolicy(cell: row.cell(1))
        }
        return found
    }

    static func availability(
        of product: ID<Products>, in tx: Transaction
    ) throws -> Availability {
        func sum(_ statement: SQL) throws -> Decimal {
            try tx.first(statement, [product.cell]) { Decimal(millionths: $0.integer(0)) } ?? .zero
        }
        return Availability(
            onHand: try sum(StockStatements.onHand), reserved: try sum(StockStatements.reserved),
            backordered: try sum(StockStatements.backordered))
    }
}

extension Record where R == OrderLines {
    /// What so much of the line takes from stock: its product, and of a bundle what it contains.
    func contents(of quantity: Decimal) -> [(product: ID<Products>, quantity: Decimal)] {
        guard let own = self.product else { return [] }
        var found = [(product: own, quantity: quantity)]
        let form = BundlePartForm.form
        for cells in self.parts.cells(of: [form.product.spec, form.quantity.spec]) {
            guard case .integer(let total) = cells[1], !cells[0].isNull else { continue }
            let part = ID<Products>(cell: cells[0])
            let share = Decimal(millionths: total).share(for: quantity, of: self.quantity)
            if let index = found.firstIndex(where: { $0.product == part }) {
                found[index].quantity = found[index].quantity.adding(share)
            } else {
                found.append((part, share))
            }
        }
        return found
    }
}

extension Decimal {
    /// The part that belongs to so much of a quantity, rounded down; nothing of none.
    fileprivate func share(for quantity: Decimal, of whole: Decimal) -> Decimal {
        guard whole > .zero, quantity != whole else { return whole > .zero ? self : .zero }
        let product = Int128(millionths) * Int128(quantity.millionths)
        return Decimal(millionths: Int64(clamping: product / Int128(whole.millionths)))
    }
}
