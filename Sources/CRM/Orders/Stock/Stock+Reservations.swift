import API
import Schema
import Store

// A line has one reservation for each product that it takes from stock. It is kept as long as the order holds stock, with
// its place in the queue, whatever becomes of the line; and what one order gives back is served to those who wait before
// anybody new can have it.

extension Stock {
    /// What a line takes of one product.
    private struct Need {
        let index: Int
        let line: ID<OrderLines>
        let product: ID<Products>
        let quantity: Decimal

        func isMet(by row: Record<StockReservations>) -> Bool {
            row.orderLine == line && row.product == product
        }
    }

    /// Reserves what is to be shipped of an order's tracked products; what it has reserved of that stays.
    ///
    /// Throws `insufficient_stock` when more of a strict product is missing than before; others are reserved as far as stock
    /// goes, and the rest is back-ordered. So are strict ones of an order that `mayWait` because it is confirmed already.
    static func reserve(
        _ order: inout Record<Orders>, mayWait: Bool = false, in tx: Transaction
    ) throws {
        var needs = self.needs(of: order.lines)
        let held = try reservations(of: order.id, in: tx)
        let policies = try tracked(needs.map(\.product) + held.map(\.product), in: tx)
        guard !policies.isEmpty || !held.isEmpty else { return }
        needs.removeAll { policies[$0.product] == nil }
        var free: [ID<Products>: Decimal] = [:]
        for product in policies.keys { free[product] = try availability(of: product, in: tx).free }
        var freed: Set<ID<Products>> = []
        for row in held {
            let need = needs.first { $0.isMet(by: row) }
            let unwanted = row.reservedQuantity.subtracting(need?.quantity ?? .zero)
            if unwanted > .zero {
                freed.insert(row.product)
                free[row.product] = free[row.product]?.adding(unwanted)
            }
            if need == nil { try empty(row, of: order, tx) }
        }
        var lines = order.lines
        for index in lines.indices { lines[index].allocated = .zero }
        var faults: [Fault] = []
        for need in needs {
            let row = held.first { need.isMet(by: $0) }
            let kept = min(row?.reservedQuantity ?? .zero, need.quantity)
            let left = max(.zero, free[need.product] ?? .zero)
            let more = min(need.quantity.subtracting(kept), left)
            free[need.product] = free[need.product]?.subtracting(more)
            let taken = kept.adding(more)
            let missing = need.quantity.subtracting(taken)
            if policies[need.product] == .strict, !mayWait,
                missing > row?.backorderedQuantity ?? .zero
            {
                faults.append(try shortage(need, lines[need.index], taken, in: tx))
            }
            if lines[need.index].product == need.product { lines[need.index].allocated = taken }
            try note(need, row, taken, missing, of: order, in: tx)
        }
        guard faults.isEmpty else {
            throw Problem(
                .insufficientStock, "There is not enough stock for \(faults.count) of the lines.",
                faults: faults)
        }
        order.lines = lines
        // Nothing is left where this order waits itself.
        try serveBackorders(
            of: freed.filter { free[$0] ?? .zero > .zero }, butOf: order.id, in: tx)
    }

    private static func needs(of lines: [Record<OrderLines>]) -> [Need] {
        lines.indices.flatMap { index -> [Need] in
            let open = lines[index].progress.unshipped
            guard open > .zero else { return [] }
            return lines[index].contents(of: open).map {
                Need(
                    index: index, line: lines[index].id, product: $0.product, quantity: $0.quantity)
            }
        }
    }

    private static func shortage(
        _ need: Need, _ line: Record<OrderLines>, _ taken: Decimal, in tx: Transaction
    ) throws -> Fault {
        let isOwn = line.product == need.product
        let what = isOwn ? "" : " of \(try tx.find(Products.self, need.product).sku)"
        return Fault(
            pointer: "/lines/\(need.index)/quantity", code: .outOfRange,
            message: "Only \(taken.text(places: 0))\(what) are available.")
    }

    private static func note(
        _ need: Need, _ row: Record<StockReservations>?, _ taken: Decimal, _ missing: Decimal,
        of order: Record<Orders>, in tx: Transaction
    ) throws {
        if let row {
            try tx.update(row) {
                $0.reservedQuantity = taken
                $0.backorderedQuantity = missing
            }
            return
        }
        var row = Record<StockReservations>()
        row.order = order.id
        row.orderLine = need.line
        row.product = need.product
        row.reservedQuantity = taken
        row.backorderedQuantity = missing
        _ = try tx.create(row)
    }

    /// Holds nothing for what a line does not need now; its place stays as long as there is the line.
    private static func empty(
        _ row: Record<StockReservations>, of order: Record<Orders>, _ tx: Transaction
    ) throws {
        if order.lines.contains(where: { $0.id == row.orderLine }) {
            try tx.update(row) {
                $0.reservedQuantity = .zero
                $0.backorderedQuantity = .zero
            }
        } else {
            try tx.execute(StockStatements.dropReservation, [row.id.cell])
        }
    }

    private static func reservations(
        of order: ID<Orders>, in tx: Transaction
    ) throws -> [Record<StockReservations>] {
        guard try tx.first(StockStatements.hasReservations, [order.cell], { _ in true }) == true
        else { return [] }
        return try tx.select(StockReservations.self, where: "order_id = ?", [order.cell])
    }

    /// Gives back all that an order has reserved, to those who wait for it.
    static func release(_ order: inout Record<Orders>, in tx: Transaction) throws {
        let held = try reservations(of: order.id, in: tx)
        guard !held.isEmpty else { return }
        try tx.execute(StockStatements.dropReservations, [order.id.cell])
        var lines = order.lines
        for index in lines.indices { lines[index].allocated = .zero }
        order.lines = lines
        let freed = held.filter { $0.reservedQuantity > .zero }.map(\.product)
        try serveBackorders(of: Set(freed), in: tx)
    }

    /// Brings reservations in step after a shipment: what was sent is reserved no more.
    static func settle(_ order: inout Record<Orders>, in tx: Transaction) throws {
        let held = try reservations(of: order.id, in: tx)
        guard !held.isEmpty else { return }
        let needs = self.needs(of: order.lines)
        var lines = order.lines
        for row in held {
            let open = needs.first { $0.isMet(by: row) }?.quantity ?? .zero
            // What was back-ordered has come from somewhere, so it is satisfied last.
            let reserved = min(row.reservedQuantity, open)
            let waiting = min(row.backorderedQuantity, open.subtracting(reserved))
            let index = lines.firstIndex { $0.id == row.orderLine && $0.product == row.product }
            if let index { lines[index].allocated = reserved }
            try tx.update(row) {
                $0.reservedQuantity = reserved
                $0.backorderedQuantity = waiting
            }
        }
        order.lines = lines
    }

    private static func serveBackorders(
        of products: Set<ID<Products>>, butOf other: ID<Orders>? = nil, in tx: Transaction
    ) throws {
        for product in products.sorted(by: { $0.rawValue < $1.rawValue }) {
            try serveBackorders(of: product, butOf: other, in: tx)
        }
    }

    /// Gives free stock to orders that wait for it, the first in the queue first.
    static func serveBackorders(
        of product: ID<Products>, butOf other: ID<Orders>? = nil, in tx: Transaction
    ) throws {
        var waiting: [ID<Orders>] = []
        try tx.query(StockStatements.waiting, [product.cell]) { row in
            waiting.append(ID(RecordID(row.uuid(0))))
        }
        waiting.removeAll { $0 == other }
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
                    let taken = min(free, row.backorderedQuantity)
                    free = free.subtracting(taken)
                    let index = lines.firstIndex { $0.id == row.orderLine && $0.product == product }
                    if let index { lines[index].allocated = lines[index].allocated.adding(taken) }
                    try tx.update(row) {
                        $0.reservedQuantity = $0.reservedQuantity.adding(taken)
                        $0.backorderedQuantity = $0.backorderedQuantity.subtracting(taken)
                    }
                }
                order.lines = lines
            }
        }
    }
}
