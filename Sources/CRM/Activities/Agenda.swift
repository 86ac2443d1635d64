// What one person has to do in a stretch of time.
//
// Timed activities belong to [from, to) when they overlap it, tasks when they are due in it, both as instants. All-day
// activities are dates, not instants: a holiday on the 22nd is on the 22nd wherever one looks from. They belong when one
// of their days, stored in their own zone, is one of the days that the stretch touches in the caller's zone.
//
// Two searches of an index of (owner, time) find candidates. Because an activity lasts 366 days at most, the search for
// what began before the stretch has an end too; because no two clocks are more than 26 hours apart, two days more on
// either side find every all-day activity. An index of ends was rejected: it costs every write, and saves little.

import API
import Schema
import Store

/// What the caller, or another person within sight, has to do, in order of time.
struct ReadAgenda: Action {
    static let route = Route(
        .get, "/v1/agenda", "List what one person has to do in a stretch of time",
        on: Activities.table,
        right: "read",
        returns: .object([
            ("data", .array(.record(Activities.table))), ("from", .scalar(.instant)),
            ("to", .scalar(.instant)),
        ]))

    let from = Field.instant("from").optional.about("The start of today when left out.")
    let to = Field.instant("to").optional
        .about("Not part of it; seven days after from when left out, at most 366.")
    let owner = Field.reference("owner_id", to: Users.self).optional
        .about("A user, or me, which it is when left out.")
    let status = Field.choice("status", Activities.Status.self).optional
        .about("Only activities with this status; all but cancelled ones when left out.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        guard let owner = call.owner ?? call.tx.access.userID.map(ID<Users>.init) else {
            throw Agenda.bad("owner_id", "owner_id is needed: this credential belongs to no user.")
        }
        let agenda = try Agenda(
            of: owner, from: call.from, to: call.to, status: call.status, in: call.tx)
        return .records(Activities.table, try agenda.activities(in: call.tx))
            .with("from", .instant(agenda.from))
            .with("to", .instant(agenda.to))
    }
}

/// One stretch of one person's time.
struct Agenda {
    let owner: ID<Users>
    let from: Instant
    let to: Instant
    /// The first and last day that the stretch touches for the caller.
    let days: ClosedRange<Day>
    let status: Activities.Status?

    /// Activities that one answer shows; the earliest.
    static let limit = 1_000
    private static let longestDays = 366
    /// How much farther all-day activities are looked for, in seconds.
    private static let margin: Int64 = 2 * 86_400

    /// Throws `bad_parameter` when the stretch is empty or too long.
    init(
        of owner: ID<Users>, from: Instant?, to: Instant?, status: Activities.Status? = nil,
        in tx: Transaction
    ) throws {
        let zone = TimeZone.named(tx.access.timeZone) ?? .utc
        self.owner = owner
        self.status = status
        self.from = from ?? zone.start(of: zone.day(of: tx.now))
        let first = zone.local(self.from)
        self.to =
            to ?? zone.instant(of: first.day.adding(days: 7), secondsIntoDay: first.secondsIntoDay)
        guard self.from < self.to else { throw Self.bad("to", "to must be after from.") }
        // A year of days as clocks show them has an hour more when it has one more change to summer time.
        guard
            self.to
                <= zone.instant(
                    of: first.day.adding(days: Self.longestDays),
                    secondsIntoDay: first.secondsIntoDay)
        else { throw Self.bad("to", "An agenda spans at most \(Self.longestDays) days.") }
        // Where clocks go back just after midnight, a later moment can be on an earlier day.
        days = first.day...max(first.day, zone.day(of: self.to.adding(milliseconds: -1)))
    }

    /// Finds the ids: two searches by owner and time, put together; `sight` is a condition on the owner and the team.
    static func statement(sight: String = "1") -> String {
        """
        SELECT id, MIN(at) FROM (
            SELECT id, starts_at AS at, status, owner_id, team_id FROM activities
            WHERE owner_id = ?1 AND starts_at >= ?2 AND starts_at < ?4 AND deleted_at IS NULL
            AND CASE WHEN all_day THEN starts_on <= ?8 AND ends_on >= ?7
                ELSE starts_at < ?6 AND (starts_at >= ?5 OR ends_at > ?5) END
            UNION ALL
            SELECT id, due_at, status, owner_id, team_id FROM activities
            WHERE owner_id = ?1 AND due_at >= ?3 AND due_at < ?4 AND deleted_at IS NULL
            AND CASE WHEN all_day AND starts_at IS NULL THEN starts_on <= ?8 AND ends_on >= ?7
                ELSE due_at >= ?5 AND due_at < ?6 END
        ) WHERE CASE WHEN ?9 IS NULL THEN status <> 'cancelled' ELSE status = ?9 END AND \(sight)
        GROUP BY id ORDER BY 2, id LIMIT \(limit)
        """
    }

    /// The activities that the caller sees, in order of time.
    func activities(in tx: Transaction) throws -> [RecordID] {
        guard let sight = tx.access.sight("read", on: Activities.name) else { return [] }
        let clause = SightClause(Activities.table, sight, tx.access)
        let cells: [Cell] = [
            owner.cell, from.adding(seconds: -ActivityTimes.longestSeconds - Self.margin).cell,
            from.adding(seconds: -Self.margin).cell, to.adding(seconds: Self.margin).cell,
            from.cell, to.cell, days.lowerBound.cell, days.upperBound.cell,
            status?.cell ?? .null,
        ]
        var found: [RecordID] = []
        try tx.query(text: Self.statement(sight: clause?.sql ?? "1"), cells + (clause?.cells ?? []))
        {
            found.append(RecordID($0.uuid(0)))
        }
        return found
    }

    static func bad(_ parameter: String, _ message: String) -> Problem {
        Problem(.badParameter, message, extras: [("parameter", .text(parameter))])
    }
}
