import API
import Schema
import Testing

@testable import CRM

/// When messages are sent again: functions of values.
struct WebhookScheduleTests {
    private let now = Instant(milliseconds: 1_795_342_530_250)

    private func verdict(
        _ reply: OutgoingReply, tries: Int64 = 1, failingFor seconds: Int64 = 0,
        isTest: Bool = false
    ) -> WebhookVerdict {
        WebhookVerdict(
            reply, messageID: "msg_x", tries: tries, failingSince: now.adding(seconds: -seconds),
            isTest: isTest, now: now)
    }

    @Test func `ten attempts are spread over more than three days and less than four`() {
        for number in 0..<500 {
            let pauses = (1...9).compactMap {
                WebhookSchedule.pause(afterTries: $0, of: "msg_\(number)")
            }
            #expect(pauses.count == 9)
            #expect(pauses == pauses.sorted())
            let total = pauses.reduce(0, +)
            #expect((3 * 86_400_000...4 * 86_400_000).contains(total), "\(total)")
            #expect(WebhookSchedule.pause(afterTries: 10, of: "msg_\(number)") == nil)
        }
    }

    @Test func `what failed together does not come back together`() {
        let pauses = Set(
            (0..<1_000).compactMap { WebhookSchedule.pause(afterTries: 3, of: "msg_\($0)") })
        #expect(pauses.count > 500)
        #expect(pauses.allSatisfy { (1_800_000...2_160_000).contains($0) })
    }

    @Test func `an endpoint that fails is left alone for longer and longer`() {
        var last: Int64 = 0
        for failures in 0..<5 {
            #expect(WebhookSchedule.rest(afterFailures: Int64(failures), of: "e") == 0)
        }
        for failures in 5..<11 {
            let rest = WebhookSchedule.rest(afterFailures: Int64(failures), of: "e")
            #expect(rest > last)
            last = rest
        }
        for failures: Int64 in [20, 1_000, .max] {
            let rest = WebhookSchedule.rest(afterFailures: failures, of: "e")
            #expect((900_000...1_080_000).contains(rest))
        }
    }

    @Test(arguments: [200, 201, 204, 299])
    func `only 2xx is success`(_ status: Int) {
        #expect(verdict(OutgoingReply(status: status)) == .delivered)
        #expect(verdict(OutgoingReply(status: status, error: "The answer was cut.")) == .delivered)
    }

    @Test(arguments: [nil, 100, 199, 300, 301, 400, 404, 429, 500, 503, 599])
    func `anything else is tried again`(_ status: Int?) throws {
        guard case .retry(let at, let endpointAt) = verdict(OutgoingReply(status: status)) else {
            Issue.record("no retry")
            return
        }
        #expect((5_000...6_000).contains(at.milliseconds(since: now)))
        #expect(endpointAt == nil)
    }

    @Test func `Retry-After is honoured up to a day, and never shortens`() {
        for (asked, least, rest) in [
            (1, 5_000, 1_000), (60, 60_000, 60_000), (1_000_000, 86_400_000, 86_400_000),
        ] as [(Int, Int64, Int64)] {
            let reply = OutgoingReply(status: 429, retryAfterSeconds: asked)
            guard case .retry(let at, let endpointAt?) = verdict(reply) else {
                Issue.record("no retry after \(asked)")
                continue
            }
            #expect((least...least + least / 5).contains(at.milliseconds(since: now)), "\(asked)")
            // Other messages wait for what was asked, and not for this one's schedule.
            #expect(endpointAt.milliseconds(since: now) == rest, "\(asked)")
        }
    }

    @Test func `410 ends the endpoint, three days end patience, ten attempts the message`() {
        #expect(verdict(OutgoingReply(status: 410)) == .gone)
        #expect(verdict(OutgoingReply(status: 500), failingFor: 259_200) == .paused)
        #expect(verdict(OutgoingReply(status: 500), tries: 10, failingFor: 259_199) == .givenUp)
        #expect(verdict(OutgoingReply(status: nil), tries: 9, failingFor: 0) != .givenUp)
        // A test says what it says, once.
        for status in [410, 500, nil] {
            #expect(
                verdict(OutgoingReply(status: status), failingFor: 999_999, isTest: true)
                    == .givenUp)
        }
    }
}
