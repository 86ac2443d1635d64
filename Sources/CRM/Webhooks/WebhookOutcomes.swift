import API
import Schema
import Store

/// Requests that are over, and what follows from each for its delivery and its endpoint: written together.
enum WebhookOutcomes {
    /// One request that is over; without a reply there was nothing that the endpoint may get.
    struct Finished: Sendable {
        let delivery: RecordID
        let endpoint: RecordID
        let startedAt: Instant
        let reply: OutgoingReply?
    }

    /// What the dispatcher remembers and counts.
    struct Report: Sendable {
        var results: [(endpoint: RecordID, result: WebhookTally.Result)] = []
        var attempts: [(isSuccess: Bool, microseconds: Int)] = []
        var health: [(endpoint: RecordID, health: WebhookTarget.Health)] = []
        /// Endpoints whose status has changed, and why.
        var turned: [(endpoint: RecordID, reason: WebhookEndpoints.Reason)] = []
    }

    private static let noted = SQL(
        """
        UPDATE webhook_endpoints SET consecutive_failures = ?, failing_since = ?, retry_at = ?,
            last_success_at = ?, last_failure_at = ?, version = version + ?
        WHERE id = ?
        """)

    static func write(_ finished: [Finished], _ tx: Transaction) throws -> Report {
        var report = Report()
        var endpoints: [RecordID: Record<WebhookEndpoints>] = [:]
        var found: [RecordID: Record<WebhookEndpoints>] = [:]
        var turned: [RecordID: WebhookEndpoints.Reason] = [:]
        for one in finished {
            guard let row = try tx.row(WebhookDeliveries.table, one.delivery),
                let known = try endpoints[one.endpoint]
                    ?? tx.row(WebhookEndpoints.table, one.endpoint)
                    .map(Record<WebhookEndpoints>.init)
            else { continue }
            var endpoint = known
            if found[one.endpoint] == nil { found[one.endpoint] = known }
            let verdict = try write(one, Record(row), &endpoint, &report, tx)
            endpoints[one.endpoint] = endpoint
            if verdict == .gone { turned[one.endpoint] = .gone }
            if verdict == .paused, turned[one.endpoint] == nil { turned[one.endpoint] = .failing }
        }
        for endpoint in endpoints.values {
            try tx.execute(
                noted,
                [
                    .integer(endpoint.failures), endpoint.failingSince.cell, endpoint.retryAt.cell,
                    endpoint.lastSuccessAt.cell, endpoint.lastFailureAt.cell,
                    // A success after a success is nothing that a reader must fetch again.
                    .integer(endpoint.failures == found[endpoint.id.rawValue]?.failures ? 0 : 1),
                    endpoint.id.cell,
                ])
        }
        report.health = endpoints.values.map { endpoint in
            (
                endpoint.id.rawValue,
                WebhookTarget.Health(
                    failures: endpoint.failures, failingSince: endpoint.failingSince,
                    retryAt: endpoint.retryAt)
            )
        }
        for (id, reason) in turned {
            try turn(ID(id), reason, tx)
            report.turned.append((id, reason))
        }
        return report
    }

    private static func write(
        _ one: Finished, _ delivery: Record<WebhookDeliveries>,
        _ endpoint: inout Record<WebhookEndpoints>, _ report: inout Report, _ tx: Transaction
    ) throws -> WebhookVerdict? {
        guard let reply = one.reply else {
            guard delivery.status == .pending else { return nil }
            try end(delivery, .skipped, tx)
            report.results.append((one.endpoint, .skipped))
            return nil
        }
        let isTest = delivery.seq == nil
        let isSuccess = reply.status.map { (200..<300).contains($0) } ?? false
        if !isTest { note(isSuccess, one.startedAt, &endpoint, tx.now) }
        report.attempts.append((isSuccess, reply.microseconds))
        let attempted = try add(one, reply, to: delivery, tx)
        // Cancelled while it was on its way.
        guard attempted.status == .pending else { return nil }
        let verdict = WebhookVerdict(
            reply, messageID: delivery.messageID, tries: attempted.tries,
            failingSince: endpoint.failingSince, isTest: isTest, now: tx.now)
        switch verdict {
        case .delivered:
            try end(attempted, .succeeded, tx)
            report.results.append((one.endpoint, .succeeded))
        case .givenUp, .gone:
            try end(attempted, .failed, tx)
            report.results.append((one.endpoint, .failed))
        case .paused: try tx.update(attempted) { $0.nextAttemptAt = tx.now }
        case .retry(let at, let endpointAt):
            let isBehind = try WebhookQueue.isBehind(attempted, tx)
            try tx.update(attempted) { $0.nextAttemptAt = isBehind ? nil : at }
            if let endpointAt { endpoint.retryAt = max(endpoint.retryAt ?? endpointAt, endpointAt) }
        }
        return verdict
    }

    private static func note(
        _ isSuccess: Bool, _ startedAt: Instant, _ endpoint: inout Record<WebhookEndpoints>,
        _ now: Instant
    ) {
        if isSuccess {
            endpoint.failures = 0
            endpoint.failingSince = nil
            endpoint.retryAt = nil
            endpoint.lastSuccessAt = now
            return
        }
        endpoint.failures += 1
        endpoint.failingSince = endpoint.failingSince ?? startedAt
        endpoint.lastFailureAt = now
        let rest = WebhookSchedule.rest(
            afterFailures: endpoint.failures, of: endpoint.id.rawValue.text)
        if rest > 0 { endpoint.retryAt = now.adding(milliseconds: rest) }
    }

    private static func end(
        _ delivery: Record<WebhookDeliveries>, _ status: WebhookDeliveries.Status,
        _ tx: Transaction
    ) throws {
        try tx.update(delivery) {
            $0.status = status
            $0.nextAttemptAt = nil
            $0.completedAt = tx.now
        }
        try WebhookQueue.releaseNext(delivery, tx)
    }

    private static func add(
        _ one: Finished, _ reply: OutgoingReply, to delivery: Record<WebhookDeliveries>,
        _ tx: Transaction
    ) throws -> Record<WebhookDeliveries> {
        var attempt = Record<WebhookAttempts>()
        attempt.startedAt = one.startedAt
        attempt.duration = Decimal(millionths: Int64(reply.microseconds))
        attempt.responseStatus = reply.status.map { Int64($0) }
        attempt.error = WebhookText.error(of: reply)
        attempt.response = WebhookText.excerpt(of: reply)
        return try tx.update(delivery) {
            $0.attempts = Array(($0.attempts + [attempt]).suffix(WebhookDeliveries.keptAttempts))
            $0.attemptCount += 1
            $0.tries += 1
            $0.lastStatus = attempt.responseStatus
            $0.lastError = attempt.error
        }
    }

    // MARK: Endpoints that stop

    /// Pauses or disables an endpoint and tells its owner.
    static func turn(
        _ id: ID<WebhookEndpoints>, _ reason: WebhookEndpoints.Reason, _ tx: Transaction
    ) throws {
        guard let row = try tx.row(WebhookEndpoints.table, id.rawValue), !row.isDeleted else {
            return
        }
        let endpoint = Record<WebhookEndpoints>(row)
        guard endpoint.status == .enabled else { return }
        try tx.update(endpoint) {
            $0.reason = reason
            $0.status = reason == .gone ? .disabled : .paused
        }
        guard reason != .noOwner, let owner = endpoint.ownerID else { return }
        var task = Record<Activities>()
        task.type = .task
        task.subject = WebhookText.subject(reason)
        task.body = WebhookText.explanation(endpoint, reason)
        task.related = endpoint.id.link
        task.ownerID = owner
        task.dueAt = tx.now
        _ = try tx.create(task)
    }
}

extension ID {
    fileprivate var link: Link { Link(resource: R.name, id: rawValue) }
}
