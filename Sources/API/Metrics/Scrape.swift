import Dispatch
import HTTP
import Store
import Synchronization

/// One gathering of all numbers: every loop adds its own, and when the last one has let go of this,
/// the text is made, on a queue that is neither a loop nor the writer.
///
/// A loop that has ended lets go without adding, so a gathering always comes to its end.
final class Scrape: Sendable {
    /// What the loops have added.
    struct Loops: Sendable {
        struct Busy: Sendable {
            let loop: Int
            let microseconds: Int
            let batches: Int
            let events: Int
        }

        /// Of each; they are added up off the loops.
        var traffic: [TrafficCounts] = []
        var busy: [Busy] = []
        var streams = 0
        var polls = 0
        var knownCredentials = 0
        var soughtCredentials = 0
        var keptRecords = 0
        var encodedRecords = 0
        var cache = PageCache()
    }

    private static let queue = DispatchQueue(label: "trato.metrics", qos: .utility)

    private let application: Application
    private let deliver: @Sendable ([UInt8]) -> Void
    private let loops = Mutex(Loops())

    /// A gathering that hands its text to `deliver`, once, on some thread.
    init(_ application: Application, deliver: @escaping @Sendable ([UInt8]) -> Void) {
        self.application = application
        self.deliver = deliver
    }

    /// Adds the numbers of a loop; called on it.
    func add(_ pipeline: Pipeline, _ traffic: Traffic) {
        let counts = traffic.counts
        let cache = pipeline.reader.pageCache()
        let streams = pipeline.followers.count { $0.stream != nil }
        let busy = Loops.Busy(
            loop: traffic.loop, microseconds: traffic.busy, batches: traffic.batches,
            events: traffic.events)
        loops.withLock { loops in
            loops.traffic.append(counts)
            loops.busy.append(busy)
            loops.streams += streams
            loops.polls += pipeline.followers.count - streams
            loops.knownCredentials += pipeline.credentials.hits
            loops.soughtCredentials += pipeline.credentials.misses
            loops.keptRecords += pipeline.encoded.hits
            loops.encodedRecords += pipeline.encoded.misses
            loops.cache.add(cache)
        }
    }

    deinit {
        let (application, deliver) = (application, deliver)
        let loops = loops.withLock { $0 }
        Self.queue.async { deliver(application.exposition(loops)) }
    }
}

extension Pipeline {
    /// `GET /metrics`.
    func scrape(_ call: Call, _ exchange: Exchange) throws {
        try call.refuseParameters()
        application.scrape { bytes in
            var response = Response(200, body: bytes, type: Exposition.contentType)
            response.caching = .never
            exchange.respond(response)
        }
    }
}

extension Application {
    /// Gathers all numbers and hands over their text, once, on some thread.
    func scrape(_ deliver: @escaping @Sendable ([UInt8]) -> Void) {
        let scrape = Scrape(self, deliver: deliver)
        loops.each { pipeline, traffic in scrape.add(pipeline, traffic) }
    }

    fileprivate func exposition(_ loops: Scrape.Loops) -> [UInt8] {
        var text = Exposition()
        let traffic = loops.traffic.reduce(into: TrafficCounts()) { $0.add($1) }
        text.add(endpoints, traffic)
        text.add(connections: traffic)
        text.add(loops)
        let writes = writes.counts
        text.add(writes, database)
        text.pageCache([("reader", loops.cache), ("writer", writes.cache)])
        text.add(self.webhooks.counts, now: database.clock.milliseconds())
        text.add(self)
        text.addProcess()
        return text.bytes
    }
}
