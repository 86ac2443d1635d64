import Store

/// When something happened in another system, by its own clock and count.
package struct Occurrence: Equatable, Sendable {
    package let at: Instant
    /// Orders what happened in the same instant.
    package let sequence: Int64?

    package init(at: Instant, sequence: Int64? = nil) {
        self.at = at
        self.sequence = sequence
    }

    /// Whether what is known already happened later; what happened at once is not older.
    package func isOlder(than known: Occurrence) -> Bool {
        guard at == known.at else { return at < known.at }
        guard let sequence, let other = known.sequence else { return false }
        return sequence < other
    }
}

/// What is known of another system's key.
package struct KnownKey: Sendable {
    package let record: RecordID
    /// When the newest message that was taken happened; nil when none said so.
    package let latest: Occurrence?
}

extension Transaction {
    /// The record that another system calls by a key, deleted or not, and its newest message.
    package func known(_ table: Table, _ key: ExternalID) throws -> KnownKey? {
        try first(
            ExternalIDStatements.known, [.text(table.name), .text(key.system), .text(key.id)]
        ) { row in
            let latest =
                row.isNull(1)
                ? nil
                : Occurrence(
                    at: Instant(milliseconds: row.integer(1)),
                    sequence: row.isNull(2) ? nil : row.integer(2))
            return KnownKey(record: RecordID(row.uuid(0)), latest: latest)
        }
    }

    /// When another system deleted what it calls by a key before anybody had heard of the key; nil when it has not.
    package func deletion(_ table: Table, _ key: ExternalID) throws -> Occurrence? {
        try first(
            ExternalIDStatements.deletion, [.text(table.name), .text(key.system), .text(key.id)]
        ) { row in
            Occurrence(
                at: Instant(milliseconds: row.integer(0)),
                sequence: row.isNull(1) ? nil : row.integer(1))
        }
    }

    /// Remembers a deletion of what was never here, in place of an earlier one.
    package func remember(
        deletion occurrence: Occurrence, of table: Table, _ key: ExternalID
    ) throws {
        try execute(
            ExternalIDStatements.remember,
            [
                .text(table.name), .text(key.system), .text(key.id), occurrence.at.cell,
                occurrence.sequence.cell,
            ])
    }

    /// Forgets such a deletion: the key has a record now.
    package func forgetDeletion(of table: Table, _ key: ExternalID) throws {
        try execute(
            ExternalIDStatements.forget, [.text(table.name), .text(key.system), .text(key.id)])
    }

    /// Notes when the message happened that a record is now as.
    package func note(_ occurrence: Occurrence, of table: Table, _ key: ExternalID) throws {
        try execute(
            ExternalIDStatements.note,
            [
                occurrence.at.cell, occurrence.sequence.cell, .text(table.name), .text(key.system),
                .text(key.id),
            ])
    }
}
