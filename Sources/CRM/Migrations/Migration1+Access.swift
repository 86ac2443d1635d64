/// The tables of Access.
extension Migration1 {
    static let access = """
        CREATE TABLE users (
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
            email TEXT COLLATE NOCASE NOT NULL,
            name TEXT COLLATE NOCASE NOT NULL,
            language TEXT NOT NULL,
            time_zone TEXT NOT NULL,
            team_id BLOB REFERENCES teams (id),
            role_id BLOB NOT NULL REFERENCES roles (id),
            status TEXT NOT NULL,
            password TEXT
        ) STRICT;
        CREATE UNIQUE INDEX users_id ON users (id);
        CREATE INDEX users_created_at ON users (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX users_updated_at ON users (updated_at, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX users_email_unique ON users (email) WHERE deleted_at IS NULL;
        CREATE INDEX users_name ON users (name, id) WHERE deleted_at IS NULL;
        CREATE INDEX users_team_id ON users (team_id) WHERE team_id IS NOT NULL;
        CREATE INDEX users_role_id ON users (role_id);
        CREATE VIRTUAL TABLE users_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE teams (
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
            parent_id BLOB REFERENCES teams (id)
        ) STRICT;
        CREATE UNIQUE INDEX teams_id ON teams (id);
        CREATE INDEX teams_created_at ON teams (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX teams_updated_at ON teams (updated_at, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX teams_name_unique ON teams (name) WHERE deleted_at IS NULL;
        CREATE INDEX teams_parent_id ON teams (parent_id) WHERE parent_id IS NOT NULL;
        CREATE VIRTUAL TABLE teams_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE roles (
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
            is_built_in INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX roles_id ON roles (id);
        CREATE INDEX roles_created_at ON roles (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX roles_updated_at ON roles (updated_at, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX roles_name_unique ON roles (name) WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE roles_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE role_rights (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            resource TEXT COLLATE NOCASE NOT NULL,
            actions TEXT NOT NULL,
            sight TEXT NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX role_rights_id ON role_rights (id);
        CREATE INDEX role_rights_parent ON role_rights (parent_id, position);
        CREATE TABLE api_keys (
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
            role_id BLOB NOT NULL REFERENCES roles (id),
            user_id BLOB REFERENCES users (id),
            scopes TEXT NOT NULL,
            expires_at INTEGER,
            last_used_at INTEGER,
            prefix TEXT COLLATE NOCASE NOT NULL,
            digest TEXT COLLATE NOCASE NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX api_keys_id ON api_keys (id);
        CREATE INDEX api_keys_created_at ON api_keys (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX api_keys_updated_at ON api_keys (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX api_keys_name ON api_keys (name, id) WHERE deleted_at IS NULL;
        CREATE INDEX api_keys_role_id ON api_keys (role_id);
        CREATE INDEX api_keys_user_id ON api_keys (user_id) WHERE user_id IS NOT NULL;
        CREATE INDEX api_keys_expires_at ON api_keys (expires_at, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX api_keys_digest_unique ON api_keys (digest) WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE api_keys_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE sessions (
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
            user_id BLOB REFERENCES users (id),
            key_id BLOB REFERENCES api_keys (id),
            scopes TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            address TEXT COLLATE NOCASE NOT NULL,
            digest TEXT COLLATE NOCASE NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX sessions_id ON sessions (id);
        CREATE INDEX sessions_created_at ON sessions (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX sessions_updated_at ON sessions (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX sessions_user_id ON sessions (user_id) WHERE user_id IS NOT NULL;
        CREATE INDEX sessions_key_id ON sessions (key_id) WHERE key_id IS NOT NULL;
        CREATE INDEX sessions_expires_at ON sessions (expires_at);
        CREATE UNIQUE INDEX sessions_digest_unique ON sessions (digest) WHERE deleted_at IS NULL;
        CREATE TABLE custom_fields (
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
            resource TEXT COLLATE NOCASE NOT NULL,
            key TEXT COLLATE NOCASE NOT NULL,
            kind TEXT NOT NULL,
            label TEXT COLLATE NOCASE NOT NULL,
            options TEXT NOT NULL,
            is_required INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX custom_fields_id ON custom_fields (id);
        CREATE INDEX custom_fields_created_at ON custom_fields (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX custom_fields_updated_at ON custom_fields (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX custom_fields_resource ON custom_fields (resource, id) WHERE deleted_at IS NULL;
        CREATE INDEX custom_fields_key ON custom_fields (key, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX custom_fields_resource_key_unique ON custom_fields (resource, key)
            WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE custom_fields_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        """
}
