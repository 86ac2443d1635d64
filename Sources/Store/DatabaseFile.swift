import CSQLite
import Glibc

/// What is looked at before a file is opened for writing.
enum DatabaseFile {
    /// The path of the file that a path leads to through links.
    ///
    /// SQLite follows links to the file, and names log and index after it; the lock beside it has to be the same one by
    /// whatever name a process comes. A link to nothing leads to where the file will be made.
    static func resolved(_ path: String) -> String {
        var path = path
        for _ in 0..<40 {
            var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            let count = readlink(path, &target, target.count - 1)
            guard count > 0 else { return path }
            let next = String(
                decoding: target[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
            path = next.hasPrefix("/") ? next : folder + next
        }
        return path
    }

    /// Throws `orphan` for the log of a database whose file is not there, such as one that was moved away.
    ///
    /// SQLite would take it for a left-over and remove it, with what was committed last.
    static func refuseOrphan(_ path: String) throws(StoreError) {
        let log = path + "-wal"
        guard PrivateFile.size(of: path) ?? 0 == 0, PrivateFile.size(of: log) ?? 0 > 0 else {
            return
        }
        throw .orphan(log: log)
    }

    /// Throws `foreign` for a file that another program has made, and leaves it as it is.
    static func refuseForeign(_ path: String) throws {
        guard PrivateFile.size(of: path) ?? 0 > 0 else { return }
        let mark = try mark(of: path)
        if mark == Connection.applicationID { return }
        // A power cut may have left of ours what only the log or the journal beside it makes a database again.
        let hasLog = ["-wal", "-journal"].contains { PrivateFile.size(of: path + $0) ?? 0 > 0 }
        guard mark != nil || hasLog else { throw StoreError.foreign(path: path) }
        // Reading changes nothing, and neither does the end of it.
        let connection = try Connection(path: path, role: .reader, cachePages: -2_000)
        try connection.keepLogOnClose()
        guard try connection.isOurs() || connection.isEmpty() else {
            throw StoreError.foreign(path: path)
        }
    }

    /// The application id in the header, nil without the magic text.
    /// <https://www.sqlite.org/fileformat2.html#the_database_header>
    static func mark(in header: ArraySlice<UInt8>) -> Int64? {
        guard header.count >= 100, header.starts(with: "SQLite format 3\0".utf8) else { return nil }
        return header.dropFirst(68).prefix(4).reduce(0) { $0 << 8 | Int64($1) }
    }

    private static func mark(of path: String) throws(StoreError) -> Int64? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path) }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 100)
        let count = read(descriptor, &header, header.count)
        guard count >= 0 else { throw .system(path) }
        return mark(in: header[..<count])
    }
}

extension Connection {
    /// "Trat" in the header of the file. <https://www.sqlite.org/pragma.html#pragma_application_id>
    static let applicationID: Int64 = 0x5472_6174

    /// Whether the mark is ours, or there is none and our table of migrations.
    func isOurs() throws -> Bool {
        let mark = try integer("PRAGMA application_id")
        if mark == Self.applicationID { return true }
        // Others have a table of this name too.
        let columns = try integer(
            """
            SELECT COUNT(*) FROM pragma_table_info('schema_migrations')
            WHERE name IN ('version', 'name', 'checksum', 'applied_at')
            """)
        return mark == 0 && columns == 4
    }

    func isEmpty() throws -> Bool {
        try integer("PRAGMA application_id") == 0
            && integer("SELECT COUNT(*) FROM sqlite_schema") == 0
    }

    private func integer(_ sql: String) throws -> Int64 {
        try use(text: sql) { try $0.step() ? $0.integer(0) : 0 }
    }
}
