import API
import Schema
import Store

/// What there is of a product, what of it is taken, and what is waited for.
struct ReadAvailability: Action {
    static let route = Route(
        .get, "/v1/products/{id}/availability", "Read what is available of one product",
        on: Products.table, right: "read",
        returns: .object([
            ("product_id", .scalar(.id)),
            ("stock_policy", .scalar(.choice(StockPolicy.allCases.map(\.rawValue)))),
            ("on_hand_quantity", quantity), ("reserved_quantity", quantity),
            ("available_quantity", quantity), ("backordered_quantity", quantity),
            (
                "locations",
                .array(
                    .object([
                        ("location", .scalar(.text(max: 100))), ("on_hand_quantity", quantity),
                        ("counted_at", .scalar(.instant)),
                    ]))
            ),
        ]))

    private static let quantity = Shape.scalar(.decimal(.minimumQuantity))

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Products.self)
        let stock = try Stock.availability(of: id, in: call.tx)
        let policy = try Stock.tracked([id], in: call.tx)[id] ?? .untracked
        var places: [Value] = []
        try call.tx.query(Self.levels, [id.cell]) { row in
            places.append(
                .object([
                    ("location", .text(row.text(0))),
                    ("on_hand_quantity", .decimal(Decimal(millionths: row.integer(1)))),
                    ("counted_at", .instant(Instant(milliseconds: row.integer(2)))),
                ]))
        }
        return .value(
            .object([
                ("product_id", .id(id.rawValue)), ("stock_policy", .text(policy.rawValue)),
                ("on_hand_quantity", .decimal(stock.onHand)),
                ("reserved_quantity", .decimal(stock.reserved)),
                ("available_quantity", .decimal(stock.available)),
                ("backordered_quantity", .decimal(stock.backordered)),
                ("locations", .array(places)),
            ]))
    }

    private static let levels = SQL(
        """
        SELECT location, on_hand_quantity, counted_at FROM stock_levels
        WHERE product_id = ? AND deleted_at IS NULL ORDER BY location LIMIT 1000
        """)
}
