/// The tables of Parties.
extension Migration1 {
    static let parties = """
        CREATE TABLE parties (
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
            kind TEXT NOT NULL,
            display_name TEXT COLLATE NOCASE NOT NULL,
            legal_name TEXT COLLATE NOCASE,
            given_name TEXT COLLATE NOCASE,
            family_name TEXT COLLATE NOCASE,
            job_title TEXT COLLATE NOCASE,
            organization_id BLOB REFERENCES parties (id),
            industry TEXT COLLATE NOCASE,
            website TEXT,
            language TEXT,
            time_zone TEXT,
            country TEXT,
            birth_on INTEGER,
            status TEXT NOT NULL,
            primary_email TEXT COLLATE NOCASE,
            primary_phone TEXT
        ) STRICT;
        CREATE UNIQUE INDEX parties_id ON parties (id);
        CREATE INDEX parties_created_at ON parties (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX parties_updated_at ON parties (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX parties_owner_id ON parties (owner_id) WHERE owner_id IS NOT NULL;
        CREATE INDEX parties_team_id ON parties (team_id) WHERE team_id IS NOT NULL;
        CREATE INDEX parties_display_name ON parties (display_name, id) WHERE deleted_at IS NULL;
        CREATE INDEX parties_organization_id ON parties (organization_id)
            WHERE organization_id IS NOT NULL;
        CREATE INDEX parties_country ON parties (country) WHERE country IS NOT NULL;
        CREATE INDEX parties_status ON parties (status);
        CREATE INDEX parties_primary_email ON parties (primary_email) WHERE primary_email IS NOT NULL;
        CREATE INDEX parties_primary_phone ON parties (primary_phone) WHERE primary_phone IS NOT NULL;
        CREATE VIRTUAL TABLE parties_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE party_roles (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            role TEXT NOT NULL,
            scope TEXT COLLATE NOCASE,
            valid_from INTEGER,
            valid_until INTEGER,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX party_roles_id ON party_roles (id);
        CREATE INDEX party_roles_parent ON party_roles (parent_id, position);
        CREATE INDEX party_roles_role ON party_roles (role);
        CREATE TABLE contact_points (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            channel TEXT NOT NULL,
            value TEXT COLLATE NOCASE NOT NULL,
            normalized TEXT COLLATE NOCASE,
            label TEXT COLLATE NOCASE,
            is_primary INTEGER NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX contact_points_id ON contact_points (id);
        CREATE INDEX contact_points_parent ON contact_points (parent_id, position);
        CREATE INDEX contact_points_normalized ON contact_points (normalized)
            WHERE normalized IS NOT NULL;
        CREATE TABLE addresses (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            type TEXT NOT NULL,
            line1 TEXT COLLATE NOCASE NOT NULL,
            line2 TEXT COLLATE NOCASE,
            city TEXT COLLATE NOCASE,
            region TEXT COLLATE NOCASE,
            postal_code TEXT COLLATE NOCASE,
            country TEXT,
            is_primary INTEGER NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX addresses_id ON addresses (id);
        CREATE INDEX addresses_parent ON addresses (parent_id, position);
        CREATE TABLE party_identifiers (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            scheme TEXT COLLATE NOCASE NOT NULL,
            value TEXT COLLATE NOCASE NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX party_identifiers_id ON party_identifiers (id);
        CREATE INDEX party_identifiers_parent ON party_identifiers (parent_id, position);
        CREATE INDEX party_identifiers_value ON party_identifiers (value);
        CREATE TABLE party_relationships (
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
            type TEXT COLLATE NOCASE NOT NULL,
            from_party_id BLOB NOT NULL REFERENCES parties (id),
            to_party_id BLOB NOT NULL REFERENCES parties (id),
            title TEXT COLLATE NOCASE,
            valid_from INTEGER,
            valid_until INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX party_relationships_id ON party_relationships (id);
        CREATE INDEX party_relationships_created_at ON party_relationships (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX party_relationships_updated_at ON party_relationships (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX party_relationships_owner_id ON party_relationships (owner_id)
            WHERE owner_id IS NOT NULL;
        CREATE INDEX party_relationships_team_id ON party_relationships (team_id)
            WHERE team_id IS NOT NULL;
        CREATE INDEX party_relationships_type ON party_relationships (type, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX party_relationships_from_party_id ON party_relationships (from_party_id);
        CREATE INDEX party_relationships_to_party_id ON party_relationships (to_party_id);
        CREATE VIRTUAL TABLE party_relationships_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        """
}
