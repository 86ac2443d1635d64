import API
import CRM
import Glibc
import HTTP
import Schema
import Store
import Synchronization

/// A whole server on a fresh database: all areas, built-in roles, the default pipeline, an administrator, and a clock
/// that tests move.
///
/// ```swift
/// let server = try TestServer()
/// let made = server.admin.post("/v1/parties", ["kind": "person", "given_name": "Ana"])
/// ```
package final class TestServer: Sendable {
    package let folder = TestFolder()
    package let database: Database
    package let application: Application
    package let time = TestClock()
    /// What the application reports to its operator.
    package let log = TestLog()
    /// The id of the administrator.
    package let administrator: RecordID
    /// In-process, as the administrator.
    package let admin: Client
    let loop: InProcessLoop
    private let port = Atomic(0)

    /// `copyOf` starts from what another server has; `prepare` sees the folder before the database is opened in it.
    package init(
        settings: Settings = TestServer.settings, openID: OpenIDTerms? = nil,
        limits: Writer.Limits = .init(), copyOf original: TestServer? = nil,
        prepare: (TestFolder) -> Void = { _ in }
    ) throws {
        let path = folder.file("trato.db")
        if let original {
            try Backup.copy(from: original.database.path, to: path)
        } else {
            try Blueprint.write(to: path)
        }
        prepare(folder)
        database = try Database(
            path: path, migrations: Trato.migrations, clock: time.clock, cachePages: -2_000,
            limits: limits)
        application = Application(
            areas: Trato.areas, registry: Trato.registry, database: database, settings: settings,
            identity: Credentials.identity, openID: openID, log: log.log)
        try application.openID?.start()
        loop = try InProcessLoop(application)
        loop.serve(application)
        application.beginServing()
        if let original {
            administrator = original.administrator
            admin = Client(.inProcess(loop), token: original.admin.token)
            return
        }
        let registry = Trato.registry
        let (user, token) = try database.write { tx in
            tx.context = Context(access: .system, registry: registry, settings: settings)
            return try People.administrator(tx)
        }
        administrator = user
        admin = Client(.inProcess(loop), token: token)
    }

    /// Euros, UTC, English.
    package static let settings: Settings = {
        guard let currency = Currency("EUR") else { preconditionFailure("the euro is a currency") }
        return Settings(currency: currency)
    }()

    package var registry: Registry { application.registry }

    /// Runs rules in a write transaction as the system, and waits for the commit.
    package func tx<R: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> R
    ) throws -> R {
        try tx(as: .system, body)
    }

    /// Runs rules in a write transaction as somebody.
    package func tx<R: Sendable>(
        as access: Access, _ body: @escaping @Sendable (Transaction) throws -> R
    ) throws -> R {
        let (registry, settings) = (registry, application.settings)
        return try database.write { tx in
            tx.context = Context(access: access, registry: registry, settings: settings)
            return try body(tx)
        }
    }

    /// Runs a read as the system on a connection of its own.
    package func read<R>(_ body: (Transaction) throws -> R) throws -> R {
        try database.read { tx in
            tx.context = Context(
                access: .system, registry: registry, settings: application.settings)
            return try body(tx)
        }
    }

    /// An in-process client with this token; nil sends none.
    package func client(token: String?) -> Client { Client(.inProcess(loop), token: token) }

    /// Serves on a port of 127.0.0.1 while the body runs, and hands over how to connect.
    ///
    /// `accessLog` is a descriptor for the access log.
    package func serving<R>(
        accessLog: Int32? = nil, _ body: (_ connect: () throws -> Client) throws -> R
    ) throws -> R {
        let socket = try TestSocket(application, accessLog: accessLog)
        port.store(socket.port, ordering: .relaxed)
        defer {
            socket.stop()
            loop.serve(application)
        }
        return try body { Client(.socket(try connection()), token: admin.token) }
    }

    /// A connection of its own to the port that `serving` has opened.
    package func connection() throws -> SocketConnection {
        try SocketConnection(port: port.load(ordering: .relaxed))
    }
}

/// An empty database with the schema, the built-in roles and the default pipeline, made once and copied for each server.
private enum Blueprint {
    private static let bytes: Result<[UInt8], any Error> = Result { try make() }

    static func write(to path: String) throws {
        try File.write(try bytes.get(), to: path)
    }

    private static func make() throws -> [UInt8] {
        let folder = TestFolder()
        // By the same clock as the servers: entries of the audit trail are in order of time.
        let database = try Database(
            path: folder.file("first.db"), migrations: Trato.migrations, clock: TestClock().clock)
        try database.write { tx in
            tx.context = Context(
                access: .system, registry: Trato.registry, settings: TestServer.settings)
            try BuiltInRoles.install(tx)
            try SalesDefaults.install(tx)
        }
        let copy = folder.file("copy.db")
        try Backup.copy(from: folder.file("first.db"), to: copy)
        return try File.read(copy)
    }
}

/// Files read and written whole.
package enum File {
    /// Throws what the system says when the file cannot be written.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(path: path, cause: errno) }
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count else { throw FileError(path: path, cause: errno) }
    }

    /// Throws what the system says when the file cannot be read.
    package static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path: path, cause: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw FileError(path: path, cause: errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}

/// A file that could not be read or written.
package struct FileError: Error {
    package let path: String
    /// The system's `errno`.
    package let cause: Int32
}
