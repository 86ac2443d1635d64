import API
import Schema
import Store

/// What people do with parties, or plan to: tasks, calls, meetings, visits, notes, e-mails.
package struct Activities: Resource {
    package static let name = "activities"
    package static let singular = "activity"
    package static let traits: ResourceTraits = .owned
    /// What the agenda looks through.
    package static let indexes = [["owner_id", "starts_at"], ["owner_id", "due_at"]]
    package static let table = TypedTable(Self())

    let type = Field.choice("type", Kind.self, .indexed)
    let subject = Field.text("subject", max: 300, [.title, .sortable])
    let body = Field.longText("body", [.searchable, .alwaysEditable]).optional
    let status = Field.status("status", Status.self, .indexed)
    let priority = Field.choice("priority", Priority.self).default(.normal)
    let startsAt = Field.instant("starts_at", .sortable).optional
    let endsAt = Field.instant("ends_at").optional
        .about("The first moment after it; an all-day activity may end at the next midnight.")
    let dueAt = Field.instant("due_at", .sortable).optional
    let isAllDay = Field.boolean("all_day").default(false)
        .about("It covers whole days of its time zone, the same dates wherever one looks from.")
    let timeZone = Field.timeZone("time_zone").optional.filled()
        .about("Where its days begin; that of whoever creates it when left out.")
    let startsOn = Field.day("starts_on", .readOnly).optional
        .about("The first day that an all-day activity covers.")
    let endsOn = Field.day("ends_on", .readOnly).optional
        .about("The last day that an all-day activity covers.")
    let duration = Field.integer("duration_seconds", 0...ActivityTimes.longestSeconds, .readOnly)
        .optional
    let location = Field.text("location", max: 500, .searchable).optional
    let party = Field.reference("party_id", to: Parties.self).optional
    let contact = Field.reference("contact_id", to: Parties.self).optional
    let related = Field.link("related", .indexed).optional
        .about("What it is about: a lead, an opportunity, a quote, an order, a ticket.")
    let outcome = Field.text("outcome", max: 1_000, [.searchable, .alwaysEditable]).optional
    let completedAt = Field.instant("completed_at", [.readOnly, .sortable]).optional

    package init() {}

    package enum Kind: String, Word {
        case task, call, meeting, visit, note, email

        /// Whether others are expected, who may stay away.
        var hasAppointment: Bool { self == .call || self == .meeting || self == .visit }
    }

    package enum Priority: String, Word { case low, normal, high }

    package enum Status: String, State {
        case planned, done, cancelled
        case inProgress = "in_progress"
        case noShow = "no_show"

        package static let initial = planned

        package var event: String {
            switch self {
            case .planned: "reopened"
            case .inProgress: "started"
            case .done: "completed"
            case .noShow: "missed"
            case .cancelled: rawValue
            }
        }

        package var verbs: [String: Status] {
            switch self {
            case .planned:
                [
                    "start": .inProgress, "complete": .done, "cancel": .cancelled, "miss": .noShow,
                    "reschedule": .planned,
                ]
            case .inProgress: ["complete": .done, "cancel": .cancelled, "miss": .noShow]
            case .noShow: ["cancel": .cancelled, "reschedule": .planned]
            case .done, .cancelled: ["reopen": .planned]
            }
        }
    }

    package static func refusesEdit(of activity: Record<Activities>) -> String? {
        // A note is done from the start, and is corrected like any text.
        guard activity.type != .note else { return nil }
        return switch activity.status {
        case .planned, .inProgress, .noShow: nil
        case .done: "The activity is done; reopen it to change more than its body and outcome."
        case .cancelled: "The activity was cancelled; reopen it to change it."
        }
    }

    package static func willSave(
        _ activity: inout Record<Activities>, before: Record<Activities>?, in tx: Transaction
    ) throws {
        if before == nil, activity.type == .note { activity.status = .done }
        if activity.timeZone == nil { activity.timeZone = tx.access.timeZone }
        try checkMove(activity, before)
        let faults = kindFaults(activity, before) + ActivityTimes.faults(of: activity)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        ActivityTimes.derive(&activity)
        if activity.status != .done {
            activity.completedAt = nil
        } else if before?.status != .done {
            activity.completedAt = tx.now
        }
    }

    /// What the machine cannot know: which kinds have which statuses.
    private static func checkMove(
        _ activity: Record<Activities>, _ before: Record<Activities>?
    ) throws {
        guard let before, activity.status != before.status else { return }
        if activity.type == .note {
            throw cannot(before, activity.status, "A note is done from the start.", allowed: [])
        }
        if activity.status == .noShow, !activity.type.hasAppointment {
            let allowed = before.status.verbs.keys.filter { $0 != "miss" }.sorted()
            throw cannot(
                before, .noShow, "Only a call, a meeting or a visit can be missed.",
                allowed: allowed)
        }
    }

    private static func cannot(
        _ before: Record<Activities>, _ to: Status, _ detail: String, allowed: [String]
    ) -> Problem {
        Problem(
            .illegalTransition, detail,
            extras: [
                ("from", .text(before.status.rawValue)), ("to", .text(to.rawValue)),
                ("allowed", .array(allowed.map { .text($0) })),
            ])
    }

    private static func kindFaults(
        _ activity: Record<Activities>, _ before: Record<Activities>?
    ) -> [Fault] {
        guard let before, (activity.type == .note) != (before.type == .note) else { return [] }
        return [
            Fault(
                pointer: "/type", code: .immutable,
                message: "A note stays a note, and nothing else becomes one.")
        ]
    }
}
