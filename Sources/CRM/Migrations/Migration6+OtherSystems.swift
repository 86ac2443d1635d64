// What is known of other systems: when their newest messages happened, what they were sent, what they call lines.

enum Migration6 {
    static let sql = [keys, systems, files].joined(separator: "\n")

    private static let keys = """
        ALTER TABLE external_ids ADD COLUMN occurred_at INTEGER;
        ALTER TABLE external_ids ADD COLUMN sequence INTEGER;

        ALTER TABLE role_rights ADD COLUMN external_id TEXT COLLATE NOCASE;
        ALTER TABLE pipeline_stages ADD COLUMN external_id TEXT COLLATE NOCASE;
        ALTER TABLE party_roles ADD COLUMN external_id TEXT COLLATE NOCASE;
        ALTER TABLE contact_points ADD COLUMN external_id TEXT COLLATE NOCASE;
        ALTER TABLE addresses ADD COLUMN external_id TEXT COLLATE NOCASE;
        ALTER TABLE party_identifiers ADD COLUMN external_id TEXT COLLATE NOCASE;
        ALTER TABLE price_book_entries ADD COLUMN external_id TEXT COLLATE NOCASE;
        ALTER TABLE order_lines ADD COLUMN external_id TEXT COLLATE NOCASE;
        ALTER TABLE order_taxes ADD COLUMN external_id TEXT COLLATE NOCASE;
        ALTER TABLE quote_lines ADD COLUMN external_id TEXT COLLATE NOCASE;
        ALTER TABLE quote_taxes ADD COLUMN external_id TEXT COLLATE NOCASE;

        """

    private static let systems = """
        CREATE TABLE external_systems (
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
            description TEXT COLLATE NOCASE,
            resources TEXT NOT NULL,
            is_active INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX external_systems_id ON external_systems (id);
        CREATE INDEX external_systems_created_at ON external_systems (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX external_systems_updated_at ON external_systems (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX external_systems_name_unique ON external_systems (name)
            WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE external_systems_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE sync_states (
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
            subject TEXT NOT NULL,
            resource TEXT COLLATE NOCASE NOT NULL,
            system TEXT COLLATE NOCASE NOT NULL,
            state TEXT NOT NULL,
            changed_at INTEGER NOT NULL,
            is_deleted INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            last_error TEXT,
            record_version INTEGER,
            remote_version TEXT COLLATE NOCASE,
            sent_at INTEGER,
            acknowledged_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX sync_states_id ON sync_states (id);
        CREATE INDEX sync_states_created_at ON sync_states (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX sync_states_updated_at ON sync_states (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX sync_states_resource ON sync_states (resource);
        CREATE INDEX sync_states_changed_at ON sync_states (changed_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX sync_states_system_state_changed_at_x ON sync_states (system, state, changed_at, id)
            WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX sync_states_subject_system_unique ON sync_states (subject, system)
            WHERE deleted_at IS NULL;
        """
}
