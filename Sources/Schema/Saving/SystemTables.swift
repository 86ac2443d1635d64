/// Tables that no client addresses: what every save maintains beside the record itself.
package enum SystemTables {
    package static let script = """
        CREATE TABLE external_ids (
            resource TEXT NOT NULL, system TEXT NOT NULL, external_id TEXT NOT NULL,
            record_id BLOB NOT NULL, occurred_at INTEGER, sequence INTEGER,
            PRIMARY KEY (resource, system, external_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX external_ids_record ON external_ids (record_id);

        CREATE TABLE external_deletions (
            resource TEXT NOT NULL, system TEXT NOT NULL, external_id TEXT NOT NULL,
            occurred_at INTEGER NOT NULL, sequence INTEGER,
            PRIMARY KEY (resource, system, external_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE record_tags (
            resource TEXT NOT NULL, folded TEXT NOT NULL, record_id BLOB NOT NULL,
            tag TEXT NOT NULL,
            PRIMARY KEY (resource, folded, record_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX record_tags_record ON record_tags (record_id);

        CREATE TABLE number_series (
            prefix TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
            PRIMARY KEY (prefix, year)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE generations (
            resource TEXT NOT NULL, number INTEGER NOT NULL,
            PRIMARY KEY (resource)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE audit_entries (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            resource TEXT NOT NULL, record_id BLOB NOT NULL, type TEXT NOT NULL, at INTEGER NOT NULL,
            actor_id BLOB, credential_id BLOB, request_id TEXT NOT NULL, address TEXT NOT NULL,
            record_version INTEGER NOT NULL, changes TEXT NOT NULL
        ) STRICT;
        CREATE INDEX audit_entries_record ON audit_entries (record_id, seq);
        CREATE INDEX audit_entries_actor ON audit_entries (actor_id, seq);

        CREATE TABLE party_events (
            party_id BLOB NOT NULL, seq INTEGER NOT NULL,
            PRIMARY KEY (party_id, seq)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE idempotency_keys (
            credential_id BLOB NOT NULL, target TEXT NOT NULL, key TEXT NOT NULL,
            fingerprint TEXT NOT NULL, status INTEGER NOT NULL, head TEXT NOT NULL,
            body TEXT NOT NULL, created_at INTEGER NOT NULL,
            PRIMARY KEY (credential_id, target, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

        CREATE TABLE import_errors (
            import_id BLOB NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (import_id, kind, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE import_chunks (
            import_id BLOB NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL,
            PRIMARY KEY (import_id, first_seq)
        ) STRICT, WITHOUT ROWID;

        """
}
