/// Fulfillments, returns and amendments.
extension Migration5 {
    static let documents = """
        CREATE TABLE order_amendments (
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
            revision INTEGER NOT NULL,
            reason TEXT COLLATE NOCASE,
            currency TEXT,
            gross_amount_before INTEGER NOT NULL,
            gross_amount_after INTEGER NOT NULL,
            changes TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX order_amendments_id ON order_amendments (id);
        CREATE INDEX order_amendments_created_at ON order_amendments (created_at, id)
                    WHERE deleted_at IS NULL;
        CREATE INDEX order_amendments_updated_at ON order_amendments (updated_at, id)
                    WHERE deleted_at IS NULL;
        CREATE INDEX order_amendments_order_id ON order_amendments (order_id);
        CREATE INDEX order_amendments_order_id_revision_x ON order_amendments (order_id, revision, id)
                    WHERE deleted_at IS NULL;
        CREATE TABLE fulfillments (
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
            number TEXT COLLATE NOCASE,
            order_id BLOB NOT NULL REFERENCES orders (id),
            status TEXT NOT NULL,
            location TEXT COLLATE NOCASE,
            carrier TEXT COLLATE NOCASE,
            tracking_number TEXT COLLATE NOCASE,
            tracking_url TEXT,
            notes TEXT,
            shipped_at INTEGER,
            delivered_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX fulfillments_id ON fulfillments (id);
        CREATE INDEX fulfillments_created_at ON fulfillments (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX fulfillments_updated_at ON fulfillments (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX fulfillments_number ON fulfillments (number, id) WHERE deleted_at IS NULL;
        CREATE INDEX fulfillments_order_id ON fulfillments (order_id);
        CREATE INDEX fulfillments_tracking_number ON fulfillments (tracking_number)
                    WHERE tracking_number IS NOT NULL;
        CREATE INDEX fulfillments_shipped_at ON fulfillments (shipped_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX fulfillments_order_id_shipped_at_x ON fulfillments (order_id, shipped_at, id)
                    WHERE deleted_at IS NULL;
        CREATE INDEX fulfillments_status_shipped_at_x ON fulfillments (status, shipped_at, id)
                    WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE fulfillments_search USING fts5(title, body,
                    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE fulfillment_lines (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            order_line_id BLOB REFERENCES order_lines (id),
            product_id BLOB REFERENCES products (id),
            quantity INTEGER,
            lot TEXT COLLATE NOCASE,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX fulfillment_lines_id ON fulfillment_lines (id);
        CREATE INDEX fulfillment_lines_parent ON fulfillment_lines (parent_id, position);
        CREATE INDEX fulfillment_lines_order_line_id ON fulfillment_lines (order_line_id)
                    WHERE order_line_id IS NOT NULL;
        CREATE INDEX fulfillment_lines_product_id ON fulfillment_lines (product_id)
                    WHERE product_id IS NOT NULL;
        CREATE INDEX fulfillment_lines_lot ON fulfillment_lines (lot) WHERE lot IS NOT NULL;
        CREATE TABLE returns (
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
            number TEXT COLLATE NOCASE,
            order_id BLOB NOT NULL REFERENCES orders (id),
            status TEXT NOT NULL,
            currency TEXT,
            reason TEXT COLLATE NOCASE,
            location TEXT COLLATE NOCASE,
            tracking_number TEXT COLLATE NOCASE,
            notes TEXT,
            requested_at INTEGER,
            received_at INTEGER,
            closed_at INTEGER,
            reject_reason TEXT COLLATE NOCASE,
            refund_amount INTEGER NOT NULL,
            refunded_amount INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX returns_id ON returns (id);
        CREATE INDEX returns_created_at ON returns (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX returns_updated_at ON returns (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX returns_number ON returns (number, id) WHERE deleted_at IS NULL;
        CREATE INDEX returns_order_id ON returns (order_id);
        CREATE INDEX returns_tracking_number ON returns (tracking_number) WHERE tracking_number IS NOT NULL;
        CREATE INDEX returns_requested_at ON returns (requested_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX returns_order_id_status_x ON returns (order_id, status, id) WHERE deleted_at IS NULL;
        CREATE INDEX returns_status_requested_at_x ON returns (status, requested_at, id)
                    WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE returns_search USING fts5(title, body,
                    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE return_lines (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            order_line_id BLOB REFERENCES order_lines (id),
            product_id BLOB REFERENCES products (id),
            quantity INTEGER,
            reason TEXT COLLATE NOCASE,
            received_quantity INTEGER NOT NULL,
            disposition TEXT,
            refund_amount INTEGER,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX return_lines_id ON return_lines (id);
        CREATE INDEX return_lines_parent ON return_lines (parent_id, position);
        CREATE INDEX return_lines_order_line_id ON return_lines (order_line_id)
                    WHERE order_line_id IS NOT NULL;
        CREATE INDEX return_lines_product_id ON return_lines (product_id) WHERE product_id IS NOT NULL;
        """
}
