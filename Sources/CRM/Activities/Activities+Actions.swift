import API
import Schema
import Store

/// Ends an activity as done, with what came of it.
struct CompleteActivity: Action {
    static let route = Route(
        .post, "/v1/activities/{id}/complete", "Complete one activity", on: Activities.table,
        right: "complete", returns: .record(Activities.table))

    let outcome = Field.text("outcome", max: 1_000).optional

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Activities.self)
        try Scheduling.complete(id, outcome: call.outcome, in: call.tx)
        return .record(id)
    }
}

/// Moves an activity to another time; a missed one is planned again.
struct RescheduleActivity: Action {
    static let route = Route(
        .post, "/v1/activities/{id}/reschedule", "Move one activity to another time",
        on: Activities.table, right: "reschedule", returns: .record(Activities.table))

    let startsAt = Field.instant("starts_at").optional
        .about("Without ends_at the activity keeps its duration; null takes the time away.")
    let endsAt = Field.instant("ends_at").optional.about("Null takes the time away.")
    let dueAt = Field.instant("due_at").optional.about("Null takes the time away.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let id = call.id(Activities.self)
        try Scheduling.reschedule(
            id, startsAt: call.said(\.startsAt), endsAt: call.said(\.endsAt),
            dueAt: call.said(\.dueAt), in: call.tx)
        return .record(id)
    }
}

/// The verbs of activities that take something.
enum Scheduling {
    /// Throws `illegal_transition` unless the activity is planned or in progress.
    static func complete(_ id: ID<Activities>, outcome: String?, in tx: Transaction) throws {
        let activity = try tx.find(Activities.self, id)
        try require("complete", of: activity)
        try tx.update(activity) {
            $0.status = .done
            if let outcome { $0.outcome = outcome }
        }
    }

    /// Throws `illegal_transition` unless the activity is planned or was missed, and faults in the new times.
    static func reschedule(
        _ id: ID<Activities>, startsAt: Instant??, endsAt: Instant??, dueAt: Instant??,
        in tx: Transaction
    ) throws {
        let activity = try tx.find(Activities.self, id)
        try require("reschedule", of: activity)
        guard startsAt != nil || endsAt != nil || dueAt != nil else {
            throw Problem.invalid(
                "/starts_at", .required, "Give starts_at, ends_at or due_at.")
        }
        try tx.update(activity, event: "activity.rescheduled") {
            ActivityTimes.reschedule(&$0, startsAt: startsAt, endsAt: endsAt, dueAt: dueAt)
            $0.status = .planned
        }
    }

    private static func require(_ verb: String, of activity: Record<Activities>) throws {
        let status = activity.status
        guard status.verbs[verb] == nil, let machine = Activities.table.machine else { return }
        throw Problem.cannot(verb, Activities.table, machine, from: status.rawValue)
    }
}
