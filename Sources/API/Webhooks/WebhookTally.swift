import HTTP
import Synchronization

/// What has become of webhooks since the start, and what waits now.
package final class WebhookTally: Sendable {
    /// How an attempt or a delivery ended.
    package enum Result: String, Sendable, CaseIterable {
        case succeeded, failed, cancelled, skipped
    }

    package enum State: String, Sendable, CaseIterable { case enabled, paused, disabled }

    package struct Counts: Sendable {
        var deliveries: [Result: Int] = [:]
        var succeededAttempts = 0
        var failedAttempts = 0
        var durations = Histogram(Histogram.durations)
        package var endpoints: [State: Int] = [:]
        /// Deliveries that wait, those behind others of their record included.
        package var waiting = 0
        /// Of the event that has waited longest, in milliseconds since 1970; nil when none waits.
        package var oldest: Int64?
        package var inFlight = 0

        package mutating func note(_ result: Result) { deliveries[result, default: 0] += 1 }

        package mutating func note(attempt isSuccess: Bool, microseconds: Int) {
            if isSuccess { succeededAttempts += 1 } else { failedAttempts += 1 }
            durations.add(microseconds)
        }
    }

    private let kept = Mutex(Counts())

    package init() {}

    var counts: Counts { kept.withLock { $0 } }

    package func change(_ work: (inout Counts) -> Void) { kept.withLock { work(&$0) } }
}

extension Exposition {
    mutating func add(_ counts: WebhookTally.Counts, now: Int64) {
        family(
            "trato_webhook_deliveries_total", .counter,
            "Deliveries of webhooks that are over, by what became of them.")
        for result in WebhookTally.Result.allCases {
            sample([("result", result.rawValue)], counts.deliveries[result] ?? 0)
        }
        family("trato_webhook_attempts_total", .counter, "Requests to webhook endpoints.")
        sample([("result", "succeeded")], counts.succeededAttempts)
        sample([("result", "failed")], counts.failedAttempts)
        family(
            "trato_webhook_attempt_duration_seconds", .histogram,
            "Time of a request to a webhook endpoint.")
        histogram([], counts.durations, .microseconds)
        gauge(
            "trato_webhook_requests_in_progress", "Requests to webhook endpoints under way.",
            counts.inFlight)
        gauge(
            "trato_webhook_queue_length",
            "Deliveries of webhooks that wait, those of paused endpoints included.",
            counts.waiting)
        gauge(
            "trato_webhook_oldest_seconds",
            "Age of the oldest event that waits for an enabled webhook endpoint.",
            counts.oldest.map { Int(max(0, now - $0)) * 1_000 } ?? 0, .microseconds)
        family("trato_webhook_endpoints", .gauge, "Webhook endpoints, by status.")
        for state in WebhookTally.State.allCases {
            sample([("status", state.rawValue)], counts.endpoints[state] ?? 0)
        }
    }
}
