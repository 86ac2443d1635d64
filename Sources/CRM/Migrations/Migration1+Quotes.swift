/// The tables of Quotes.
extension Migration1 {
    static let quotes = """
        CREATE TABLE quotes (
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
            revision INTEGER NOT NULL,
            supersedes_id BLOB REFERENCES quotes (id),
            status TEXT NOT NULL,
            party_id BLOB REFERENCES parties (id),
            contact_id BLOB REFERENCES parties (id),
            opportunity_id BLOB REFERENCES opportunities (id),
            price_book_id BLOB REFERENCES price_books (id),
            currency TEXT,
            valid_until INTEGER,
            time_zone TEXT,
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
            sent_at INTEGER,
            accepted_at INTEGER,
            declined_at INTEGER,
            decline_reason TEXT COLLATE NOCASE,
            signed_by TEXT COLLATE NOCASE,
            purchase_order_number TEXT COLLATE NOCASE,
            order_id BLOB REFERENCES orders (id)
        ) STRICT;
        CREATE UNIQUE INDEX quotes_id ON quotes (id);
        CREATE INDEX quotes_created_at ON quotes (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX quotes_updated_at ON quotes (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX quotes_owner_id ON quotes (owner_id) WHERE owner_id IS NOT NULL;
        CREATE INDEX quotes_team_id ON quotes (team_id) WHERE team_id IS NOT NULL;
        CREATE INDEX quotes_number ON quotes (number, id) WHERE deleted_at IS NULL;
        CREATE INDEX quotes_supersedes_id ON quotes (supersedes_id) WHERE supersedes_id IS NOT NULL;
        CREATE INDEX quotes_party_id ON quotes (party_id) WHERE party_id IS NOT NULL;
        CREATE INDEX quotes_contact_id ON quotes (contact_id) WHERE contact_id IS NOT NULL;
        CREATE INDEX quotes_opportunity_id ON quotes (opportunity_id) WHERE opportunity_id IS NOT NULL;
        CREATE INDEX quotes_price_book_id ON quotes (price_book_id) WHERE price_book_id IS NOT NULL;
        CREATE INDEX quotes_valid_until ON quotes (valid_until, id) WHERE deleted_at IS NULL;
        CREATE INDEX quotes_net_amount ON quotes (net_amount, id) WHERE deleted_at IS NULL;
        CREATE INDEX quotes_gross_amount ON quotes (gross_amount, id) WHERE deleted_at IS NULL;
        CREATE INDEX quotes_sent_at ON quotes (sent_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX quotes_order_id ON quotes (order_id) WHERE order_id IS NOT NULL;
        CREATE INDEX quotes_status_valid_until_x ON quotes (status, valid_until, id)
            WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX quotes_number_revision_unique ON quotes (number, revision)
            WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE quotes_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE quote_lines (
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
        CREATE UNIQUE INDEX quote_lines_id ON quote_lines (id);
        CREATE INDEX quote_lines_parent ON quote_lines (parent_id, position);
        CREATE INDEX quote_lines_product_id ON quote_lines (product_id) WHERE product_id IS NOT NULL;
        CREATE TABLE quote_taxes (
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
        CREATE UNIQUE INDEX quote_taxes_id ON quote_taxes (id);
        CREATE INDEX quote_taxes_parent ON quote_taxes (parent_id, position);
        """
}
