/// Webhooks: their endpoints, deliveries and attempts.
enum Migration3 {
    static let sql = """
        CREATE TABLE webhook_endpoints (
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
            url TEXT NOT NULL,
            description TEXT COLLATE NOCASE,
            event_types TEXT NOT NULL,
            resources TEXT NOT NULL,
            status TEXT NOT NULL,
            status_reason TEXT,
            secret TEXT COLLATE NOCASE NOT NULL,
            previous_secret TEXT COLLATE NOCASE,
            previous_secret_expires_at INTEGER,
            key_id BLOB REFERENCES api_keys (id),
            cursor_seq INTEGER NOT NULL,
            replay_after_seq INTEGER,
            replay_until_seq INTEGER,
            replays_failed_only INTEGER NOT NULL,
            consecutive_failures INTEGER NOT NULL,
            failing_since INTEGER,
            retry_at INTEGER,
            last_success_at INTEGER,
            last_failure_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX webhook_endpoints_id ON webhook_endpoints (id);
        CREATE INDEX webhook_endpoints_created_at ON webhook_endpoints (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX webhook_endpoints_updated_at ON webhook_endpoints (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX webhook_endpoints_owner_id ON webhook_endpoints (owner_id)
            WHERE owner_id IS NOT NULL;
        CREATE INDEX webhook_endpoints_team_id ON webhook_endpoints (team_id)
            WHERE team_id IS NOT NULL;
        CREATE INDEX webhook_endpoints_status ON webhook_endpoints (status);
        CREATE INDEX webhook_endpoints_key_id ON webhook_endpoints (key_id)
            WHERE key_id IS NOT NULL;
        CREATE TABLE webhook_deliveries (
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
            endpoint_id BLOB NOT NULL REFERENCES webhook_endpoints (id),
            message_id TEXT COLLATE NOCASE NOT NULL,
            seq INTEGER,
            event_type TEXT COLLATE NOCASE NOT NULL,
            occurred_at INTEGER NOT NULL,
            record TEXT,
            status TEXT NOT NULL,
            attempt_count INTEGER NOT NULL,
            tries INTEGER NOT NULL,
            next_attempt_at INTEGER,
            last_response_status INTEGER,
            last_error TEXT COLLATE NOCASE,
            completed_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX webhook_deliveries_id ON webhook_deliveries (id);
        CREATE INDEX webhook_deliveries_created_at ON webhook_deliveries (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX webhook_deliveries_updated_at ON webhook_deliveries (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX webhook_deliveries_endpoint_id ON webhook_deliveries (endpoint_id);
        CREATE UNIQUE INDEX webhook_deliveries_message_id_unique ON webhook_deliveries (message_id)
            WHERE deleted_at IS NULL;
        CREATE INDEX webhook_deliveries_completed_at ON webhook_deliveries (completed_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX webhook_deliveries_endpoint_id_status_next_attempt_at_x
            ON webhook_deliveries (endpoint_id, status, next_attempt_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX webhook_deliveries_endpoint_id_record_status_seq_x
            ON webhook_deliveries (endpoint_id, record, status, seq, id)
            WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX webhook_deliveries_endpoint_id_seq_unique
            ON webhook_deliveries (endpoint_id, seq)
            WHERE deleted_at IS NULL AND seq IS NOT NULL;
        CREATE TABLE webhook_attempts (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            duration_seconds INTEGER NOT NULL,
            response_status INTEGER,
            error TEXT COLLATE NOCASE,
            response TEXT,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX webhook_attempts_id ON webhook_attempts (id);
        CREATE INDEX webhook_attempts_parent ON webhook_attempts (parent_id, position);
        """
}
