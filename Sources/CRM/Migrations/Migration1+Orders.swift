/// The tables of Orders.
extension Migration1 {
    static let orders = """
        CREATE TABLE orders (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            created_by BLOB,
            updated_by BLOB,
            deleted_at INTEGER,
            external_ids TEXT NOT NULL,
            tags TEXT NOT NULL,
            custom TEXT NOT NULL,
            owner_id BLOB REFERENCES users (id),
            team_id BLOB REFERENCES teams (id),
            number TEXT COLLATE NOCASE,
            status TEXT NOT NULL,
            party_id BLOB NOT NULL REFERENCES parties (id),
            contact_id BLOB REFERENCES parties (id),
            invoice_party_id BLOB REFERENCES parties (id),
            shipment_party_id BLOB REFERENCES parties (id),
            quote_id BLOB REFERENCES quotes (id),
            opportunity_id BLOB REFERENCES opportunities (id),
            price_book_id BLOB REFERENCES price_books (id),
            currency TEXT,
            channel TEXT NOT NULL,
            source TEXT COLLATE NOCASE,
            purchase_order_number TEXT COLLATE NOCASE,
            ordered_on INTEGER,
            requested_on INTEGER,
            rounding_mode TEXT NOT NULL,
            tax_rounding TEXT NOT NULL,
            discount_percent INTEGER,
            discount_amount INTEGER,
            freight_amount INTEGER NOT NULL,
            freight_tax_rate_percent INTEGER,
            freight_tax_amount INTEGER NOT NULL,
            lines_net_amount INTEGER NOT NULL,
            net_amount INTEGER NOT NULL,
            tax_amount INTEGER NOT NULL,
            gross_amount INTEGER NOT NULL,
            terms TEXT,
            notes TEXT,
            confirmed_at INTEGER,
            completed_at INTEGER,
            cancelled_at INTEGER,
            cancel_reason TEXT COLLATE NOCASE
        ) STRICT;
        CREATE UNIQUE INDEX orders_id ON orders (id);
        CREATE INDEX orders_created_at ON orders (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX orders_updated_at ON orders (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX orders_owner_id ON orders (owner_id) WHERE owner_id IS NOT NULL;
        CREATE INDEX orders_team_id ON orders (team_id) WHERE team_id IS NOT NULL;
        CREATE UNIQUE INDEX orders_number_unique ON orders (number)
            WHERE deleted_at IS NULL AND number IS NOT NULL;
        CREATE INDEX orders_number_order ON orders (number, id) WHERE deleted_at IS NULL;
        CREATE INDEX orders_party_id ON orders (party_id);
        CREATE INDEX orders_contact_id ON orders (contact_id) WHERE contact_id IS NOT NULL;
        CREATE INDEX orders_invoice_party_id ON orders (invoice_party_id)
            WHERE invoice_party_id IS NOT NULL;
        CREATE INDEX orders_shipment_party_id ON orders (shipment_party_id)
            WHERE shipment_party_id IS NOT NULL;
        CREATE UNIQUE INDEX orders_quote_id_unique ON orders (quote_id)
            WHERE deleted_at IS NULL AND quote_id IS NOT NULL;
        CREATE INDEX orders_opportunity_id ON orders (opportunity_id) WHERE opportunity_id IS NOT NULL;
        CREATE INDEX orders_price_book_id ON orders (price_book_id) WHERE price_book_id IS NOT NULL;
        CREATE INDEX orders_channel ON orders (channel);
        CREATE INDEX orders_source ON orders (source) WHERE source IS NOT NULL;
        CREATE INDEX orders_purchase_order_number ON orders (purchase_order_number)
            WHERE purchase_order_number IS NOT NULL;
        CREATE INDEX orders_ordered_on ON orders (ordered_on, id) WHERE deleted_at IS NULL;
        CREATE INDEX orders_requested_on ON orders (requested_on, id) WHERE deleted_at IS NULL;
        CREATE INDEX orders_net_amount ON orders (net_amount, id) WHERE deleted_at IS NULL;
        CREATE INDEX orders_gross_amount ON orders (gross_amount, id) WHERE deleted_at IS NULL;
        CREATE INDEX orders_confirmed_at ON orders (confirmed_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX orders_party_id_ordered_on_x ON orders (party_id, ordered_on, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX orders_status_ordered_on_x ON orders (status, ordered_on, id)
            WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE orders_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE order_lines (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            product_id BLOB REFERENCES products (id),
            description TEXT COLLATE NOCASE,
            quantity INTEGER NOT NULL,
            unit_price INTEGER,
            discount_percent INTEGER NOT NULL,
            tax_category TEXT COLLATE NOCASE,
            tax_rate_percent INTEGER,
            net_amount INTEGER NOT NULL,
            discount_amount INTEGER NOT NULL,
            allocated_discount_amount INTEGER NOT NULL,
            tax_amount INTEGER NOT NULL,
            gross_amount INTEGER NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX order_lines_id ON order_lines (id);
        CREATE INDEX order_lines_parent ON order_lines (parent_id, position);
        CREATE INDEX order_lines_product_id ON order_lines (product_id) WHERE product_id IS NOT NULL;
        CREATE TABLE order_taxes (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            tax_category TEXT COLLATE NOCASE NOT NULL,
            rate_percent INTEGER NOT NULL,
            taxable_amount INTEGER NOT NULL,
            tax_amount INTEGER NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX order_taxes_id ON order_taxes (id);
        CREATE INDEX order_taxes_parent ON order_taxes (parent_id, position);
        """
}
