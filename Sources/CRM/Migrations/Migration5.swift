/// Fulfilment, returns, billing, stock and house credit of orders.
enum Migration5 {
    static let sql = [documents, billing, credit, orders, history].joined(separator: "\n")

    /// Orders that were completed before had been delivered: each gets the fulfillment that says so.
    private static let history = """
        INSERT INTO fulfillments (id, version, created_at, updated_at, external_ids, tags, custom,
            order_id, status, shipped_at, delivered_at)
        SELECT randomblob(16), 1, completed_at, completed_at, '[]', '[]', '{}', id, 'delivered',
            completed_at, completed_at
        FROM orders WHERE status = 'completed' AND completed_at IS NOT NULL;
        INSERT INTO fulfillments_search (rowid, title, body) SELECT pk, '', '' FROM fulfillments;
        INSERT INTO fulfillment_lines (id, parent_id, position, order_line_id, product_id, quantity)
        SELECT randomblob(16), f.id, l.position, l.id, l.product_id, l.quantity
        FROM fulfillments f JOIN order_lines l ON l.parent_id = f.order_id;
        UPDATE order_lines SET shipped_quantity = quantity, delivered_quantity = quantity
        WHERE parent_id IN (SELECT order_id FROM fulfillments);
        UPDATE orders SET fulfillment_status = 'complete'
        WHERE id IN (SELECT order_id FROM fulfillments);
        UPDATE orders SET exposure_amount = gross_amount
        WHERE status IN ('confirmed', 'completed');
        """
}
