/// The tables of Support.
extension Migration1 {
    static let support = """
        CREATE TABLE queues (
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
            team_id BLOB REFERENCES teams (id),
            description TEXT,
            email TEXT COLLATE NOCASE
        ) STRICT;
        CREATE UNIQUE INDEX queues_id ON queues (id);
        CREATE INDEX queues_created_at ON queues (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX queues_updated_at ON queues (updated_at, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX queues_name_unique ON queues (name) WHERE deleted_at IS NULL;
        CREATE INDEX queues_team_id ON queues (team_id) WHERE team_id IS NOT NULL;
        CREATE UNIQUE INDEX queues_email_unique ON queues (email)
            WHERE deleted_at IS NULL AND email IS NOT NULL;
        CREATE VIRTUAL TABLE queues_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE tickets (
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
            number TEXT COLLATE NOCASE NOT NULL,
            subject TEXT COLLATE NOCASE NOT NULL,
            description TEXT,
            status TEXT NOT NULL,
            priority TEXT NOT NULL,
            type TEXT NOT NULL,
            channel TEXT NOT NULL,
            language TEXT,
            party_id BLOB REFERENCES parties (id),
            requester_id BLOB REFERENCES parties (id),
            queue_id BLOB REFERENCES queues (id),
            assignee_id BLOB REFERENCES users (id),
            order_id BLOB REFERENCES orders (id),
            product_id BLOB REFERENCES products (id),
            follow_up_of_id BLOB REFERENCES tickets (id),
            first_responded_at INTEGER,
            solved_at INTEGER,
            closed_at INTEGER,
            reopened_count INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX tickets_id ON tickets (id);
        CREATE INDEX tickets_created_at ON tickets (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX tickets_updated_at ON tickets (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX tickets_owner_id ON tickets (owner_id) WHERE owner_id IS NOT NULL;
        CREATE INDEX tickets_team_id ON tickets (team_id) WHERE team_id IS NOT NULL;
        CREATE UNIQUE INDEX tickets_number_unique ON tickets (number) WHERE deleted_at IS NULL;
        CREATE INDEX tickets_subject ON tickets (subject, id) WHERE deleted_at IS NULL;
        CREATE INDEX tickets_priority ON tickets (priority);
        CREATE INDEX tickets_type ON tickets (type);
        CREATE INDEX tickets_channel ON tickets (channel);
        CREATE INDEX tickets_party_id ON tickets (party_id) WHERE party_id IS NOT NULL;
        CREATE INDEX tickets_requester_id ON tickets (requester_id) WHERE requester_id IS NOT NULL;
        CREATE INDEX tickets_queue_id ON tickets (queue_id) WHERE queue_id IS NOT NULL;
        CREATE INDEX tickets_assignee_id ON tickets (assignee_id) WHERE assignee_id IS NOT NULL;
        CREATE INDEX tickets_order_id ON tickets (order_id) WHERE order_id IS NOT NULL;
        CREATE INDEX tickets_product_id ON tickets (product_id) WHERE product_id IS NOT NULL;
        CREATE INDEX tickets_follow_up_of_id ON tickets (follow_up_of_id)
            WHERE follow_up_of_id IS NOT NULL;
        CREATE INDEX tickets_first_responded_at ON tickets (first_responded_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX tickets_solved_at ON tickets (solved_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX tickets_closed_at ON tickets (closed_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX tickets_queue_id_status_x ON tickets (queue_id, status, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX tickets_status_solved_at_x ON tickets (status, solved_at, id)
            WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE tickets_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE ticket_messages (
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
            ticket_id BLOB NOT NULL REFERENCES tickets (id),
            visibility TEXT NOT NULL,
            body TEXT NOT NULL,
            author_kind TEXT,
            author_party_id BLOB REFERENCES parties (id),
            channel TEXT,
            party_id BLOB REFERENCES parties (id)
        ) STRICT;
        CREATE UNIQUE INDEX ticket_messages_id ON ticket_messages (id);
        CREATE INDEX ticket_messages_created_at ON ticket_messages (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX ticket_messages_updated_at ON ticket_messages (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX ticket_messages_ticket_id ON ticket_messages (ticket_id);
        CREATE INDEX ticket_messages_author_party_id ON ticket_messages (author_party_id)
            WHERE author_party_id IS NOT NULL;
        CREATE INDEX ticket_messages_party_id ON ticket_messages (party_id) WHERE party_id IS NOT NULL;
        CREATE INDEX ticket_messages_ticket_id_created_at_x ON ticket_messages (ticket_id, created_at,
            id) WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE ticket_messages_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        """
}
