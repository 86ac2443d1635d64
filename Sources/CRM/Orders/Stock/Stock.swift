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
    var available: Decimal { max(.zero, onHand.subtracting(reserved)) }
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

    // MARK: Reservations

    /// Reserves what is to be shipped of an order's tracked products, anew.
    ///
    /// Throws `insufficient_stock` for a strict product that has not enough; others are reserved as
    /// far as stock goes, and the rest is back-ordered. So are strict ones of an order that
    /// `mayWait` because it is confirmed already.
    static func reserve(
        _ order: inout Record<Orders>, mayWait: Bool = false, in tx: Transaction
    ) throws {
        var lines = order.lines
        let policies = try tracked(
            lines.compactMap { $0.progress.unshipped > .zero ? $0.product : nil }, in: tx)
        guard !policies.isEmpty || lines.contains(where: { $0.allocated > .zero }) else { return }
        try release(&order, in: tx)
        lines = order.lines
        var free: [ID<Products>: Decimal] = [:]
        for product in policies.keys {
            free[product] = try availability(of: product, in: tx).available
        }
        var faults: [Fault] = []
        for index in lines.indices {
            guard let product = lines[index].product, let policy = policies[product] else {
                continue
            }
            let needed = lines[index].progress.unshipped
            guard needed > .zero else { continue }
            let taken = min(needed, free[product] ?? .zero)
            free[product] = (free[product] ?? .zero).subtracting(taken)
            let missing = needed.subtracting(taken)
            if policy == .strict, missing > .zero, !mayWait {
                faults.append(
                    Fault(
                        pointer: "/lines/\(index)/quantity", code: .outOfRange,
                        message: "Only \(taken.text(places: 0)) are available."))
            }
            lines[index].allocated = taken
            try note(lines[index], product, taken, missing, of: order, in: tx)
        }
        guard faults.isEmpty else {
            throw Problem(
                .insufficientStock, "There is not enough stock for \(faults.count) of the lines.",
                faults: faults)
        }
        order.lines = lines
    }

    private static func note(
        _ line: Record<OrderLines>, _ product: ID<Products>, _ taken: Decimal, _ missing: Decimal,
        of order: Record<Orders>, in tx: Transaction
    ) throws {
        var row = Record<StockReservations>()
        row.order = order.id
        row.orderLine = line.id
        row.product = product
        row.reservedQuantity = taken
        row.backorderedQuantity = missing
        _ = try tx.create(row)
    }

    /// Gives back all that an order has reserved.
    static func release(_ order: inout Record<Orders>, in tx: Transaction) throws {
        let isNoted = try tx.first(StockStatements.hasReservations, [order.id.cell]) { _ in true }
        guard isNoted == true else { return }
        try tx.execute(StockStatements.dropReservations, [order.id.cell])
        var lines = order.lines
        for index in lines.indices { lines[index].allocated = .zero }
        order.lines = lines
    }

    /// Brings reservations in step after a shipment: what was sent is reserved no more.
    static func settle(_ order: inout Record<Orders>, in tx: Transaction) throws {
        let noted = try tx.select(
            StockReservations.self, where: "order_id = ?", [order.id.cell])
        guard !noted.isEmpty else { return }
        var lines = order.lines
        for row in noted {
            guard let index = lines.firstIndex(where: { $0.id == row.orderLine }) else { continue }
            let open = lines[index].progress.unshipped
            // What was back-ordered has come from somewhere, so it is satisfied last.
            let reserved = min(row.reservedQuantity, open)
            let waiting = min(row.backorderedQuantity, open.subtracting(reserved))
            lines[index].allocated = reserved
            try tx.update(row) {
                $0.reservedQuantity = reserved
                $0.backorderedQuantity = waiting
            }
        }
        order.lines = lines
    }

    /// Gives new stock to orders that wait for it, the first confirmed first.
    static func serveBackorders(of product: ID<Products>, in tx: Transaction) throws {
        var waiting: [ID<Orders>] = []
        try tx.query(StockStatements.waiting, [product.cell]) { row in
            waiting.append(ID(RecordID(row.uuid(0))))
        }
        guard !waiting.isEmpty else { return }
        var free = try availability(of: product, in: tx).available
        for id in waiting where free > .zero {
            let order = try tx.find(Orders.self, id)
            guard order.status.isOpen else { continue }
            let rows = try tx.select(
                StockReservations.self,
                where: "order_id = ? AND product_id = ? AND backordered_quantity > 0",
                [id.cell, product.cell])
            try tx.update(order, event: "order.allocated") { order in
                var lines = order.lines
                for row in rows {
                    guard let index = lines.firstIndex(where: { $0.id == row.orderLine }) else {
                        continue
                    }
                    let taken = min(free, row.backorderedQuantity)
                    free = free.subtracting(taken)
                    lines[index].allocated = lines[index].allocated.adding(taken)
                    try tx.update(row) {
                        $0.reservedQuantity = $0.reservedQuantity.adding(taken)
                        $0.backorderedQuantity = $0.backorderedQuantity.subtracting(taken)
                    }
                }
                order.lines = lines
            }
        }
    }

    // MARK: Goods

    /// Takes what was sent off the stock levels that were counted before.
    static func take(_ fulfillment: Record<Fulfillments>, in tx: Transaction) throws {
        let known = try tracked(fulfillment.lines.compactMap(\.product), in: tx)
        for line in fulfillment.lines {
            guard let product = line.product, known[product] != nil else { continue }
            var rest = line.quantity ?? .zero
            for level in try levels(of: product, fulfillment.location, in: tx) where rest > .zero {
                guard (level.countedAt ?? tx.now) <= (fulfillment.shippedAt ?? tx.now) else {
                    continue
                }
                let taken = min(rest, level.onHandQuantity)
                rest = rest.subtracting(taken)
                try tx.update(level) { $0.onHandQuantity = $0.onHandQuantity.subtracting(taken) }
            }
        }
    }

    /// Puts back what was not sent after all.
    static func giveBack(_ fulfillment: Record<Fulfillments>, in tx: Transaction) throws {
        for line in fulfillment.lines {
            guard let product = line.product else { continue }
            try add(
                line.quantity ?? .zero, of: product, at: fulfillment.location,
                asOf: fulfillment.shippedAt, in: tx)
        }
    }

    /// Puts returned goods back where they came in.
    static func putBack(_ record: Record<Returns>, in tx: Transaction) throws {
        for line in record.lines where line.disposition == .restock {
            guard let product = line.product else { continue }
            try add(
                line.receivedQuantity, of: product, at: record.location, asOf: record.receivedAt,
                in: tx)
        }
    }

    private static func add(
        _ quantity: Decimal, of product: ID<Products>, at location: String?, asOf instant: Instant?,
        in tx: Transaction
    ) throws {
        guard quantity > .zero, try !tracked([product], in: tx).isEmpty,
            let level = try levels(of: product, location, in: tx).first,
            (level.countedAt ?? tx.now) <= (instant ?? tx.now)
        else { return }
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
