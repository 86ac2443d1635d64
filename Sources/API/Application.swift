import HTTP
import Schema
import Store
import Synchronization

/// Everything that all loops share: made once, never changed.
package final class Application: Sendable {
    package let areas: [Area]
    package let registry: Registry
    package let endpoints: Endpoints
    package let database: Database
    package let settings: Settings
    package let identity: Identity
    package let passwords: PasswordQueue
    /// Nil when tokens of nobody else are accepted.
    package let openID: OpenIDProvider?
    let openAPI: OpenAPICache
    let documentation: Documentation
    let feed = FeedSignal()
    let desk = AnswerDesk()
    let loops = Loops()
    let workers = Workers()
    let bodies = BodyReaders()
    let refusalPage: RefusalPage?
    let pageRate = PageRate()
    let writes = WriteTally()
    /// What has become of webhooks; whoever sends them counts.
    package let webhooks = WebhookTally()
    let writerIDs = WriterIDs()
    /// Imports and exports.
    package let bulk: Bulk
    /// Raised after each commit that may change what a credential or a custom field means.
    let generation = Atomic<Int>(0)
    private let serving = Atomic<Bool>(false)
    private let draining = Atomic<Bool>(false)
    private let lacksRoom = Atomic<Bool>(false)
    /// Where the causes of our own failures go.
    package let log: Log

    package init(
        areas: [Area], registry: Registry, database: Database, settings: Settings,
        identity: Identity, openID: OpenIDTerms? = nil, documentationFolder: String? = nil, log: Log
    ) {
        self.areas = areas
        self.registry = registry
        self.database = database
        self.settings = settings
        self.identity = identity
        self.log = log
        endpoints = Endpoints(areas, registry)
        refusalPage = areas.lazy.compactMap(\.refusalPage).first
        passwords = PasswordQueue()
        bulk = Bulk(beside: database.path)
        let clock = database.clock
        self.openID = openID.map { OpenIDProvider($0, clock, log: log) }
        openAPI = OpenAPICache()
        documentation = Documentation(folder: documentationFolder)
        database.onAnswers { [feed, desk, loops] in
            desk.release()
            feed.wake(loops)
        }
        database.onEvent { [writes, log] event in
            writes.note(event)
            if case .checkpoint(let done) = event {
                log(
                    .debug,
                    "Checkpoint \(done.result.rawValue): \(done.copied) of \(done.pages) pages, "
                        + "\(done.microseconds) µs.")
            }
        }
    }

    /// Says once that the disk is full, and once that there is room again.
    func noteRoom(after error: (any Error)?) {
        if case StoreError.full? = error as? StoreError {
            guard !lacksRoom.exchange(true, ordering: .relaxed) else { return }
            log(.warning, "The disk is full: writes are answered 507 until there is room.")
        } else if error == nil, lacksRoom.load(ordering: .relaxed),
            lacksRoom.exchange(false, ordering: .relaxed)
        {
            log(.warning, "There is room on the disk again: writes are taken.")
        }
    }

    /// Sets who reads the feed beside clients and is told of every commit, on the writer's thread; it must be quick.
    package func onCommit(_ reader: (@Sendable () -> Void)?) { feed.tell(reader) }

    package static func registry(of areas: [Area]) -> Registry {
        Registry(areas.flatMap(\.resources), watchers: areas.flatMap(\.watchers))
    }

    /// Rises with whatever may change what a credential or a custom field means.
    package var accessGeneration: Int {
        generation.load(ordering: .acquiring) + (openID?.version.load(ordering: .acquiring) ?? 0)
    }

    /// From now on `/readyz` answers 200: every loop has its pipeline.
    package func beginServing() { serving.store(true, ordering: .relaxed) }

    /// From now on `/readyz` answers 503, so that a load balancer looks elsewhere.
    package func beginDraining() { draining.store(true, ordering: .relaxed) }

    var isDraining: Bool { draining.load(ordering: .relaxed) }

    var isReady: Bool {
        serving.load(ordering: .relaxed) && !isDraining && database.writer.isHealthy
    }

    /// Runs the areas' jobs and the housekeeping, each in a transaction of its own.
    ///
    /// Called about once a minute; a job that fails is reported and tried again next time.
    package func runJobs() {
        openID?.refreshWhenDue()
        bulk.start(self)
        let jobs = areas.flatMap(\.jobs) + [Idempotency.removeExpired]
        for job in jobs {
            submit(
                Writer.Job(
                    run: { [self] tx in
                        tx.context = Context(
                            access: .system, registry: registry, settings: settings,
                            requestID: "job")
                        try job(tx)
                    },
                    done: { [log] error in
                        if let error { log(.error, "A job failed: \(error)") }
                    }))
        }
    }

    private func submit(_ job: Writer.Job) {
        do { try database.writer.submit(job) } catch {
            log(.warning, "A job was not taken: \(error)")
        }
    }
}
