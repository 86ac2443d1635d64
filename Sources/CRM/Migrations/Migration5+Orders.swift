/// What orders, lines and products have more.
extension Migration5 {
    static let orders = """
        ALTER TABLE products ADD COLUMN stock_policy TEXT NOT NULL DEFAULT 'untracked';
        ALTER TABLE orders ADD COLUMN payment_terms_id BLOB REFERENCES payment_terms (id);
        ALTER TABLE orders ADD COLUMN billing_policy TEXT NOT NULL DEFAULT 'on_order';
        ALTER TABLE orders ADD COLUMN over_delivery_percent INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN agent_id BLOB REFERENCES parties (id);
        ALTER TABLE orders ADD COLUMN commission_percent INTEGER;
        ALTER TABLE orders ADD COLUMN commission_amount INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN beneficiary_id BLOB REFERENCES parties (id);
        ALTER TABLE orders ADD COLUMN guarantor_id BLOB REFERENCES parties (id);
        ALTER TABLE orders ADD COLUMN guaranteed_amount INTEGER;
        ALTER TABLE orders ADD COLUMN fulfillment_status TEXT NOT NULL DEFAULT 'none';
        ALTER TABLE orders ADD COLUMN billing_status TEXT NOT NULL DEFAULT 'none';
        ALTER TABLE orders ADD COLUMN payment_status TEXT NOT NULL DEFAULT 'none';
        ALTER TABLE orders ADD COLUMN is_on_hold INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN hold_reason TEXT COLLATE NOCASE;
        ALTER TABLE orders ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE orders ADD COLUMN invoiced_amount INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN paid_amount INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN refunded_amount INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN credited_amount INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN exposure_amount INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN submitted_by BLOB;
        ALTER TABLE orders ADD COLUMN closed_at INTEGER;
        ALTER TABLE orders ADD COLUMN credit_reasons TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE orders ADD COLUMN credit_shortfall_amount INTEGER;
        ALTER TABLE orders ADD COLUMN credit_released_by BLOB;
        ALTER TABLE orders ADD COLUMN credit_released_at INTEGER;
        ALTER TABLE orders ADD COLUMN credit_release_reason TEXT COLLATE NOCASE;
        ALTER TABLE orders ADD COLUMN credit_released_until INTEGER;
        CREATE INDEX orders_payment_terms_id ON orders (payment_terms_id) WHERE payment_terms_id IS NOT NULL;
        CREATE INDEX orders_agent_id ON orders (agent_id) WHERE agent_id IS NOT NULL;
        CREATE INDEX orders_beneficiary_id ON orders (beneficiary_id) WHERE beneficiary_id IS NOT NULL;
        CREATE INDEX orders_guarantor_id ON orders (guarantor_id) WHERE guarantor_id IS NOT NULL;
        CREATE UNIQUE INDEX orders_invoice_party_id_id_unique ON orders (invoice_party_id, id)
                    WHERE deleted_at IS NULL AND exposure_amount <> 0;
        ALTER TABLE order_lines ADD COLUMN cancelled_quantity INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE order_lines ADD COLUMN allocated_quantity INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE order_lines ADD COLUMN shipped_quantity INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE order_lines ADD COLUMN delivered_quantity INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE order_lines ADD COLUMN invoiced_quantity INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE order_lines ADD COLUMN returned_quantity INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE order_lines ADD COLUMN replaced_quantity INTEGER NOT NULL DEFAULT 0;
        """
}
