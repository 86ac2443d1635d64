/// The tables of Activities.
extension Migration1 {
    static let activities = """
        CREATE TABLE activities (
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
            type TEXT NOT NULL,
            subject TEXT COLLATE NOCASE NOT NULL,
            body TEXT,
            status TEXT NOT NULL,
            priority TEXT NOT NULL,
            starts_at INTEGER,
            ends_at INTEGER,
            due_at INTEGER,
            all_day INTEGER NOT NULL,
            time_zone TEXT,
            starts_on INTEGER,
            ends_on INTEGER,
            duration_seconds INTEGER,
            location TEXT COLLATE NOCASE,
            party_id BLOB REFERENCES parties (id),
            contact_id BLOB REFERENCES parties (id),
            related TEXT,
            outcome TEXT COLLATE NOCASE,
            completed_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX activities_id ON activities (id);
        CREATE INDEX activities_created_at ON activities (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX activities_updated_at ON activities (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX activities_owner_id ON activities (owner_id) WHERE owner_id IS NOT NULL;
        CREATE INDEX activities_team_id ON activities (team_id) WHERE team_id IS NOT NULL;
        CREATE INDEX activities_type ON activities (type);
        CREATE INDEX activities_subject ON activities (subject, id) WHERE deleted_at IS NULL;
        CREATE INDEX activities_status ON activities (status);
        CREATE INDEX activities_starts_at ON activities (starts_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX activities_due_at ON activities (due_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX activities_party_id ON activities (party_id) WHERE party_id IS NOT NULL;
        CREATE INDEX activities_contact_id ON activities (contact_id) WHERE contact_id IS NOT NULL;
        CREATE INDEX activities_related ON activities (related) WHERE related IS NOT NULL;
        CREATE INDEX activities_completed_at ON activities (completed_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX activities_owner_id_starts_at_x ON activities (owner_id, starts_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX activities_owner_id_due_at_x ON activities (owner_id, due_at, id)
            WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE activities_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        """
}
