/// What customers see of quotes, and what they answer.
extension Migration2 {
    static let documents = """
        CREATE TABLE quote_shares (
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
            quote_id BLOB NOT NULL REFERENCES quotes (id),
            recipient TEXT COLLATE NOCASE,
            status TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            prefix TEXT COLLATE NOCASE NOT NULL,
            digest TEXT COLLATE NOCASE NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX quote_shares_id ON quote_shares (id);
        CREATE INDEX quote_shares_created_at ON quote_shares (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX quote_shares_updated_at ON quote_shares (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX quote_shares_quote_id ON quote_shares (quote_id);
        CREATE INDEX quote_shares_expires_at ON quote_shares (expires_at, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX quote_shares_digest_unique ON quote_shares (digest) WHERE deleted_at IS NULL;
        CREATE TABLE quote_views (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            document_digest TEXT COLLATE NOCASE NOT NULL,
            first_viewed_at INTEGER NOT NULL,
            last_viewed_at INTEGER NOT NULL,
            address TEXT COLLATE NOCASE NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX quote_views_id ON quote_views (id);
        CREATE INDEX quote_views_parent ON quote_views (parent_id, position);
        CREATE TABLE quote_responses (
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
            quote_id BLOB NOT NULL REFERENCES quotes (id),
            decision TEXT NOT NULL,
            channel TEXT NOT NULL,
            share_id BLOB REFERENCES quote_shares (id),
            signed_by TEXT COLLATE NOCASE,
            purchase_order_number TEXT COLLATE NOCASE,
            reason TEXT COLLATE NOCASE,
            address TEXT COLLATE NOCASE NOT NULL,
            user_agent TEXT COLLATE NOCASE,
            document_digest TEXT COLLATE NOCASE,
            signature_kind TEXT,
            signature TEXT,
            signature_digest TEXT COLLATE NOCASE
        ) STRICT;
        CREATE UNIQUE INDEX quote_responses_id ON quote_responses (id);
        CREATE INDEX quote_responses_created_at ON quote_responses (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX quote_responses_updated_at ON quote_responses (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX quote_responses_quote_id ON quote_responses (quote_id);
        CREATE INDEX quote_responses_share_id ON quote_responses (share_id) WHERE share_id IS NOT NULL;
        CREATE TABLE document_templates (
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
            kind TEXT NOT NULL,
            language TEXT NOT NULL,
            body TEXT,
            sender TEXT,
            footer TEXT COLLATE NOCASE,
            paper TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX document_templates_id ON document_templates (id);
        CREATE INDEX document_templates_created_at ON document_templates (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX document_templates_updated_at ON document_templates (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX document_templates_name ON document_templates (name, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX document_templates_kind_language_unique ON document_templates (kind, language)
            WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE document_templates_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        """
}
