import API
import CRM
import Schema
import Store

/// A database opened for this process alone, with the application on top of it.
struct Installation {
    let application: Application

    var database: Database { application.database }
    var settings: Settings { application.settings }

    /// Opens, makes and migrates the database.
    ///
    /// Throws `StoreError`: `locked` while another process serves it, `newer` when a newer release
    /// wrote it.
    init(
        _ configuration: Configuration, openID: OpenIDTerms? = nil, clock: Clock = .system,
        onFailure: @escaping @Sendable (StoreError) -> Void = { _ in },
        log: Log
    ) throws {
        let database = try Database(
            path: configuration.database, migrations: Trato.migrations, clock: clock,
            cachePages: -configuration.cacheKiB, limits: configuration.writer,
            onFailure: onFailure)
        application = Application(
            areas: Trato.areas, registry: Trato.registry, database: database,
            settings: configuration.settings, identity: Credentials.identity, openID: openID,
            documentationFolder: configuration.swaggerUI, log: log)
    }

    /// Opens the database for a command that works while no server does, and closes it afterwards.
    ///
    /// Throws `Failure` (EX_TEMPFAIL) while a server has it.
    static func offline<R>(
        _ configuration: Configuration, clock: Clock = .system,
        _ work: (Installation) throws -> R
    ) throws -> R {
        let installation: Installation
        do {
            installation = try Installation(
                configuration, clock: clock, log: OperatorLog.open(configuration))
        } catch StoreError.locked(let path) {
            throw Failure.temporary(
                "Another process is using \(path); use its API, or stop it first.")
        }
        let result = try work(installation)
        try installation.database.settle()
        return result
    }

    /// Runs one write as the server itself and waits for its commit.
    func write<R: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> R) throws -> R {
        let (registry, settings) = (application.registry, application.settings)
        return try database.write { tx in
            tx.context = Context(
                access: .system, registry: registry, settings: settings,
                requestID: "command-line")
            return try body(tx)
        }
    }
}
