/// What the storage layer could not do.
package enum StoreError: Error, Sendable {
    /// A unique index refused a row; `columns` as the engine names them.
    case duplicate(table: String, columns: [String])
    /// A foreign key refused a row.
    case foreignKey
    /// The disk is full; the transaction was rolled back and may be tried again later.
    case full
    /// Reading or writing the disk failed: nothing may be written any more until a restart.
    case inputOutput(String)
    /// What the file holds makes no sense: nothing may be written any more until it is restored.
    case damaged(String)
    /// The queue of writes is full or the writer has stopped.
    case busy
    /// Another process holds the database for writing.
    case locked(path: String)
    /// The file belongs to another program.
    case foreign(path: String)
    /// A log holds a part of a database whose file is not there.
    case orphan(log: String)
    /// The database was written by a newer release.
    case newer(found: Int, known: Int)
    /// A migration that has been applied reads otherwise in this binary.
    case changedMigration(Int)
    /// The SQLite library is too old.
    case oldLibrary(found: String, needed: String)
    /// Everything else, with the engine's words.
    case engine(code: Int32, message: String)
}

extension StoreError {
    /// Whether nothing may be written any more until a restart.
    var isFinal: Bool {
        switch self {
        case .inputOutput, .damaged: true
        default: false
        }
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .duplicate(let table, let columns):
            "\(table) already has a row with this \(columns.joined(separator: ", "))."
        case .foreignKey: "A reference points at a row that does not exist."
        case .full: "The disk is full."
        case .inputOutput(let message): "The disk failed: \(message)."
        case .damaged(let message): "The database is damaged: \(message)."
        case .busy: "The queue of writes is full."
        case .locked(let path): "Another process is using \(path)."
        case .foreign(let path): "\(path) is not a database of Trato."
        case .orphan(let log):
            "\(log) holds a part of a database whose file is not beside it: put that back, or move the log away."
        case .newer(let found, let known):
            "The database has schema version \(found), this binary knows only up to \(known)."
        case .changedMigration(let version):
            "Migration \(version) in the database differs from the one in this binary."
        case .oldLibrary(let found, let needed):
            "SQLite \(found) is installed, \(needed) or newer is needed (package libsqlite3-0)."
        case .engine(let code, let message): "SQLite error \(code): \(message)."
        }
    }
}
