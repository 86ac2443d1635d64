import JSON
import Schema
import Store

/// Takes an import back, newest change first: what it made is deleted, what it changed is as it was.
///
/// The feed's entries say what that was. A record that somebody else has changed since stays as it is, and so do one that
/// others need and one that is never deleted, such as a payment; they are counted and named among the errors. What only
/// followed from other changes, such as an order's sums, follows these again and is not counted.
struct ImportReverting {
    private let work: ImportWork

    init(_ work: ImportWork) { self.work = work }

    private static let milliseconds = 8
    private static let entriesAtOnce = 500

    /// False when the server stops before the end.
    func run() throws -> Bool {
        while !work.application.bulk.isStopping {
            let job = RevertJob(application: work.application, id: work.id)
            guard try work.write({ try job.run($0) }) else { return true }
        }
        return false
    }

    /// One entry of the feed.
    fileprivate struct Entry {
        let seq: Int64
        let resource: String
        let record: RecordID
        let version: Int64
        let type: String
        let changes: String
    }

    /// Some entries, in one transaction.
    fileprivate struct RevertJob: Sendable {
        let application: Application
        let id: RecordID

        /// False when nothing is left.
        func run(_ tx: Transaction) throws -> Bool {
            let record = try tx.find(Imports.self, ID(id))
            guard record.status == .reverting else { return false }
            let access = try application.holder(of: record.credential, tx)
            let entries = try entries(before: record.revertBefore ?? .max, tx)
            guard !entries.isEmpty else {
                try finish(record, tx)
                return false
            }
            let deadline = ContinuousClock.now + .milliseconds(ImportReverting.milliseconds)
            var reverted: Int64 = 0
            var kept: Int64 = 0
            var last = Int64.max
            for entry in entries {
                renew(tx, access)
                switch try undo(entry, tx) {
                case .reverted: reverted += 1
                case .followed: break
                case .kept(let reason):
                    kept += 1
                    try note(entry, reason, tx)
                }
                last = entry.seq
                if ContinuousClock.now >= deadline { break }
            }
            tx.context = nil
            tx.attach(application)
            try tx.execute(
                Statements.progress,
                [
                    .integer(reverted), .integer(kept), .integer(last), tx.now.cell, id.cell,
                ])
            return true
        }

        private func finish(_ record: Record<Imports>, _ tx: Transaction) throws {
            tx.context = nil
            tx.attach(application)
            try tx.update(record) {
                $0.status = .reverted
                $0.finishedAt = tx.now
            }
        }

        private func renew(_ tx: Transaction, _ access: Access) {
            tx.context = Context(
                access: access, registry: application.registry, settings: application.settings,
                requestID: "revert-" + id.text, ids: application.writerIDs.source)
        }

        private func entries(before seq: Int64, _ tx: Transaction) throws -> [Entry] {
            var entries: [Entry] = []
            try tx.query(
                Statements.entries,
                [
                    id.cell, .integer(seq), .integer(seq),
                    .integer(Int64(ImportReverting.entriesAtOnce)),
                ]
            ) { row in
                entries.append(
                    Entry(
                        seq: row.integer(0), resource: row.text(1), record: RecordID(row.uuid(2)),
                        version: row.integer(3), type: row.text(4), changes: row.text(5)))
            }
            return entries
        }

        /// What came of one change.
        private enum Outcome {
            case reverted
            /// It had changed nothing that a request could have changed.
            case followed
            case kept(String)
        }

        /// Undoes one change.
        private func undo(_ entry: Entry, _ tx: Transaction) throws -> Outcome {
            guard let table = application.registry.resource(entry.resource),
                let row = try tx.row(table, entry.record)
            else { return .kept("The record is not there any more.") }
            guard try isUntouched(entry, tx) else { return .kept("It was changed since.") }
            do {
                return try tx.savepoint { try undo(entry, row, tx) }
            } catch let problem as Problem {
                let messages = [problem.detail] + problem.faults.map(\.message)
                return .kept(messages.joined(separator: " "))
            } catch let fault as Fault {
                return .kept(fault.message)
            }
        }

        private func undo(_ entry: Entry, _ row: Row, _ tx: Transaction) throws -> Outcome {
            if entry.version == 1 || entry.type.hasSuffix(".restored") {
                guard !row.isDeleted else { return .reverted }
                guard row.table.isDeletable else {
                    return .kept("No \(row.table.noun) is ever deleted.")
                }
                try tx.requireRight("delete", on: row.table)
                try tx.delete(row)
                return .reverted
            }
            guard !row.isDeleted else { throw Problem.wasDeleted(row.table) }
            let before = try JSONDocument(Self.before(entry.changes)).root
            let custom = try application.identity.customFields(tx)
            var input = Input(before, for: row.table, custom: custom, isLenient: true)
            input.dropReadOnly()
            let stored = try Executor(application: application).change(row, by: input, .update, tx)
            return stored.version == row.version ? .followed : .reverted
        }

        /// Whether nobody but the import and its reverting has changed the record afterwards.
        private func isUntouched(_ entry: Entry, _ tx: Transaction) throws -> Bool {
            let others = try tx.first(
                Statements.others,
                [
                    entry.record.cell, .integer(entry.seq), .text("import-" + id.text),
                    .text("revert-" + id.text),
                ]
            ) { _ in true }
            return others == nil
        }

        /// The values before a change, as a body.
        private static func before(_ changes: String) throws -> [UInt8] {
            let document = try JSONDocument(Array(changes.utf8))
            var json = JSONWriter()
            json.beginObject()
            for (name, pair) in document.root.members {
                let values = Array(pair.elements)
                // What is secret was never written down.
                guard values.count == 2, !(values[0].isNull && values[1].isNull) else { continue }
                json.key(name)
                values[0].write(to: &json)
            }
            json.endObject()
            return json.finish()
        }

        private func note(_ entry: Entry, _ reason: String, _ tx: Transaction) throws {
            let content = Value.object([
                ("resource", .text(entry.resource)), ("id", .id(entry.record)),
                ("kept_because", .text(reason)),
            ])
            try tx.execute(
                Statements.kept,
                [
                    id.cell, .integer(entry.seq),
                    .text(String(decoding: content.encoded, as: UTF8.self)),
                ])
        }
    }

    private enum Statements {
        static let entries = SQL(
            """
            SELECT a.seq, a.resource, a.record_id, a.record_version, a.type, a.changes
            FROM import_chunks c JOIN audit_entries a ON a.seq BETWEEN c.first_seq AND c.last_seq
            WHERE c.import_id = ? AND c.first_seq < ? AND a.seq < ?
            ORDER BY c.first_seq DESC, a.seq DESC LIMIT ?
            """)
        static let others = SQL(
            """
            SELECT 1 FROM audit_entries WHERE record_id = ? AND seq > ? AND request_id <> ?
                AND request_id <> ? LIMIT 1
            """)
        static let progress = SQL(
            """
            UPDATE imports SET records_reverted = records_reverted + ?,
                records_kept = records_kept + ?, revert_before = ?, version = version + 1,
                updated_at = ?
            WHERE id = ?
            """)
        static let kept = SQL(
            """
            INSERT OR REPLACE INTO import_errors (import_id, kind, number, content)
            VALUES (?, 'kept', ?, ?)
            """)
    }
}
