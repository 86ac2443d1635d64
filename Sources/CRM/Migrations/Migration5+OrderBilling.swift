/// Invoices, payments and payment terms.
extension Migration5 {
    static let billing = """
        CREATE TABLE invoices (
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
            order_id BLOB REFERENCES orders (id),
            party_id BLOB REFERENCES parties (id),
            currency TEXT,
            issued_on INTEGER,
            payment_terms_id BLOB REFERENCES payment_terms (id),
            due_on INTEGER,
            next_due_on INTEGER,
            freight_amount INTEGER,
            net_amount INTEGER,
            tax_amount INTEGER,
            gross_amount INTEGER NOT NULL,
            paid_amount INTEGER NOT NULL,
            open_amount INTEGER NOT NULL,
            settled_on INTEGER,
            notes TEXT
        ) STRICT;
        CREATE UNIQUE INDEX invoices_id ON invoices (id);
        CREATE INDEX invoices_created_at ON invoices (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX invoices_updated_at ON invoices (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX invoices_owner_id ON invoices (owner_id) WHERE owner_id IS NOT NULL;
        CREATE INDEX invoices_team_id ON invoices (team_id) WHERE team_id IS NOT NULL;
        CREATE INDEX invoices_number ON invoices (number, id) WHERE deleted_at IS NULL;
        CREATE INDEX invoices_order_id ON invoices (order_id) WHERE order_id IS NOT NULL;
        CREATE INDEX invoices_party_id ON invoices (party_id) WHERE party_id IS NOT NULL;
        CREATE INDEX invoices_issued_on ON invoices (issued_on, id) WHERE deleted_at IS NULL;
        CREATE INDEX invoices_payment_terms_id ON invoices (payment_terms_id)
                    WHERE payment_terms_id IS NOT NULL;
        CREATE INDEX invoices_due_on ON invoices (due_on, id) WHERE deleted_at IS NULL;
        CREATE INDEX invoices_net_amount ON invoices (net_amount, id) WHERE deleted_at IS NULL;
        CREATE INDEX invoices_gross_amount ON invoices (gross_amount, id) WHERE deleted_at IS NULL;
        CREATE INDEX invoices_party_id_status_next_due_on_x ON invoices (party_id, status, next_due_on, id)
                    WHERE deleted_at IS NULL;
        CREATE INDEX invoices_status_next_due_on_x ON invoices (status, next_due_on, id)
                    WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE invoices_search USING fts5(title, body,
                    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE invoice_lines (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            order_line_id BLOB REFERENCES order_lines (id),
            product_id BLOB REFERENCES products (id),
            description TEXT COLLATE NOCASE,
            quantity INTEGER,
            net_amount INTEGER,
            tax_amount INTEGER,
            gross_amount INTEGER NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX invoice_lines_id ON invoice_lines (id);
        CREATE INDEX invoice_lines_parent ON invoice_lines (parent_id, position);
        CREATE INDEX invoice_lines_order_line_id ON invoice_lines (order_line_id)
                    WHERE order_line_id IS NOT NULL;
        CREATE INDEX invoice_lines_product_id ON invoice_lines (product_id) WHERE product_id IS NOT NULL;
        CREATE TABLE invoice_installments (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            due_on INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX invoice_installments_id ON invoice_installments (id);
        CREATE INDEX invoice_installments_parent ON invoice_installments (parent_id, position);
        CREATE TABLE payments (
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
            kind TEXT NOT NULL,
            status TEXT NOT NULL,
            order_id BLOB REFERENCES orders (id),
            return_id BLOB REFERENCES returns (id),
            party_id BLOB REFERENCES parties (id),
            currency TEXT,
            amount INTEGER NOT NULL,
            unapplied_amount INTEGER NOT NULL,
            paid_on INTEGER,
            method TEXT COLLATE NOCASE,
            reference TEXT COLLATE NOCASE,
            notes TEXT
        ) STRICT;
        CREATE UNIQUE INDEX payments_id ON payments (id);
        CREATE INDEX payments_created_at ON payments (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX payments_updated_at ON payments (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX payments_owner_id ON payments (owner_id) WHERE owner_id IS NOT NULL;
        CREATE INDEX payments_team_id ON payments (team_id) WHERE team_id IS NOT NULL;
        CREATE INDEX payments_number ON payments (number, id) WHERE deleted_at IS NULL;
        CREATE INDEX payments_kind ON payments (kind);
        CREATE INDEX payments_status ON payments (status);
        CREATE INDEX payments_order_id ON payments (order_id) WHERE order_id IS NOT NULL;
        CREATE INDEX payments_return_id ON payments (return_id) WHERE return_id IS NOT NULL;
        CREATE INDEX payments_party_id ON payments (party_id) WHERE party_id IS NOT NULL;
        CREATE INDEX payments_amount ON payments (amount, id) WHERE deleted_at IS NULL;
        CREATE INDEX payments_paid_on ON payments (paid_on, id) WHERE deleted_at IS NULL;
        CREATE INDEX payments_method ON payments (method) WHERE method IS NOT NULL;
        CREATE INDEX payments_party_id_unapplied_amount_x ON payments (party_id, unapplied_amount, id)
                    WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE payments_search USING fts5(title, body,
                    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE payment_applications (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            invoice_id BLOB NOT NULL REFERENCES invoices (id),
            amount INTEGER,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX payment_applications_id ON payment_applications (id);
        CREATE INDEX payment_applications_parent ON payment_applications (parent_id, position);
        CREATE INDEX payment_applications_invoice_id ON payment_applications (invoice_id);
        CREATE TABLE payment_terms (
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
            name TEXT COLLATE NOCASE NOT NULL,
            description TEXT
        ) STRICT;
        CREATE UNIQUE INDEX payment_terms_id ON payment_terms (id);
        CREATE INDEX payment_terms_created_at ON payment_terms (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX payment_terms_updated_at ON payment_terms (updated_at, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX payment_terms_name_unique ON payment_terms (name) WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE payment_terms_search USING fts5(title, body,
                    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE payment_term_installments (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            percent INTEGER NOT NULL,
            due_days INTEGER NOT NULL,
            at_month_end INTEGER NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX payment_term_installments_id ON payment_term_installments (id);
        CREATE INDEX payment_term_installments_parent ON payment_term_installments (parent_id, position);
        """
}
