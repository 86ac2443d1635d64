/// Files of records, in and out.
extension Migration6 {
    static let files = """
        CREATE TABLE import_errors (
            import_id BLOB NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (import_id, kind, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE import_chunks (
            import_id BLOB NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL,
            PRIMARY KEY (import_id, first_seq)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE imports (
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
            resource TEXT COLLATE NOCASE NOT NULL,
            format TEXT NOT NULL,
            status TEXT NOT NULL,
            is_dry_run INTEGER NOT NULL,
            match_on TEXT COLLATE NOCASE NOT NULL,
            mode TEXT NOT NULL,
            system TEXT COLLATE NOCASE,
            options TEXT NOT NULL,
            bytes_total INTEGER NOT NULL,
            bytes_read INTEGER NOT NULL,
            rows_read INTEGER NOT NULL,
            rows_created INTEGER NOT NULL,
            rows_updated INTEGER NOT NULL,
            rows_unchanged INTEGER NOT NULL,
            rows_ignored INTEGER NOT NULL,
            rows_failed INTEGER NOT NULL,
            records_reverted INTEGER NOT NULL,
            records_kept INTEGER NOT NULL,
            error TEXT,
            started_at INTEGER,
            finished_at INTEGER,
            credential_id BLOB,
            revert_before INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX imports_id ON imports (id);
        CREATE INDEX imports_created_at ON imports (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX imports_updated_at ON imports (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX imports_owner_id ON imports (owner_id) WHERE owner_id IS NOT NULL;
        CREATE INDEX imports_team_id ON imports (team_id) WHERE team_id IS NOT NULL;
        CREATE INDEX imports_status ON imports (status);
        CREATE TABLE exports (
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
            resource TEXT COLLATE NOCASE NOT NULL,
            format TEXT NOT NULL,
            status TEXT NOT NULL,
            filter TEXT,
            columns TEXT NOT NULL,
            delimiter TEXT NOT NULL,
            escapes_formulas INTEGER NOT NULL,
            rows_written INTEGER NOT NULL,
            bytes_written INTEGER NOT NULL,
            error TEXT,
            started_at INTEGER,
            finished_at INTEGER,
            credential_id BLOB
        ) STRICT;
        CREATE UNIQUE INDEX exports_id ON exports (id);
        CREATE INDEX exports_created_at ON exports (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX exports_updated_at ON exports (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX exports_owner_id ON exports (owner_id) WHERE owner_id IS NOT NULL;
        CREATE INDEX exports_team_id ON exports (team_id) WHERE team_id IS NOT NULL;
        CREATE INDEX exports_status ON exports (status);
        """
}
