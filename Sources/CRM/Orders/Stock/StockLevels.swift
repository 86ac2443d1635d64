import API
import Schema
import Store

/// How much of a product is at a place, as the ERP last said.
package struct StockLevels: Resource {
    package static let name = "stock-levels"
    package static let singular = "stock_level"
    package static let uniques = [Unique("product_id", "location")]
    package static let table = TypedTable(Self())

    let product = Field.reference("product_id", to: Products.self, .createOnly)
    let location = Field.text("location", max: 100, [.createOnly, .sortable, .title])
        .default("main").about("A warehouse, a shop, a van.")
    let onHandQuantity = Field.minimumQuantity("on_hand_quantity").default(.zero)
        .about(
            "What lies there; fulfillments after counted_at are taken off, restocked returns added."
        )
    let countedAt = Field.instant("counted_at", .sortable).optional.filled(after: [
        "on_hand_quantity"
    ])
    .about("The instant that on_hand_quantity was true at; now when it is left out.")

    package init() {}

    package static func willSave(
        _ level: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        if level.countedAt == nil { level.countedAt = tx.now }
        guard before == nil, level.isSound(\.product, \.location) else { return }
        let other = try tx.first(
            StockStatements.sameLevel,
            [level.product.cell, level.location.cell, level.row.cells[CommonFields.id]]
        ) { _ in true }
        guard other == nil else {
            throw Problem.invalid(
                "/location", .duplicate, "The product has a stock level there already.")
        }
    }

    package static func didSave(
        _ level: Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        guard level.onHandQuantity > (before?.onHandQuantity ?? .zero) else { return }
        try Stock.serveBackorders(of: level.product, in: tx)
    }
}

/// What confirmed orders take of a product, and what they wait for.
package struct StockReservations: Resource {
    package static let name = "stock-reservations"
    package static let singular = "stock_reservation"
    package static let traits: ResourceTraits = [.readOnly, .silent]
    package static let sightThrough: String? = "order_id"
    package static let indexes = [
        ["product_id", "reserved_quantity"], ["product_id", "backordered_quantity"],
    ]
    package static let table = TypedTable(Self())

    let order = Field.reference("order_id", to: Orders.self, [.readOnly, .weak])
    let orderLine = Field.reference("order_line_id", to: OrderLines.self, [.readOnly, .weak])
    let product = Field.reference("product_id", to: Products.self, [.readOnly, .weak])
    let reservedQuantity = Field.minimumQuantity("reserved_quantity", .readOnly).default(.zero)
    let backorderedQuantity = Field.minimumQuantity("backordered_quantity", .readOnly)
        .default(.zero).about("What there was no stock for when the order was confirmed.")

    package init() {}
}

/// What `products.stock_policy` may be.
package enum StockPolicy: String, Word {
    /// Stock is not looked at.
    case untracked
    /// What is not there is back-ordered.
    case backorder
    /// What is not there is not sold.
    case strict
}

enum StockStatements {
    static let sameLevel = SQL(
        """
        SELECT 1 FROM stock_levels
        WHERE product_id = ? AND location = ? AND deleted_at IS NULL AND id IS NOT ?
        """)
    static let onHand = SQL(
        """
        SELECT coalesce(sum(on_hand_quantity), 0) FROM stock_levels
        WHERE product_id = ? AND deleted_at IS NULL
        """)
    static let reserved = SQL(
        """
        SELECT coalesce(sum(reserved_quantity), 0) FROM stock_reservations WHERE product_id = ?
            AND reserved_quantity > 0 AND deleted_at IS NULL
        """)
    static let backordered = SQL(
        """
        SELECT coalesce(sum(backordered_quantity), 0) FROM stock_reservations WHERE product_id = ?
            AND backordered_quantity > 0 AND deleted_at IS NULL
        """)
    /// For good: a reservation that is gone is nobody's record.
    static let dropReservations = SQL("DELETE FROM stock_reservations WHERE order_id = ?")
    static let dropReservation = SQL("DELETE FROM stock_reservations WHERE id = ?")
    static let hasReservations = SQL(
        "SELECT 1 FROM stock_reservations WHERE order_id = ? LIMIT 1")
    static let waiting = SQL(
        """
        SELECT order_id FROM stock_reservations
        WHERE product_id = ? AND backordered_quantity > 0 AND deleted_at IS NULL
        GROUP BY order_id ORDER BY min(pk) LIMIT 200
        """)
}
