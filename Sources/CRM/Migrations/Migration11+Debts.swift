/// Invoices say whose credit they bind, lines what was given up; orders that credit holds are found by their payer.
enum Migration11 {
    static let sql = """
        ALTER TABLE order_lines ADD COLUMN given_up_quantity INTEGER NOT NULL DEFAULT 0;
        UPDATE order_lines
        SET given_up_quantity = max(0, quantity + replaced_quantity - cancelled_quantity - shipped_quantity)
        WHERE line_type = 'item' AND NOT is_optional
            AND parent_id IN (SELECT id FROM orders WHERE status = 'closed_short');
        ALTER TABLE invoices ADD COLUMN credit_party_id BLOB REFERENCES parties (id);
        UPDATE invoices SET credit_party_id = party_id;
        DROP INDEX invoices_party_id_status_next_due_on_x;
        CREATE INDEX invoices_credit_party_id ON invoices (credit_party_id) WHERE credit_party_id IS NOT NULL;
        CREATE INDEX invoices_credit_party_id_status_next_due_on_x ON invoices (credit_party_id, status, next_due_on, id) \
        WHERE deleted_at IS NULL;
        DROP INDEX orders_invoice_party_id_id_unique;
        CREATE UNIQUE INDEX orders_invoice_party_id_id_unique ON orders (invoice_party_id, id) \
        WHERE deleted_at IS NULL AND (exposure_amount <> 0 OR status = 'credit_hold');
        """
}
