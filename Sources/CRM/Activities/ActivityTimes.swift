import Schema

/// The rules of when an activity is.
enum ActivityTimes {
    /// How long one may last: what lets the agenda bound its search into the past.
    static let longestDays: Int64 = 366
    static let longestSeconds = longestDays * 86_400

    /// Everything that is wrong with the times, together with the kind.
    static func faults(of activity: Record<Activities>) -> [Fault] {
        var faults: [Fault] = []
        if activity.startsAt == nil {
            if (activity.type == .meeting || activity.type == .visit), activity.isSound(\.type) {
                faults.append(
                    Fault(
                        pointer: "/starts_at", code: .required,
                        message: "A \(activity.type.rawValue) needs starts_at."))
            } else if activity.endsAt != nil, activity.isSound(\.endsAt) {
                faults.append(
                    Fault(
                        pointer: "/starts_at", code: .required,
                        message: "What has an end needs starts_at."))
            }
            if activity.isAllDay, activity.dueAt == nil, activity.isSound(\.startsAt, \.dueAt) {
                faults.append(
                    Fault(
                        pointer: "/all_day", code: .conflict,
                        message: "An all-day activity needs starts_at or due_at."))
            }
        }
        if let start = activity.startsAt, let end = activity.endsAt,
            activity.isSound(\.startsAt, \.endsAt)
        {
            if end < start {
                faults.append(
                    Fault(
                        pointer: "/ends_at", code: .outOfRange,
                        message: "ends_at must not be before starts_at."))
            } else if end > .last {
                faults.append(
                    Fault(
                        pointer: "/ends_at", code: .outOfRange,
                        message: "ends_at must not be after the year 9999."))
            } else if end.milliseconds(since: start) > longestSeconds * 1_000 {
                faults.append(
                    Fault(
                        pointer: "/ends_at", code: .outOfRange,
                        message: "An activity lasts at most \(longestDays) days."))
            }
        }
        return faults
    }

    /// Fills what follows from the times: the duration, and the days of an all-day activity.
    static func derive(_ activity: inout Record<Activities>) {
        if let start = activity.startsAt, let end = activity.endsAt {
            activity.duration = end.milliseconds(since: start) / 1_000
        } else {
            activity.duration = nil
        }
        let zone = activity.timeZone.flatMap(TimeZone.named) ?? .utc
        let days =
            activity.isAllDay
            ? days(from: activity.startsAt ?? activity.dueAt, until: activity.endsAt, zone) : nil
        activity.startsOn = days?.lowerBound
        activity.endsOn = days?.upperBound
    }

    /// The days between two instants; an end at midnight belongs to the day before (RFC 5545 section 3.6.1, DTEND).
    static func days(
        from start: Instant?, until end: Instant?, _ zone: TimeZone
    ) -> ClosedRange<Day>? {
        guard let start else { return nil }
        let first = zone.day(of: start)
        let last = end.map { zone.day(of: $0.adding(milliseconds: -1)) } ?? first
        return first...max(first, last)
    }

    /// New times, or none: what is not said stays, and the duration stays when only the start is said.
    static func reschedule(
        _ activity: inout Record<Activities>, startsAt: Instant??, endsAt: Instant??,
        dueAt: Instant??
    ) {
        if case .some(let startsAt) = startsAt {
            if endsAt == nil, let startsAt, let oldStart = activity.startsAt,
                let oldEnd = activity.endsAt
            {
                activity.endsAt = startsAt.adding(
                    milliseconds: oldEnd.milliseconds(since: oldStart))
            }
            activity.startsAt = startsAt
        }
        if case .some(let endsAt) = endsAt { activity.endsAt = endsAt }
        if case .some(let dueAt) = dueAt { activity.dueAt = dueAt }
    }
}
