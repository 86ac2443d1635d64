/// Credit accounts and stock.
extension Migration5 {
    static let credit = """
        CREATE TABLE credit_accounts (
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
            name TEXT COLLATE NOCASE,
            party_id BLOB NOT NULL REFERENCES parties (id),
            status TEXT NOT NULL,
            currency TEXT,
            limit_amount INTEGER NOT NULL,
            valid_until INTEGER,
            policy TEXT NOT NULL,
            terms_days INTEGER NOT NULL,
            overdue_days_block INTEGER,
            late_days_block INTEGER,
            risk_class TEXT COLLATE NOCASE,
            notes TEXT
        ) STRICT;
        CREATE UNIQUE INDEX credit_accounts_id ON credit_accounts (id);
        CREATE INDEX credit_accounts_created_at ON credit_accounts (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX credit_accounts_updated_at ON credit_accounts (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX credit_accounts_name ON credit_accounts (name, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX credit_accounts_party_id_unique ON credit_accounts (party_id)
                    WHERE deleted_at IS NULL;
        CREATE INDEX credit_accounts_status ON credit_accounts (status);
        CREATE INDEX credit_accounts_limit_amount ON credit_accounts (limit_amount, id)
                    WHERE deleted_at IS NULL;
        CREATE INDEX credit_accounts_risk_class ON credit_accounts (risk_class) WHERE risk_class IS NOT NULL;
        CREATE VIRTUAL TABLE credit_accounts_search USING fts5(title, body,
                    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE credit_members (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            party_id BLOB NOT NULL REFERENCES parties (id),
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX credit_members_id ON credit_members (id);
        CREATE INDEX credit_members_parent ON credit_members (parent_id, position);
        CREATE INDEX credit_members_party_id ON credit_members (party_id);
        CREATE UNIQUE INDEX credit_members_party_id_unique ON credit_members (party_id);
        CREATE TABLE credit_guarantees (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            party_id BLOB NOT NULL REFERENCES parties (id),
            guaranteed_amount INTEGER NOT NULL,
            valid_from INTEGER,
            valid_until INTEGER,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX credit_guarantees_id ON credit_guarantees (id);
        CREATE INDEX credit_guarantees_parent ON credit_guarantees (parent_id, position);
        CREATE INDEX credit_guarantees_party_id ON credit_guarantees (party_id);
        CREATE TABLE stock_levels (
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
            product_id BLOB NOT NULL REFERENCES products (id),
            location TEXT COLLATE NOCASE NOT NULL,
            on_hand_quantity INTEGER NOT NULL,
            counted_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX stock_levels_id ON stock_levels (id);
        CREATE INDEX stock_levels_created_at ON stock_levels (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX stock_levels_updated_at ON stock_levels (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX stock_levels_product_id ON stock_levels (product_id);
        CREATE INDEX stock_levels_location ON stock_levels (location, id) WHERE deleted_at IS NULL;
        CREATE INDEX stock_levels_counted_at ON stock_levels (counted_at, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX stock_levels_product_id_location_unique ON stock_levels (product_id, location)
                    WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE stock_levels_search USING fts5(title, body,
                    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE stock_reservations (
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
            order_id BLOB NOT NULL REFERENCES orders (id),
            order_line_id BLOB NOT NULL REFERENCES order_lines (id),
            product_id BLOB NOT NULL REFERENCES products (id),
            reserved_quantity INTEGER NOT NULL,
            backordered_quantity INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX stock_reservations_id ON stock_reservations (id);
        CREATE INDEX stock_reservations_created_at ON stock_reservations (created_at, id)
                    WHERE deleted_at IS NULL;
        CREATE INDEX stock_reservations_updated_at ON stock_reservations (updated_at, id)
                    WHERE deleted_at IS NULL;
        CREATE INDEX stock_reservations_order_id ON stock_reservations (order_id);
        CREATE INDEX stock_reservations_order_line_id ON stock_reservations (order_line_id);
        CREATE INDEX stock_reservations_product_id ON stock_reservations (product_id);
        CREATE INDEX stock_reservations_product_id_reserved_quantity_x ON stock_reservations (product_id, reserved_quantity, id)
                    WHERE deleted_at IS NULL;
        CREATE INDEX stock_reservations_product_id_backordered_quantity_x ON stock_reservations (product_id, backordered_quantity, id)
                    WHERE deleted_at IS NULL;
        """
}
