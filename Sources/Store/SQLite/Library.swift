import CSQLite

/// What is set for all connections of the process, before the first one is opened.
enum Library {
    /// Without its count of all memory in use SQLite takes no lock for each piece that it asks for: 7 % of the
    /// instructions of a write. Nobody reads that count; what a cache may hold is set for each connection.
    /// <https://www.sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigmemstatus>
    private static let isPrepared: Bool = trato_no_memory_status() == SQLITE_OK

    /// Whoever opened a connection by other means before keeps the count.
    static func prepare() { _ = isPrepared }
}
