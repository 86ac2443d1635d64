/// Whose word quotes need.
extension Migration2 {
    static let approvals = """
        ALTER TABLE users ADD COLUMN manager_id BLOB REFERENCES users (id);
        CREATE INDEX users_manager_id ON users (manager_id) WHERE manager_id IS NOT NULL;
        ALTER TABLE quotes ADD COLUMN payment_terms_days INTEGER;
        ALTER TABLE quotes ADD COLUMN submitted_at INTEGER;
        ALTER TABLE quotes ADD COLUMN submitted_by BLOB;
        ALTER TABLE quotes ADD COLUMN approved_at INTEGER;
        ALTER TABLE products ADD COLUMN cost INTEGER;
        CREATE TABLE approval_policies (
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
            is_active INTEGER NOT NULL,
            level INTEGER NOT NULL,
            line_discount_percent_above INTEGER,
            document_discount_percent_above INTEGER,
            margin_percent_below INTEGER,
            net_amount_above INTEGER,
            currency TEXT,
            payment_terms_days_above INTEGER,
            on_free_text_terms INTEGER NOT NULL,
            mode TEXT NOT NULL,
            sla_hours INTEGER,
            allows_self_approval INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX approval_policies_id ON approval_policies (id);
        CREATE INDEX approval_policies_created_at ON approval_policies (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX approval_policies_updated_at ON approval_policies (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX approval_policies_name_unique ON approval_policies (name)
            WHERE deleted_at IS NULL;
        CREATE INDEX approval_policies_level ON approval_policies (level, id) WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE approval_policies_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE approval_policy_approvers (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            role_id BLOB REFERENCES roles (id),
            user_id BLOB REFERENCES users (id),
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX approval_policy_approvers_id ON approval_policy_approvers (id);
        CREATE INDEX approval_policy_approvers_parent ON approval_policy_approvers (parent_id, position);
        CREATE INDEX approval_policy_approvers_role_id ON approval_policy_approvers (role_id)
            WHERE role_id IS NOT NULL;
        CREATE INDEX approval_policy_approvers_user_id ON approval_policy_approvers (user_id)
            WHERE user_id IS NOT NULL;
        CREATE TABLE approvals (
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
            quote_id BLOB NOT NULL REFERENCES quotes (id),
            policy_id BLOB NOT NULL REFERENCES approval_policies (id),
            policy_name TEXT COLLATE NOCASE NOT NULL,
            level INTEGER NOT NULL,
            status TEXT NOT NULL,
            reasons TEXT NOT NULL,
            mode TEXT NOT NULL,
            allows_self_approval INTEGER NOT NULL,
            submitted_by BLOB,
            due_at INTEGER,
            decided_at INTEGER,
            party_id BLOB REFERENCES parties (id),
            currency TEXT NOT NULL,
            line_discount_percent INTEGER NOT NULL,
            document_discount_percent INTEGER NOT NULL,
            margin_percent INTEGER,
            net_amount INTEGER NOT NULL,
            payment_terms_days INTEGER,
            terms_digest TEXT COLLATE NOCASE
        ) STRICT;
        CREATE UNIQUE INDEX approvals_id ON approvals (id);
        CREATE INDEX approvals_created_at ON approvals (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX approvals_updated_at ON approvals (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX approvals_owner_id ON approvals (owner_id) WHERE owner_id IS NOT NULL;
        CREATE INDEX approvals_team_id ON approvals (team_id) WHERE team_id IS NOT NULL;
        CREATE INDEX approvals_quote_id ON approvals (quote_id);
        CREATE INDEX approvals_policy_id ON approvals (policy_id);
        CREATE INDEX approvals_due_at ON approvals (due_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX approvals_party_id ON approvals (party_id) WHERE party_id IS NOT NULL;
        CREATE INDEX approvals_status_created_at_x ON approvals (status, created_at, id)
            WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE approvals_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE approval_steps (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            role_id BLOB REFERENCES roles (id),
            user_id BLOB REFERENCES users (id),
            decision TEXT,
            decided_by BLOB REFERENCES users (id),
            on_behalf_of BLOB REFERENCES users (id),
            decided_at INTEGER,
            comment TEXT COLLATE NOCASE,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX approval_steps_id ON approval_steps (id);
        CREATE INDEX approval_steps_parent ON approval_steps (parent_id, position);
        CREATE INDEX approval_steps_role_id ON approval_steps (role_id) WHERE role_id IS NOT NULL;
        CREATE INDEX approval_steps_user_id ON approval_steps (user_id) WHERE user_id IS NOT NULL;
        CREATE INDEX approval_steps_decided_by ON approval_steps (decided_by) WHERE decided_by IS NOT NULL;
        CREATE INDEX approval_steps_on_behalf_of ON approval_steps (on_behalf_of)
            WHERE on_behalf_of IS NOT NULL;
        CREATE TABLE approval_delegations (
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
            delegate_id BLOB NOT NULL REFERENCES users (id),
            valid_from INTEGER NOT NULL,
            valid_until INTEGER NOT NULL,
            reason TEXT COLLATE NOCASE
        ) STRICT;
        CREATE UNIQUE INDEX approval_delegations_id ON approval_delegations (id);
        CREATE INDEX approval_delegations_created_at ON approval_delegations (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX approval_delegations_updated_at ON approval_delegations (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX approval_delegations_owner_id ON approval_delegations (owner_id)
            WHERE owner_id IS NOT NULL;
        CREATE INDEX approval_delegations_team_id ON approval_delegations (team_id)
            WHERE team_id IS NOT NULL;
        CREATE INDEX approval_delegations_delegate_id ON approval_delegations (delegate_id);
        CREATE INDEX approval_delegations_valid_from ON approval_delegations (valid_from, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX approval_delegations_valid_until ON approval_delegations (valid_until, id)
            WHERE deleted_at IS NULL;
        """
}
