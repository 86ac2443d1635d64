import API
import Schema

/// When a message is sent again, and when no more: a function of values.
enum WebhookSchedule {
    /// Seconds before each further attempt: those that Standard Webhooks recommends, ten attempts over three days.
    static let pauses: [Int64] = [
        5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ]
    /// How long an endpoint may fail without one success before it is paused.
    static let patienceSeconds: Int64 = 3 * 86_400
    /// What a `Retry-After` can ask for.
    static let longestWaitSeconds: Int64 = 86_400
    /// Failures in a row after which an endpoint is only tried now and then, one message at a time.
    static let failuresInARow: Int64 = 5
    private static let longestProbeSeconds: Int64 = 900

    /// Milliseconds from the end of an attempt to the next; nil when there is no further one.
    ///
    /// Up to a fifth is added, different for each message and attempt, so that what failed together does not come back
    /// together.
    static func pause(afterTries tries: Int64, of messageID: String) -> Int64? {
        guard tries >= 1, tries <= pauses.count else { return nil }
        return spread(pauses[Int(tries) - 1] * 1_000, messageID, tries)
    }

    /// Milliseconds for which an endpoint with so many failures in a row is left alone; 0 while they are few.
    static func rest(afterFailures failures: Int64, of endpoint: String) -> Int64 {
        guard failures >= failuresInARow else { return 0 }
        let doubled = min(failures - failuresInARow, 10)
        return spread(min(longestProbeSeconds, 10 << doubled) * 1_000, endpoint, failures)
    }

    private static func spread(_ milliseconds: Int64, _ text: String, _ number: Int64) -> Int64 {
        // FNV-1a: any even spread does.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(text) \(number)".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return milliseconds + milliseconds * Int64(hash >> 33 % 1_000) / 5_000
    }
}

/// What an attempt means for its message and its endpoint.
enum WebhookVerdict: Equatable {
    case delivered
    /// To be tried again; `endpointAt` when the endpoint asked for nothing before.
    case retry(at: Instant, endpointAt: Instant?)
    case givenUp
    /// The endpoint says that it is gone for good (410).
    case gone
    /// Nothing has got through for three days: the endpoint is paused, and the message waits with it.
    case paused

    /// `tries` and `failingSince` with this attempt in them.
    init(
        _ reply: OutgoingReply, messageID: String, tries: Int64, failingSince: Instant?,
        isTest: Bool, now: Instant
    ) {
        // What follows the status cannot unsay it.
        if let status = reply.status, (200..<300).contains(status) {
            self = .delivered
            return
        }
        if isTest {
            self = .givenUp
            return
        }
        if reply.status == 410 {
            self = .gone
            return
        }
        let since = failingSince ?? now
        if now >= since.adding(seconds: WebhookSchedule.patienceSeconds) {
            self = .paused
            return
        }
        guard let pause = WebhookSchedule.pause(afterTries: tries, of: messageID) else {
            self = .givenUp
            return
        }
        let asked = reply.retryAfterSeconds.map {
            min(Int64($0), WebhookSchedule.longestWaitSeconds) * 1_000
        }
        self = .retry(
            at: now.adding(milliseconds: max(pause, asked ?? 0)),
            endpointAt: asked.map { now.adding(milliseconds: $0) })
    }
}
