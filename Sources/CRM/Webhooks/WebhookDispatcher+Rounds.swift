import API
import Dispatch
import Schema
import Store

/// What the dispatcher does each time it wakes, on its queue.
extension WebhookDispatcher {
    /// Does what can be done now; answers when there will be more, nil when only a commit can bring it.
    func round() -> Instant? {
        defer { reader?.end() }
        do {
            try record()
            try look()
            let hasMore = try plan()
            try send()
            try measure()
            let now = now
            if hasMore || !finished.isEmpty { return now }
            // Who comes back wakes by himself.
            if free.isEmpty { return nil }
            return targets.values.compactMap { $0.room > 0 ? $0.nextDue : nil }.min()
        } catch {
            complain(error)
            return now.adding(milliseconds: Self.failedRestMilliseconds)
        }
    }

    private var now: Instant { Instant(milliseconds: application.database.clock.milliseconds()) }

    func complain(_ error: any Error) {
        application.log(.error, "Webhooks wait, because of the database: \(error)")
    }

    private func read(as access: Access = .system) throws -> Transaction {
        let known = try reader ?? application.database.reader()
        reader = known
        let tx = try known.transaction()
        tx.context = context(access)
        return tx
    }

    private func context(_ access: Access) -> Context {
        Context(
            access: access, registry: application.registry, settings: application.settings,
            requestID: "webhooks")
    }

    private func write<R: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> R
    ) throws -> R {
        let (registry, settings) = (application.registry, application.settings)
        return try application.database.write { tx in
            tx.context = Context(
                access: .system, registry: registry, settings: settings, requestID: "webhooks")
            return try body(tx)
        }
    }

    /// Writes down what came of requests; what cannot be written is tried again before anything else is sent.
    func record() throws {
        let done = finished
        guard !done.isEmpty else { return }
        let whole = done.filter { $0.reply?.isBrokenOff != true }
        let report = try write { try WebhookOutcomes.write(whole, $0) }
        finished = []
        for one in done {
            targets[one.endpoint]?.inFlight.remove(one.delivery)
            // Looked up again below.
            targets[one.endpoint]?.nextDue = now
        }
        for (endpoint, _) in report.results { targets[endpoint]?.waiting -= 1 }
        for (endpoint, reason) in report.turned {
            application.log(
                .warning, "Webhook \(endpoint.text) was turned off: \(reason.rawValue).")
        }
        application.webhooks.change { counts in
            for (_, result) in report.results { counts.note(result) }
            for attempt in report.attempts {
                counts.note(attempt: attempt.isSuccess, microseconds: attempt.microseconds)
            }
        }
        for (endpoint, health) in report.health { targets[endpoint]?.health = health }
        if !report.turned.isEmpty { generation = -1 }
    }

    /// Looks at the endpoints again when something they depend on has changed.
    private func look() throws {
        let current = application.accessGeneration
        let now = now
        let hasLost = targets.values.contains { $0.status == .enabled && $0.isOrphan(at: now) }
        guard current != generation || hasLost else { return }
        var found = try WebhookReading.targets(known: targets, try read())
        let orphans = found.values.filter { $0.status == .enabled && $0.isOrphan(at: now) }
            .map(\.id)
        if !orphans.isEmpty {
            try write { tx in
                for id in orphans { try WebhookOutcomes.turn(id, .noOwner, tx) }
            }
            for id in orphans {
                application.log(
                    .warning, "Webhook \(id.rawValue.text) was paused: nobody owns it any more.")
            }
            found = try WebhookReading.targets(known: targets, try read())
        }
        targets = found
        generation = current
        seenGeneration.store(current, ordering: .relaxed)
        isInterested.store(
            found.values.contains { $0.status == .enabled }, ordering: .relaxed)
    }

    /// Makes deliveries of what came into the feed; true when more of it can be looked at.
    private func plan() throws -> Bool {
        let tx = try read()
        let newest = try FeedHorizon.last(tx)
        let behind = targets.values.filter { $0.hasRoom && $0.cursor < newest }
        var plans: [WebhookPlan] = []
        for (cursor, members) in Dictionary(grouping: behind, by: \.cursor) {
            let page = try FeedEntry.heads(after: cursor, limit: WebhookPlan.page, tx)
            for target in members {
                tx.context = context(target.access ?? .nobody)
                plans.append(try WebhookPlan.next(target, page, tx))
            }
        }
        for target in targets.values where target.hasRoom {
            guard let replay = target.replay else { continue }
            tx.context = context(target.access ?? .nobody)
            plans.append(try WebhookPlan.replay(target, replay, tx))
        }
        let worthWriting = plans.filter { plan in
            let saved = targets[plan.endpoint.rawValue]?.savedCursor ?? 0
            return !plan.entries.isEmpty || plan.replay != nil
                || plan.through - saved > Self.unsavedEntries
        }
        var refused: Set<RecordID> = []
        if !worthWriting.isEmpty {
            let written = try write { tx in try worthWriting.map { try $0.write(tx) } }
            for (plan, isWritten) in zip(worthWriting, written) {
                note(plan, isWritten)
                if !isWritten { refused.insert(plan.endpoint.rawValue) }
            }
        }
        for plan in plans where plan.replay == nil && !refused.contains(plan.endpoint.rawValue) {
            targets[plan.endpoint.rawValue]?.advance(to: plan.through)
        }
        return targets.values.contains {
            $0.hasRoom && ($0.cursor < newest || $0.replay != nil)
        }
    }

    private func note(_ plan: WebhookPlan, _ isWritten: Bool) {
        let id = plan.endpoint.rawValue
        guard isWritten, plan.replay == nil else {
            // A client has changed it meanwhile, or a replay has changed what waits.
            generation = -1
            return
        }
        targets[id]?.savedCursor = plan.through
        targets[id]?.waiting += plan.entries.count
        if !plan.entries.isEmpty { targets[id]?.nextDue = now }
    }

    /// Hands what is due to free senders, endpoint by endpoint, those that have waited longest first.
    private func send() throws {
        let now = now
        let due = targets.values.filter { target in
            target.room > 0 && (target.nextDue.map { $0 <= now } ?? false)
        }
        for target in due.sorted(by: { ($0.nextDue ?? now) < ($1.nextDue ?? now) }) {
            guard !free.isEmpty, !isStopping else { return }
            try send(to: target, at: now)
        }
    }

    private func send(to target: WebhookTarget, at now: Instant) throws {
        let id = target.id.rawValue
        let tx = try read(as: target.access ?? .nobody)
        let isOpen = target.isOpen(at: now)
        let rows = try WebhookReading.due(
            target, isOpen: isOpen, limit: min(target.room, free.count), tx)
        let bodies = try WebhookPayload.bodies(of: rows.compactMap(\.seq), tx)
        for row in rows {
            targets[id]?.inFlight.insert(row.id)
            let body = row.seq.map { bodies[$0] } ?? WebhookPayload.test(at: now)
            guard let body else {
                // Its record has left the owner's sight.
                finished.append(
                    WebhookOutcomes.Finished(
                        delivery: row.id, endpoint: id, startedAt: now, reply: nil))
                continue
            }
            guard let sender = free.popLast() else {
                preconditionFailure("more were asked for than can be sent")
            }
            let message = WebhookSender.Message(
                url: target.url, id: row.messageID, secrets: target.secrets(at: now), body: body)
            sender.send(message, timestamp: now.seconds) { [self] reply in
                takeBack(
                    sender,
                    WebhookOutcomes.Finished(
                        delivery: row.id, endpoint: id, startedAt: now, reply: reply))
            }
        }
        let inFlight = targets[id]?.inFlight.count ?? 0
        var next = try WebhookReading.nextDue(
            target.id, isEnabled: isOpen, skipping: inFlight, tx)
        // Meanwhile only tests go.
        if target.status == .enabled, !isOpen, let opens = target.health.retryAt {
            next = min(next ?? opens, opens)
        }
        targets[id]?.nextDue = next
    }

    /// Counts what waits, now and then.
    private func measure() throws {
        let now = now
        let isDue =
            measuredAt.map { abs(now.milliseconds - $0) >= Self.measureMilliseconds } ?? true
        var oldest: Int64?
        if isDue {
            measuredAt = now.milliseconds
            let tx = try read()
            for target in targets.values where target.status == .enabled && target.waiting > 0 {
                guard let its = try WebhookReading.oldest(target.id, tx) else { continue }
                oldest = min(oldest ?? its, its)
            }
        }
        let found = targets.values
        let inFlight = Self.senders - free.count
        application.webhooks.change { counts in
            if isDue { counts.oldest = oldest }
            counts.waiting = found.reduce(0) { $0 + $1.waiting }
            counts.inFlight = inFlight
            counts.endpoints = [:]
            for target in found {
                guard let state = WebhookTally.State(rawValue: target.status.rawValue) else {
                    continue
                }
                counts.endpoints[state, default: 0] += 1
            }
        }
    }
}
