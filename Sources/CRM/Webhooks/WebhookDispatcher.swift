// How webhooks leave.
//
// The feed of changes is the outbox. One queue, on a reader of its own, looks at what came into the feed after the place
// that each endpoint has reached, and writes deliveries together with the new place: so each event has its delivery exactly
// once, whatever ends the process when. The same queue hands what is due to senders, each of which has a queue and
// connections of its own, and writes down what came of it, many at once. Between a request and its note the process may
// end: then it is sent again, with the same id. Nothing of this runs in a transaction of a client, or on a loop.
//
// It sleeps until a commit or until something is due. A commit costs one atomic load while no endpoint is enabled, and else
// one look at the feed for all endpoints together. In memory are a few hundred bytes for each endpoint and the messages on
// their way; what waits is in the database, at most ten thousand for each endpoint, and what comes after that is in the
// feed.
//
// Rejected: sending straight from the feed with only a cursor (one record that is refused would hold up all others), and a
// row for each event and endpoint in the transaction of the event (every write would pay for every endpoint).

import API
import Dispatch
import Schema
import Store
import Synchronization

/// Sends webhooks until it is told to stop.
///
/// Unchecked because the compiler cannot see that all but the atomics is touched on `queue` only.
package final class WebhookDispatcher: @unchecked Sendable {
    static let senders = 24
    static let failedRestMilliseconds: Int64 = 5_000
    private static let idleMilliseconds: Int64 = 60_000
    static let measureMilliseconds: Int64 = 10_000
    /// Entries that may be looked at in vain before that is written down.
    static let unsavedEntries: Int64 = 20_000

    let application: Application
    let queue = DispatchQueue(label: "trato.webhooks")
    private let isWoken = Atomic(false)
    let isInterested = Atomic(false)
    let seenGeneration = Atomic(-1)
    private let ending: WebhookSender.EndFlag
    private let arrived = DispatchSemaphore(value: 0)

    /// Requests that are over and not written down.
    var finished: [WebhookOutcomes.Finished] = []
    var reader: Reader?
    var targets: [RecordID: WebhookTarget] = [:]
    var free: [WebhookSender]
    var generation = -1
    private var isStarted = false
    var isStopping = false
    private var timer = 0
    var measuredAt: Int64?

    package init(_ application: Application, _ terms: OutgoingTerms) {
        self.application = application
        let ending = WebhookSender.EndFlag()
        free = (0..<Self.senders).map { WebhookSender($0, terms, ending) }
        self.ending = ending
    }

    // MARK: From other threads

    /// Begins to send, and is told of every commit from now on.
    package func start() {
        queue.sync { isStarted = true }
        application.onCommit { [weak self] in self?.noteCommit() }
        wake()
    }

    private func noteCommit() {
        guard
            isInterested.load(ordering: .relaxed)
                || seenGeneration.load(ordering: .relaxed) != application.accessGeneration
        else { return }
        wake()
    }

    func wake() {
        guard !isWoken.exchange(true, ordering: .acquiringAndReleasing) else { return }
        queue.async { [self] in
            isWoken.store(false, ordering: .releasing)
            guard !isStopping else { return }
            sleep(until: round())
        }
    }

    private func sleep(until instant: Instant?) {
        timer += 1
        let mine = timer
        guard !targets.isEmpty || instant != nil else { return }
        let now = application.database.clock.milliseconds()
        let wait = min(max(instant.map { $0.milliseconds - now } ?? .max, 0), Self.idleMilliseconds)
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(wait))) { [weak self] in
            guard let self, timer == mine else { return }
            wake()
        }
    }

    /// Takes a sender back with what came of its request; called on its queue.
    func takeBack(_ sender: WebhookSender, _ one: WebhookOutcomes.Finished) {
        queue.async { [self] in
            free.append(sender)
            finished.append(one)
            if isStopping || !isStarted { arrived.signal() } else { wake() }
        }
    }

    /// Begins to send nothing more; what is on its way goes on.
    package func beginStopping() {
        application.onCommit(nil)
        queue.sync { isStopping = true }
    }

    /// Sends nothing more, waits for what is on its way, and breaks that off at the deadline.
    ///
    /// What was broken off is sent again after the next start.
    package func stop(by end: DispatchTime) {
        beginStopping()
        while isBusy, arrived.wait(timeout: end) == .success {}
        ending.isSet.store(true, ordering: .relaxed)
        // libcurl asks about once a second.
        let last = DispatchTime.now() + .seconds(3)
        while isBusy, arrived.wait(timeout: last) == .success {}
        queue.sync {
            do { try record() } catch { complain(error) }
            reader = nil
        }
    }

    private var isBusy: Bool { queue.sync { free.count < Self.senders } }

    /// Does everything that can be done at the present time, and waits for it: for tests, instead of `start`.
    package func settle() {
        while true {
            let next = queue.sync { round() }
            let now = application.database.clock.milliseconds()
            let isDue = next.map { $0.milliseconds <= now } ?? false
            let (isIdle, hasNews) = queue.sync {
                (free.count == Self.senders, !finished.isEmpty)
            }
            if isDue || hasNews { continue }
            if isIdle { return }
            arrived.wait()
        }
    }
}
