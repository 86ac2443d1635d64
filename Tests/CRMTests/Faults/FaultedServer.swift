import API
import CFaultVFS
import CRM
import Glibc
import Schema
import Store
import TratoTesting

/// A server on a copy of another one's database, whose files can be made to fail.
final class FaultedServer {
    let server: TestServer
    private let folder: OpaquePointer

    init(copyOf original: TestServer) throws {
        var watched: OpaquePointer?
        server = try TestServer(copyOf: original) { watched = fault_watch($0.path) }
        guard let watched else { preconditionFailure("the folder was not prepared") }
        folder = watched
    }

    /// The number-th call from now on fails, and `run` in all; 0 for all later ones.
    func arm(_ kind: fault_kind, _ number: Int, run: Int = 1) {
        fault_arm(folder, kind, Int32(number), Int32(run))
    }

    /// How many calls have failed.
    func disarm() -> Int { Int(fault_disarm(folder)) }

    var isReady: Bool { server.admin.get("/readyz").status == 200 }

    /// What a process finds that is started after this one was killed now: rows of each table, and what is wrong.
    func afterRestart() throws -> (rows: [String: Int64], damage: [String]) {
        let place = TestFolder()
        for name in ["trato.db", "trato.db-wal"] {
            try File.write(try File.read(server.folder.file(name)), to: place.file(name))
        }
        let database = try Database(path: place.file("trato.db"), migrations: Trato.migrations)
        return try database.read { tx in
            tx.context = Context(
                access: .system, registry: Trato.registry, settings: TestServer.settings)
            return (try tx.rows(), try tx.damage() + Invariants.violations(tx))
        }
    }

    func rows() throws -> [String: Int64] { try server.read { try $0.rows() } }
}

extension Transaction {
    /// How many rows each table has, those of the search indices included.
    fileprivate func rows() throws -> [String: Int64] {
        var tables: [String] = []
        try query(text: "SELECT name FROM sqlite_schema WHERE type = 'table'") {
            tables.append($0.text(0))
        }
        var rows: [String: Int64] = [:]
        for table in tables {
            rows[table] = try first(text: "SELECT COUNT(*) FROM \"\(table)\"") { $0.integer(0) }
        }
        return rows
    }
}
