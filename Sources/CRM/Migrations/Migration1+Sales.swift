/// The tables of Sales.
extension Migration1 {
    static let sales = """
        CREATE TABLE pipelines (
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
            description TEXT,
            is_default INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX pipelines_id ON pipelines (id);
        CREATE INDEX pipelines_created_at ON pipelines (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX pipelines_updated_at ON pipelines (updated_at, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX pipelines_name_unique ON pipelines (name) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX pipelines_is_default_unique ON pipelines (is_default)
            WHERE deleted_at IS NULL AND is_default = 1;
        CREATE VIRTUAL TABLE pipelines_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE pipeline_stages (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            key TEXT COLLATE NOCASE NOT NULL,
            name TEXT COLLATE NOCASE NOT NULL,
            category TEXT NOT NULL,
            default_probability INTEGER,
            forecast_category TEXT,
            rot_after_days INTEGER,
            is_active INTEGER NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX pipeline_stages_id ON pipeline_stages (id);
        CREATE INDEX pipeline_stages_parent ON pipeline_stages (parent_id, position);
        CREATE TABLE leads (
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
            display_name TEXT COLLATE NOCASE NOT NULL,
            given_name TEXT COLLATE NOCASE,
            family_name TEXT COLLATE NOCASE,
            company_name TEXT COLLATE NOCASE,
            job_title TEXT COLLATE NOCASE,
            email TEXT COLLATE NOCASE,
            phone TEXT,
            phone_normalized TEXT,
            website TEXT,
            country TEXT,
            language TEXT,
            source TEXT COLLATE NOCASE,
            status TEXT NOT NULL,
            rating TEXT,
            estimated_amount INTEGER,
            currency TEXT,
            description TEXT,
            disqualified_reason TEXT COLLATE NOCASE,
            party_id BLOB REFERENCES parties (id),
            contact_id BLOB REFERENCES parties (id),
            opportunity_id BLOB REFERENCES opportunities (id),
            converted_at INTEGER,
            conversion TEXT
        ) STRICT;
        CREATE UNIQUE INDEX leads_id ON leads (id);
        CREATE INDEX leads_created_at ON leads (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX leads_updated_at ON leads (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX leads_owner_id ON leads (owner_id) WHERE owner_id IS NOT NULL;
        CREATE INDEX leads_team_id ON leads (team_id) WHERE team_id IS NOT NULL;
        CREATE INDEX leads_display_name ON leads (display_name, id) WHERE deleted_at IS NULL;
        CREATE INDEX leads_company_name ON leads (company_name, id) WHERE deleted_at IS NULL;
        CREATE INDEX leads_email ON leads (email) WHERE email IS NOT NULL;
        CREATE INDEX leads_phone_normalized ON leads (phone_normalized)
            WHERE phone_normalized IS NOT NULL;
        CREATE INDEX leads_country ON leads (country) WHERE country IS NOT NULL;
        CREATE INDEX leads_source ON leads (source) WHERE source IS NOT NULL;
        CREATE INDEX leads_rating ON leads (rating) WHERE rating IS NOT NULL;
        CREATE INDEX leads_estimated_amount ON leads (estimated_amount, id) WHERE deleted_at IS NULL;
        CREATE INDEX leads_party_id ON leads (party_id) WHERE party_id IS NOT NULL;
        CREATE INDEX leads_contact_id ON leads (contact_id) WHERE contact_id IS NOT NULL;
        CREATE INDEX leads_opportunity_id ON leads (opportunity_id) WHERE opportunity_id IS NOT NULL;
        CREATE INDEX leads_converted_at ON leads (converted_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX leads_status_created_at_x ON leads (status, created_at, id)
            WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE leads_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE opportunities (
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
            name TEXT COLLATE NOCASE NOT NULL,
            party_id BLOB REFERENCES parties (id),
            contact_id BLOB REFERENCES parties (id),
            pipeline_id BLOB REFERENCES pipelines (id),
            stage_id BLOB REFERENCES pipeline_stages (id),
            status TEXT NOT NULL,
            amount INTEGER,
            currency TEXT,
            probability INTEGER,
            forecast_category TEXT,
            expected_close_on INTEGER,
            stage_entered_at INTEGER,
            closed_at INTEGER,
            lost_reason TEXT COLLATE NOCASE,
            source TEXT COLLATE NOCASE,
            next_step TEXT COLLATE NOCASE,
            description TEXT
        ) STRICT;
        CREATE UNIQUE INDEX opportunities_id ON opportunities (id);
        CREATE INDEX opportunities_created_at ON opportunities (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX opportunities_updated_at ON opportunities (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX opportunities_owner_id ON opportunities (owner_id) WHERE owner_id IS NOT NULL;
        CREATE INDEX opportunities_team_id ON opportunities (team_id) WHERE team_id IS NOT NULL;
        CREATE INDEX opportunities_name ON opportunities (name, id) WHERE deleted_at IS NULL;
        CREATE INDEX opportunities_party_id ON opportunities (party_id) WHERE party_id IS NOT NULL;
        CREATE INDEX opportunities_contact_id ON opportunities (contact_id)
            WHERE contact_id IS NOT NULL;
        CREATE INDEX opportunities_pipeline_id ON opportunities (pipeline_id)
            WHERE pipeline_id IS NOT NULL;
        CREATE INDEX opportunities_stage_id ON opportunities (stage_id) WHERE stage_id IS NOT NULL;
        CREATE INDEX opportunities_amount ON opportunities (amount, id) WHERE deleted_at IS NULL;
        CREATE INDEX opportunities_probability ON opportunities (probability, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX opportunities_expected_close_on ON opportunities (expected_close_on, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX opportunities_stage_entered_at ON opportunities (stage_entered_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX opportunities_closed_at ON opportunities (closed_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX opportunities_source ON opportunities (source) WHERE source IS NOT NULL;
        CREATE INDEX opportunities_status_amount_x ON opportunities (status, amount, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX opportunities_status_expected_close_on_x ON opportunities (status,
            expected_close_on, id) WHERE deleted_at IS NULL;
        CREATE INDEX opportunities_status_closed_at_x ON opportunities (status, closed_at, id)
            WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE opportunities_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE stage_history (
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
            opportunity_id BLOB NOT NULL REFERENCES opportunities (id),
            from_stage_id BLOB REFERENCES pipeline_stages (id),
            to_stage_id BLOB NOT NULL REFERENCES pipeline_stages (id),
            moved_at INTEGER NOT NULL,
            moved_by BLOB,
            amount INTEGER,
            currency TEXT,
            probability INTEGER,
            duration_seconds INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX stage_history_id ON stage_history (id);
        CREATE INDEX stage_history_created_at ON stage_history (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX stage_history_updated_at ON stage_history (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX stage_history_opportunity_id ON stage_history (opportunity_id);
        CREATE INDEX stage_history_from_stage_id ON stage_history (from_stage_id)
            WHERE from_stage_id IS NOT NULL;
        CREATE INDEX stage_history_to_stage_id ON stage_history (to_stage_id);
        CREATE INDEX stage_history_moved_at ON stage_history (moved_at, id) WHERE deleted_at IS NULL;
        """
}
