import Glibc
import Schema
import Store

extension Application {
    /// Makes a file of this machine an import by the server itself, without copying it where the file system allows.
    ///
    /// For the command line while no server runs. Throws what a client would be told.
    package func adopt(
        file: String, _ format: BulkFormat, _ parameters: [(name: String, value: String)]
    ) throws -> RecordID {
        let terms = try ImportTerms(parameters, format, registry)
        try bulk.folder.prepare()
        let size = try bulk.folder.size(of: file)
        return try database.write { [self] tx in
            tx.attach(self)
            _ = try endAbandonedImports(tx)
            let made = try tx.create(terms.record(size: size))
            try bulk.folder.link(file, as: made.id.rawValue)
            return made.id.rawValue
        }
    }

    /// Cancels an import, unless it has ended; what was taken stays.
    package func cancel(import id: RecordID) throws {
        try database.write { [self] tx in
            tx.attach(self)
            let record = try tx.find(Imports.self, ID(id))
            guard record.status == .queued || record.status == .running else { return }
            try tx.update(record) {
                $0.status = .cancelled
                $0.finishedAt = tx.now
            }
        }
    }

    /// Ends the imports of commands that were stopped: how many there were.
    ///
    /// Nobody waits for them any more. Whoever stopped a command had a reason, and its file is the user's own, which may have
    /// another content by now. What clients have sent goes on, since they were told that it will.
    func endAbandonedImports(_ tx: Transaction) throws -> Int {
        var ids: [RecordID] = []
        let sql = """
            SELECT id FROM imports WHERE status IN ('queued', 'running') AND credential_id IS NULL
            """
        try tx.query(text: sql) { ids.append(RecordID($0.uuid(0))) }
        for id in ids {
            try tx.update(tx.find(Imports.self, ID(id))) {
                $0.status = .failed
                $0.error = "The command that took the file in was stopped."
                $0.finishedAt = tx.now
            }
        }
        return ids.count
    }

    /// How an import stands, as a client would read it.
    package func progress(of id: RecordID) throws -> [String: Int64] {
        try database.read { tx in
            tx.attach(self)
            let record = try tx.find(Imports.self, ID(id))
            return [
                "bytes_read": record.bytesRead, "bytes_total": record.bytesTotal,
                "rows_read": record.rowsRead, "rows_created": record.rowsCreated,
                "rows_updated": record.rowsUpdated, "rows_unchanged": record.rowsUnchanged,
                "rows_ignored": record.rowsIgnored, "rows_failed": record.rowsFailed,
            ]
        }
    }

    /// The status of an import, and why it could not go on.
    package func status(of id: RecordID) throws -> (status: String, error: String?) {
        try database.read { tx in
            tx.attach(self)
            let record = try tx.find(Imports.self, ID(id))
            return (record.status.rawValue, record.error)
        }
    }

    /// The first errors of an import, each a line of JSON.
    package func errors(of id: RecordID, _ take: (String) throws -> Void) throws {
        try database.read { tx in
            try tx.query(
                text: """
                    SELECT content FROM import_errors WHERE import_id = ? ORDER BY kind, number
                    """, [id.cell]
            ) { try take($0.text(0)) }
        }
    }
}

extension ImportTerms {
    /// The import that these terms make of a file.
    func record(size: Int) -> Record<Imports> {
        var record = Record<Imports>()
        record.resource = table.name
        record.format = format.rawValue
        record.isDryRun = isDryRun
        record.matchOn = matchName
        record.mode = mode.rawValue
        record.system = system
        record.options = encoded
        record.bytesTotal = Int64(size)
        return record
    }
}

extension BulkFolder {
    func size(of file: String) throws -> Int {
        var status = stat()
        guard stat(file, &status) == 0 else { throw BulkFailure.system(file) }
        return Int(status.st_size)
    }

    /// Gives a file of somebody else's the name under which its import finds it: the same file where that can be, else
    /// by a symbolic link.
    func link(_ file: String, as id: RecordID) throws {
        if Glibc.link(file, imported(id)) == 0 { return }
        guard let absolute = realpath(file, nil) else { throw BulkFailure.system(file) }
        defer { free(absolute) }
        guard symlink(absolute, imported(id)) == 0 else { throw BulkFailure.system(file) }
    }
}
