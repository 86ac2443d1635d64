import CSQLite

/// How often a connection found a page in its cache, and how often it had to read it.
package struct PageCache: Sendable {
    package private(set) var hits = 0
    package private(set) var misses = 0

    package init() {}

    package mutating func add(_ other: PageCache) {
        hits += other.hits
        misses += other.misses
    }

    /// Adds what the connection has counted since it was asked last.
    ///
    /// SQLite's own counters have 31 bits and begin again unnoticed, so they are set back each time.
    /// <https://www.sqlite.org/c3ref/c_dbstatus_options.html>
    mutating func take(from connection: Connection) {
        hits += connection.takeStatus(SQLITE_DBSTATUS_CACHE_HIT)
        misses += connection.takeStatus(SQLITE_DBSTATUS_CACHE_MISS)
    }
}

extension Connection {
    fileprivate func takeStatus(_ what: Int32) -> Int {
        var current: Int32 = 0
        var highest: Int32 = 0
        let code = sqlite3_db_status(handle, what, &current, &highest, 1)
        precondition(code == SQLITE_OK, "this SQLite has no status \(what)")
        return Int(current)
    }
}
