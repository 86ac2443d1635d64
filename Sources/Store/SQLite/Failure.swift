import CSQLite
import Glibc

extension StoreError {
    /// Reads the error that a connection has just reported.
    ///
    /// Extended codes tell a full disk from a failed one: <https://www.sqlite.org/rescode.html>.
    static func last(of handle: OpaquePointer?, sql: String = "") -> StoreError {
        let code = sqlite3_extended_errcode(handle)
        let message = sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown"
        switch code {
        case SQLITE_CONSTRAINT | (8 << 8), SQLITE_CONSTRAINT | (6 << 8): return unique(message)
        case SQLITE_CONSTRAINT | (3 << 8): return .foreignKey
        default: break
        }
        switch code & 0xFF {
        case SQLITE_FULL: return .full
        case SQLITE_IOERR where isLackOfRoom(code, handle): return .full
        case SQLITE_CORRUPT: return .damaged(message)
        case SQLITE_CANTOPEN:
            // Too few descriptors, say, are no fault of the disk.
            let cause = sqlite3_system_errno(handle)
            guard cause != 0 else { return .inputOutput(message) }
            return .inputOutput("\(message), \(String(cString: strerror(cause)))")
        case SQLITE_IOERR, SQLITE_NOTADB, SQLITE_READONLY: return .inputOutput(message)
        default:
            return .engine(code: code, message: sql.isEmpty ? message : "\(message) in \(sql)")
        }
    }

    /// Whether a failed write only found no room.
    ///
    /// SQLite calls a disk full only when a write says ENOSPC. A quota, a bound on the length of files and a log index that cannot grow are the
    /// same to the caller: nothing was committed, and there may be room again. A sync without room is none of these: what it should
    /// have written may be lost.
    private static func isLackOfRoom(_ code: Int32, _ handle: OpaquePointer?) -> Bool {
        let (write, growIndex) = (SQLITE_IOERR | (3 << 8), SQLITE_IOERR | (19 << 8))
        return [write, growIndex].contains(code)
            && [ENOSPC, EDQUOT, EFBIG].contains(sqlite3_system_errno(handle))
    }

    /// SQLite says `UNIQUE constraint failed: products.sku, products.x` or `… index 'name'`.
    private static func unique(_ message: String) -> StoreError {
        let names = message.split(separator: ":").last?.split(separator: ",") ?? []
        var table = ""
        var columns: [String] = []
        for name in names {
            let parts = name.split(separator: ".")
            table = String(parts.first ?? "").trimmingSpaces
            columns.append(String(parts.last ?? "").trimmingSpaces)
        }
        return .duplicate(table: table, columns: columns)
    }
}

extension String {
    fileprivate var trimmingSpaces: String { String(drop { $0 == " " }) }
}
