import API
import Schema
import Store

// What leaves and comes back changes the stock levels that were counted before.

/// What a fulfillment took of one stock level, for the reference.
struct TakenStockForm {
    let level = Field.reference("stock_level_id", to: StockLevels.self)
    let quantity = Field.quantity("quantity")

    static let form = TakenStockForm()
}

extension Stock {
    /// Takes what is sent off the stock levels; returns how much of each.
    static func take(
        _ fulfillment: Record<Fulfillments>, of order: Record<Orders>, in tx: Transaction
    ) throws -> Objects {
        let sent = fulfillment.lines.flatMap { line in
            contents(of: line.orderLine, line.quantity ?? .zero, in: order)
        }
        let known = try tracked(sent.lazy.map { $0.product }, in: tx)
        try checkPlace(fulfillment.location, of: known.keys, in: tx)
        var taken: [Value] = []
        for (product, quantity) in sent where known[product] != nil {
            var rest = quantity
            for level in try levels(of: product, fulfillment.location, in: tx) where rest > .zero {
                guard (level.countedAt ?? tx.now) <= (fulfillment.shippedAt ?? tx.now) else {
                    continue
                }
                let part = min(rest, level.onHandQuantity)
                guard part > .zero else { continue }
                rest = rest.subtracting(part)
                taken.append(
                    .object([
                        ("stock_level_id", .id(level.id.rawValue)), ("quantity", .decimal(part)),
                    ]))
                try tx.update(level) { $0.onHandQuantity = $0.onHandQuantity.subtracting(part) }
            }
        }
        return Objects(taken)
    }

    /// Throws `validation_failed` where a tracked product has no stock level at the place that a return names.
    static func checkPlace(
        of record: Record<Returns>, _ order: Record<Orders>, in tx: Transaction
    ) throws {
        let goods = record.lines.flatMap { contents(of: $0.orderLine, .one, in: order) }
        let known = try tracked(goods.lazy.map { $0.product }, in: tx)
        try checkPlace(record.location, of: known.keys, in: tx)
    }

    /// Throws `validation_failed` where a tracked product has no stock level at the place that it is moved from or to.
    private static func checkPlace(
        _ location: String?, of products: some Sequence<ID<Products>>, in tx: Transaction
    ) throws {
        guard let location else { return }
        for product in products.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard try levels(of: product, location, in: tx).isEmpty else { continue }
            let sku = try tx.find(Products.self, product).sku
            throw Problem.invalid(
                "/location", .notFound, "\(sku) has no stock level of that name.")
        }
    }

    /// Puts back what was taken and not sent after all; a later count knows of it already.
    static func giveBack(_ fulfillment: Record<Fulfillments>, in tx: Transaction) throws {
        let form = TakenStockForm.form
        for cells in fulfillment.stockTaken.cells(of: [form.level.spec, form.quantity.spec]) {
            guard case .integer(let quantity) = cells[1],
                let level = try tx.select(StockLevels.self, where: "id = ?", [cells[0]]).first
            else { continue }
            try add(Decimal(millionths: quantity), to: level, asOf: fulfillment.shippedAt, in: tx)
        }
    }

    /// Puts returned goods back where they came in.
    static func putBack(_ record: Record<Returns>, in tx: Transaction) throws {
        let restocked = record.lines.filter { $0.disposition == .restock }
        guard !restocked.isEmpty else { return }
        let order = try tx.find(Orders.self, record.order)
        let goods = restocked.flatMap {
            contents(of: $0.orderLine, $0.receivedQuantity, in: order)
        }
        let known = try tracked(goods.lazy.map { $0.product }, in: tx)
        try checkPlace(record.location, of: known.keys, in: tx)
        for (product, quantity) in goods where known[product] != nil && quantity > .zero {
            guard let level = try levels(of: product, record.location, in: tx).first else {
                continue
            }
            try add(quantity, to: level, asOf: record.receivedAt, in: tx)
        }
    }

    private static func contents(
        of line: ID<OrderLines>?, _ quantity: Decimal, in order: Record<Orders>
    ) -> [(product: ID<Products>, quantity: Decimal)] {
        order.lines.first { $0.id == line }?.contents(of: quantity) ?? []
    }

    private static func add(
        _ quantity: Decimal, to level: Record<StockLevels>, asOf instant: Instant?,
        in tx: Transaction
    ) throws {
        guard (level.countedAt ?? tx.now) <= (instant ?? tx.now) else { return }
        try tx.update(level) { $0.onHandQuantity = $0.onHandQuantity.adding(quantity) }
    }

    private static func levels(
        of product: ID<Products>, _ location: String?, in tx: Transaction
    ) throws -> [Record<StockLevels>] {
        guard let location else {
            return try tx.select(
                StockLevels.self, where: "product_id = ? ORDER BY location", [product.cell],
                limit: 100)
        }
        return try tx.select(
            StockLevels.self, where: "product_id = ? AND location = ?",
            [product.cell, .text(location)])
    }
}
