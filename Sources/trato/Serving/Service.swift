// Starting and stopping, in order.
//
// Start: signals, port, database with its migrations, first data, a pipeline on each loop, jobs,
// and only then the line that says so and 200 at /readyz. Whatever fails ends the start with one
// sentence and has changed nothing that the next start would not change in the same way.
//
// Stop: /readyz turns to 503, waiting followers of the feed are answered, the listeners close,
// running requests finish until the deadline, and so do webhooks on their way, the log of the
// database is copied into its file, exit 0. An answer is only ever sent after its commit, so a harder end loses nothing that anybody was
// promised.
//
// When the disk fails, the state of what was written is unknown; the process ends quickly, because
// a restart that replays the log is the only way back to certainty.

import API
import CRM
import Dispatch
import Glibc
import HTTP
import Store
import Synchronization

/// A serving process.
struct Service {
    private let configuration: Configuration
    private let source: ConfigurationSource
    private let log: Log

    /// Throws `Failure` (EX_USAGE) when a setting is wrong.
    init(_ source: ConfigurationSource) throws(Failure) {
        self.source = source
        configuration = try source.read()
        log = OperatorLog.open(configuration)
    }

    /// Serves until SIGTERM or SIGINT.
    func run() throws {
        let signals = Signals(log: log)
        let administrator = try Administrator.fromEnvironment()
        let environment = Environment.read()
        let authorities = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        let openID = try configuration.openID.terms(authorities: authorities)
        let server = Server(configuration: try http(environment)) { _ in Front() }
        for warning in try server.start() { log(.warning, warning) }
        let installation = try open(openID)
        try installation.application.openID?.start()
        try FirstStart.install(in: installation, administrator)
        let application = installation.application
        application.onAnswers { server.wake() }
        application.reach { work in
            server.visitLoops { handler, traffic in
                if let pipeline = (handler as? Front)?.pipeline { work(pipeline, traffic) }
            }
        }
        openPipelines(server, application)
        application.beginServing()
        application.bulk.begin(application)
        let jobs = schedule(application)
        let webhooks = WebhookDispatcher(application, try outgoing(authorities))
        webhooks.start()
        signals.onHangup { reload(server) }
        // Nobody has to read that.
        for address in server.addresses {
            _ = Terminal.write(Array("listening on \(address.url)\n".utf8)[...], to: 1, within: 100)
        }
        let manager = ServiceManager(environment)
        manager.tell("READY=1")
        let watch = watch(installation.database, signals)
        let failure = signals.wait()
        watch.cancel()
        manager.tell("STOPPING=1")
        jobs.cancel()
        // One deadline for all, and no new request to anybody: whoever started us waits only so long.
        let deadline = DispatchTime.now() + .seconds(configuration.drainSeconds)
        webhooks.beginStopping()
        drain(server, application)
        webhooks.stop(by: deadline)
        guard installation.database.writer.isHealthy else {
            throw Failure.software("The database failed while the server was ending.")
        }
        try installation.database.settle()
        if let failure { throw failure }
        log(.info, "Stopped.")
    }

    // MARK: Start

    private func http(_ environment: [String: String]) throws -> ServerConfiguration {
        var limits = configuration.limits
        if let connections = configuration.connections { limits.connections = connections }
        var http = ServerConfiguration(
            endpoints: configuration.listen,
            tls: try configuration.tls.configuration(for: configuration.listen),
            passed: try PassedSockets(environment: environment), loops: configuration.loops,
            limits: limits, accessLog: try accessLog())
        http.uploads = [Endpoints.imports]
        http.secretPaths = Trato.secretPaths
        http.debug = { [log] in log(.debug, $0) }
        configuration.addWeb(to: &http)
        return http
    }

    /// What requests keep to that users of the API cause.
    private func outgoing(_ authorities: String?) throws(Failure) -> OutgoingTerms {
        guard let addresses = OutgoingAddresses(configuration.settings.webhookAddresses) else {
            throw .usage("webhook-addresses must list blocks of addresses.")
        }
        return OutgoingTerms(addresses: addresses, authorities: authorities)
    }

    private func accessLog() throws(Failure) -> Int32? {
        switch configuration.accessLog {
        case .off: return nil
        case .standardOutput: return Terminal.unblocked(1)
        case .file(let path):
            let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
            guard descriptor >= 0 else {
                throw .usage(
                    "The access log \(path) cannot be opened: \(String(cString: strerror(errno))).")
            }
            return descriptor
        }
    }

    private func open(_ openID: OpenIDTerms?) throws -> Installation {
        let installation = try Installation(
            configuration, openID: openID,
            onFailure: { [log] error in
                log(.error, "The database failed, the server ends: \(error)")
                // Time for those who wait to be told 503.
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(200)) {
                    _exit(70)
                }
            },
            log: log)
        for migration in installation.database.applied {
            log(.info, "Applied migration \(migration.version), \(migration.name).")
        }
        return installation
    }

    /// Gives each loop its pipeline and waits for all of them.
    private func openPipelines(_ server: Server, _ application: Application) {
        let ready = DispatchGroup()
        let log = log
        for _ in 0..<server.loops { ready.enter() }
        server.onEachLoop { handler in
            guard let front = handler as? Front else { preconditionFailure("a foreign handler") }
            do {
                try front.open(application)
            } catch {
                log(.error, "A loop cannot read the database: \(error)")
                _exit(70)
            }
            ready.leave()
        }
        ready.wait()
    }

    private func schedule(_ application: Application) -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "trato.jobs"))
        timer.setEventHandler { application.runJobs() }
        timer.schedule(deadline: .now(), repeating: .seconds(60), leeway: .seconds(1))
        timer.resume()
        return timer
    }

    /// Ends the server when its file was moved or removed: what it takes would be missing at the next start.
    private func watch(_ database: Database, _ signals: Signals) -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "trato.watch"))
        let log = log
        // Seen twice, since a file system may have a bad moment.
        let misses = Atomic(0)
        timer.setEventHandler {
            guard !database.isInItsPlace else { return misses.store(0, ordering: .relaxed) }
            guard misses.add(1, ordering: .relaxed).newValue == 2 else { return }
            let sentence =
                "\(database.path) was moved, removed or replaced while the server used it. "
                + "What was written stands in the file that was there."
            log(.error, sentence + " The server ends.")
            signals.end(for: .software(sentence))
        }
        timer.schedule(deadline: .now(), repeating: .seconds(1), leeway: .milliseconds(500))
        timer.resume()
        return timer
    }

    /// What SIGHUP does: the level of the log and the certificate are read again; what is no good
    /// changes nothing.
    private func reload(_ server: Server) {
        do throws(Failure) {
            log.level = try source.read().logLevel
            log(
                .info,
                "SIGHUP: the log-level is \(log.level.name); other settings wait for a restart.")
        } catch {
            log(.error, "SIGHUP: the settings stay. \(error.sentence)")
        }
        do throws(ServerError) {
            guard let reloaded = try server.reloadCertificate() else { return }
            log(.info, reloaded.report)
            if let warning = reloaded.warning { log(.warning, warning) }
        } catch {
            log(.error, "\(error) The certificate in use stays.")
        }
    }

    // MARK: Stop

    private func drain(_ server: Server, _ application: Application) {
        log(.info, "Draining for at most \(configuration.drainSeconds) s.")
        application.beginDraining()
        // A long poll or a stream would hold its connection until the deadline.
        application.endFollowers()
        let finished = DispatchSemaphore(value: 0)
        server.drain(deadlineSeconds: configuration.drainSeconds) { finished.signal() }
        finished.wait()
        application.bulk.stop()
    }
}
