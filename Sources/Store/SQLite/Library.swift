import CSQLite

/// What is set for all connections of the process, before the first one is opened.
enum Library {
    /// Whether the library counts no memory; whoever has opened a connection by other means before keeps the count.
    ///
    /// Without the count it takes no lock for each piece of memory that it asks for: 7 % of the instructions of a write.
    /// Nobody reads it, and what a cache may hold is set for each connection.
    private static let countsNoMemory: Bool = trato_no_memory_status() == SQLITE_OK

    static func prepare() { _ = countsNoMemory }
}
