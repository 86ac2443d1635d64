/// Orders know what is invoiced of their freight.
enum Migration12 {
    static let sql = """
        ALTER TABLE orders ADD COLUMN freight_invoiced_amount INTEGER NOT NULL DEFAULT 0;
        UPDATE orders SET freight_invoiced_amount = coalesce((
            SELECT sum(i.freight_amount) FROM invoices i
            WHERE i.order_id = orders.id AND i.status <> 'void' AND i.deleted_at IS NULL), 0)
        WHERE billing_status <> 'none';
        UPDATE orders SET billing_status = 'partial'
        WHERE billing_status = 'complete' AND freight_net_amount > freight_invoiced_amount;
        UPDATE invoices SET settled_on = NULL WHERE status = 'void';
        """
}
