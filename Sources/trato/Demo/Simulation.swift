// The demo is a simulation of a year and a half of work, played through the API's own rules.
//
// Events wait in the order of their time. Each is one transaction whose clock stands at that time,
// so that records, audit entries and the change feed look as if they had been written then, and in
// order. An event may plan later ones; what would happen after the end never does, which is why
// some quotes are still open and some tickets unanswered. Nothing is written around the rules: an
// order exists because a quote was accepted, a quote expired because the nightly job expired it.
//
// The same seed, end and release give the same database, ids included: all randomness comes from
// one generator, and events run one after the other.

import API
import CRM
import Glibc
import HTTP
import JSON
import Schema
import Store
import Synchronization

/// The time of the simulated world; the database's clock reads it.
final class SimulatedTime: Sendable {
    private let milliseconds: Atomic<Int64>

    init(_ start: Instant) { milliseconds = Atomic(start.milliseconds) }

    var clock: Clock { Clock { self.milliseconds.load(ordering: .relaxed) } }

    func move(to instant: Instant) {
        milliseconds.store(instant.milliseconds, ordering: .relaxed)
    }
}

/// Somebody who acts: a user of the demo.
struct Actor: Sendable {
    let id: String
    let name: String
    /// Rights are not what the demo shows, so everybody has all of them.
    let access: Access
}

/// The event loop.
///
/// Unchecked because the thread that waits for a transaction and the writer that runs it take
/// turns.
final class Simulation: @unchecked Sendable {
    private struct Event: Sendable {
        let time: Instant
        let order: Int
        let actor: Actor?
        let work: @Sendable (Scene) throws -> Void
    }

    let application: Application
    let start: Instant
    let end: Instant
    var random: DemoRandom
    var world = World()
    private let time: SimulatedTime
    private let ids: IDSource
    /// The next event last.
    private var events: [Event] = []
    private var planned = 0
    private var requests = 0

    init(
        _ application: Application, _ time: SimulatedTime, from start: Instant, until end: Instant,
        seed: UInt64
    ) {
        self.application = application
        self.time = time
        self.start = start
        self.end = end
        random = DemoRandom(seed: seed)
        ids = IDSource(seed: seed)
    }

    /// Plans an event; one that is not before the end is forgotten.
    func plan(
        _ instant: Instant, as actor: Actor? = nil,
        _ work: @escaping @Sendable (Scene) throws -> Void
    ) {
        guard instant < end else { return }
        planned += 1
        let event = Event(time: instant, order: planned, actor: actor, work: work)
        var low = 0
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            let other = events[middle]
            if (other.time, other.order) > (event.time, event.order) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        events.insert(event, at: low)
    }

    /// Plans something that comes up on some working day: not before so many days from the start,
    /// and not in the very last days, so that it certainly happens.
    func planSomeDay(
        after first: Int, before last: Int? = nil, as actor: Actor? = nil,
        _ work: @escaping @Sendable (Scene) throws -> Void
    ) {
        let days = end.day.days(since: start.day) - 4
        let day = random.growing(first...min(last ?? days, days))
        plan(random.workingMoment(of: start.day.adding(days: day)), as: actor, work)
    }

    /// Runs all events in order, and those that they plan.
    func run() throws {
        while let event = events.popLast() {
            time.move(to: event.time)
            try application.database.write { [self] tx in
                tx.context = Context(
                    access: event.actor?.access ?? .system, registry: application.registry,
                    settings: application.settings, requestID: "demo", ids: ids)
                try event.work(Scene(simulation: self, tx: tx, actor: event.actor))
            }
        }
    }

    fileprivate func perform(
        _ method: Method, _ path: String, _ body: Value?, _ actor: Actor?, _ tx: Transaction
    ) throws -> JSONDocument? {
        requests += 1
        var headers = [("x-request-id", "demo-\(requests)")]
        // Nobody else is there whose change could be lost.
        if method == .patch { headers.append(("if-match", "*")) }
        return try application.perform(
            method, "/v1/" + path, body, headers: headers, as: actor?.access ?? .system, ids: ids,
            in: tx)
    }
}

/// What an event is handed: its transaction, who acts, and the way to plan more.
struct Scene {
    let simulation: Simulation
    let tx: Transaction
    let actor: Actor?

    var now: Instant { tx.now }
    var world: World { simulation.world }

    /// Creates a record and returns its id.
    @discardableResult
    func create(_ path: String, _ body: Value) throws -> String {
        let made = try simulation.perform(.post, path, body, actor, tx)
        guard let id = made?.root["id"]?.string else {
            preconditionFailure("POST \(path) answered no id")
        }
        return id
    }

    /// Runs a verb and returns its answer.
    @discardableResult
    func act(_ path: String, _ body: Value? = nil) throws -> JSONDocument? {
        try simulation.perform(.post, path, body, actor, tx)
    }

    func change(_ path: String, _ body: Value) throws {
        _ = try simulation.perform(.patch, path, body, actor, tx)
    }

    /// A text member of a record as it is now.
    func read(_ path: String, _ field: String) throws -> String? {
        try simulation.perform(.get, path, nil, actor, tx)?.root[field]?.string
    }

    // MARK: Later

    /// Plans an event some working days from now, or within the next hours for 0 days.
    func later(
        _ days: ClosedRange<Int>, as actor: Actor? = nil,
        _ work: @escaping @Sendable (Scene) throws -> Void
    ) {
        let instant = moment(days)
        simulation.plan(instant, as: actor ?? self.actor, work)
    }

    /// A moment of a working day, some days from now.
    func moment(_ days: ClosedRange<Int>) -> Instant {
        let count = simulation.random.number(days)
        guard count > 0 else {
            return now.adding(seconds: Int64(simulation.random.number(300...7_200)))
        }
        return simulation.random.workingMoment(of: now.day.adding(days: count))
    }
}
