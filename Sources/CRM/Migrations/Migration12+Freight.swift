/// Orders know what is invoiced of their freight, and documents what the other system calls the lines that they are about.
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
        ALTER TABLE fulfillment_lines ADD COLUMN order_line_external_id TEXT;
        ALTER TABLE return_lines ADD COLUMN order_line_external_id TEXT;
        ALTER TABLE invoice_lines ADD COLUMN order_line_external_id TEXT;
        UPDATE fulfillment_lines SET order_line_external_id = (
            SELECT l.external_id FROM order_lines l WHERE l.id = order_line_id);
        UPDATE return_lines SET order_line_external_id = (
            SELECT l.external_id FROM order_lines l WHERE l.id = order_line_id);
        UPDATE invoice_lines SET order_line_external_id = (
            SELECT l.external_id FROM order_lines l WHERE l.id = order_line_id);
        """
}
