import API
import CRM
import Schema
import Testing
import TratoTesting

struct ActivityTests {
    let server: TestServer

    init() throws { server = try TestServer() }

    private func make(_ body: JSONValue) -> TestResponse {
        let base: JSONValue = ["subject": "Something", "type": "task"]
        return server.admin.post("/v1/activities", base.merging(body))
    }

    private func verb(_ verb: String, _ id: String, _ body: JSONValue? = nil) -> TestResponse {
        server.admin.post("/v1/activities/\(id)/\(verb)", body)
    }

    // MARK: Transitions

    /// How a call gets into each status.
    private static let ways: [(status: String, verbs: [String])] = [
        ("planned", []), ("in_progress", ["start"]), ("done", ["complete"]),
        ("cancelled", ["cancel"]), ("no_show", ["miss"]),
    ]
    private static let legal: [String: [String: String]] = [
        "planned": [
            "start": "in_progress", "complete": "done", "cancel": "cancelled", "miss": "no_show",
            "reschedule": "planned",
        ],
        "in_progress": ["complete": "done", "cancel": "cancelled", "miss": "no_show"],
        "done": ["reopen": "planned"],
        "cancelled": ["reopen": "planned"],
        "no_show": ["cancel": "cancelled", "reschedule": "planned"],
    ]

    @Test(arguments: ["start", "complete", "cancel", "miss", "reschedule", "reopen"])
    func `every verb leads where the table says, and is refused elsewhere`(verb: String) {
        let body: JSONValue? = verb == "reschedule" ? ["starts_at": "2026-12-01T10:00:00Z"] : nil
        for (status, verbs) in Self.ways {
            let id = make(["type": "call"]).id
            for step in verbs { #expect(self.verb(step, id).status == 200) }
            let answer = self.verb(verb, id, body)
            if let target = Self.legal[status]?[verb] {
                #expect(answer.status == 200, "\(verb) of \(status)")
                #expect(answer.json["status"].string == target, "\(verb) of \(status)")
            } else {
                #expect(answer.status == 409, "\(verb) of \(status)")
                #expect(answer.code == "illegal_transition")
                #expect(answer.json["from"].string == status)
                let allowed = answer.json["allowed"].elements.compactMap(\.string)
                #expect(allowed == Self.legal[status]?.keys.sorted())
            }
        }
    }

    @Test(arguments: ["call", "meeting", "visit"])
    func `what was arranged with somebody can be missed`(type: String) {
        let made = make(["type": .string(type), "starts_at": "2026-11-23T10:00:00Z"])
        #expect(verb("miss", made.id).json["status"] == "no_show")
    }

    @Test(arguments: ["task", "email"])
    func `a task cannot be missed`(type: String) {
        let made = make(["type": .string(type)])
        let answer = verb("miss", made.id)
        #expect(answer.status == 409)
        #expect(answer.code == "illegal_transition")
        #expect(answer.json["allowed"] == ["cancel", "complete", "reschedule", "start"])
    }

    @Test func `a note is done when it is written, is edited like any text, and stays a note`() {
        let made = make(["type": "note", "body": "Prefers mornings."])
        #expect(made.json["status"] == "done")
        #expect(made.json["completed_at"] == made.json["created_at"])
        let address = "/v1/activities/\(made.id)"
        #expect(server.admin.patch(address, ["subject": "Mornings"]).status == 200)
        #expect(verb("reopen", made.id).code == "illegal_transition")
        #expect(server.admin.patch(address, ["type": "task"]).faults == ["/type immutable"])
        let task = make([:])
        let changed = server.admin.patch("/v1/activities/\(task.id)", ["type": "note"])
        #expect(changed.faults == ["/type immutable"])
    }

    @Test func `completing keeps the time and the outcome, and reopening takes the time back`() {
        let made = make(["type": "call"])
        server.time.advance(seconds: 60)
        let done = verb("complete", made.id, ["outcome": "Wants an offer."])
        #expect(done.json["outcome"] == "Wants an offer.")
        #expect(done.json["completed_at"].string == server.time.now.text)
        let reopened = verb("reopen", made.id)
        #expect(reopened.json["completed_at"].isNull)
        #expect(reopened.json["outcome"] == "Wants an offer.")
    }

    @Test(arguments: ["complete", "cancel"])
    func `what has ended keeps all but its texts and bookkeeping`(verb: String) {
        let made = make([:])
        #expect(self.verb(verb, made.id).status == 200)
        let address = "/v1/activities/\(made.id)"
        let refused = server.admin.patch(
            address, ["subject": "Other", "due_at": "2026-12-01T10:00:00Z"])
        #expect(refused.code == "not_editable")
        #expect(Set(refused.pointers) == ["/subject", "/due_at"])
        let allowed = server.admin.patch(
            address, ["outcome": "Later", "body": "See mail.", "tags": ["x"]])
        #expect(allowed.status == 200)
    }

    // MARK: Times

    @Test(arguments: ["meeting", "visit"])
    func `an appointment needs a start`(type: String) {
        #expect(make(["type": .string(type)]).faults == ["/starts_at required"])
    }

    @Test func `times that make no sense are refused with their pointers`() {
        let start: JSONValue = "2026-11-23T10:00:00Z"
        let cases: [(JSONValue, [String])] = [
            (["starts_at": start, "ends_at": "2026-11-23T09:59:59Z"], ["/ends_at out_of_range"]),
            (["starts_at": start, "ends_at": "2027-11-25T10:00:00Z"], ["/ends_at out_of_range"]),
            (["ends_at": start], ["/starts_at required"]),
            (["all_day": true], ["/all_day conflict"]),
            (["starts_at": start, "ends_at": start], []),
            (["all_day": true, "due_at": start], []),
        ]
        for (body, faults) in cases {
            let answer = make(body)
            #expect(answer.faults == faults, "\(body)")
            #expect(answer.status == (faults.isEmpty ? 201 : 422), "\(body)")
        }
    }

    @Test func `the duration follows from the times and is not taken from requests`() {
        let made = make([
            "starts_at": "2026-11-23T10:00:00Z", "ends_at": "2026-11-23T11:30:00+00:00",
        ])
        #expect(made.json["duration_seconds"] == 5_400)
        let address = "/v1/activities/\(made.id)"
        #expect(server.admin.patch(address, ["ends_at": nil]).json["duration_seconds"].isNull)
        let refused = server.admin.patch(address, ["duration_seconds": 60])
        #expect(refused.faults == ["/duration_seconds read_only"])
    }

    @Test func `an all-day activity covers the days of its own zone, the last one whole`() {
        let cases: [(start: String, end: JSONValue, zone: String, days: [String])] = [
            ("2026-11-22T23:00:00Z", nil, "Europe/Madrid", ["2026-11-23", "2026-11-23"]),
            (
                "2026-11-22T23:00:00Z", "2026-11-23T23:00:00Z", "Europe/Madrid",
                ["2026-11-23", "2026-11-23"]
            ),
            (
                "2026-11-22T23:00:00Z", "2026-11-24T17:00:00Z", "Europe/Madrid",
                ["2026-11-23", "2026-11-24"]
            ),
            ("2026-11-23T11:00:00Z", nil, "Pacific/Auckland", ["2026-11-24", "2026-11-24"]),
            ("2026-11-23T09:00:00Z", nil, "Pacific/Honolulu", ["2026-11-22", "2026-11-22"]),
        ]
        for (start, end, zone, days) in cases {
            let made = make([
                "all_day": true, "starts_at": .string(start), "ends_at": end,
                "time_zone": .string(zone),
            ])
            #expect(
                [made.json["starts_on"].string, made.json["ends_on"].string] == days, "\(start)")
        }
    }

    @Test func `the zone is the creator's unless it is given`() throws {
        let user = try server.user("Mar", role: "sales_rep")
        let zone = server.admin.patch("/v1/users/\(user.text)", ["time_zone": "Europe/Madrid"])
        #expect(zone.status == 200)
        let mar = server.client(token: try server.key(role: "sales_rep", user: user))
        let made = mar.post("/v1/activities", ["type": "task", "subject": "Call back"])
        #expect(made.json["time_zone"] == "Europe/Madrid")
        #expect(made.json["owner_id"].string == user.text)
    }

    // MARK: Rescheduling

    @Test func `rescheduling by the start alone keeps the duration and names its event`() {
        let made = make([
            "type": "meeting", "starts_at": "2026-11-23T10:00:00Z",
            "ends_at": "2026-11-23T10:45:00Z",
        ])
        let moved = verb("reschedule", made.id, ["starts_at": "2026-11-24T16:00:00Z"])
        #expect(moved.json["ends_at"] == "2026-11-24T16:45:00.000Z")
        let events = server.admin.get("/v1/changes?resource=activities").data
        #expect(events.last?["type"] == "activity.rescheduled")
    }

    @Test func `rescheduling what was missed plans it again`() {
        let made = make(["type": "call", "starts_at": "2026-11-23T10:00:00Z"])
        #expect(verb("miss", made.id).status == 200)
        let moved = verb("reschedule", made.id, ["starts_at": "2026-11-24T10:00:00Z"])
        #expect(moved.json["status"] == "planned")
        let events = server.admin.get("/v1/changes?resource=activities").data
        #expect(events.last?["type"] == "activity.rescheduled")
    }

    @Test func `rescheduling needs a time, and one that fits`() {
        let made = make(["starts_at": "2026-11-23T10:00:00Z", "due_at": "2026-11-30T10:00:00Z"])
        #expect(verb("reschedule", made.id).faults == ["/starts_at required"])
        let early = verb("reschedule", made.id, ["ends_at": "2026-11-23T09:00:00Z"])
        #expect(early.faults == ["/ends_at out_of_range"])
        let long = make([
            "starts_at": "2026-11-23T10:00:00Z", "ends_at": "2026-11-23T12:00:00Z",
        ])
        let late = verb("reschedule", long.id, ["starts_at": "9999-12-31T23:00:00Z"])
        #expect(late.faults == ["/ends_at out_of_range"])
        let due = verb("reschedule", made.id, ["due_at": "2026-12-02T10:00:00Z"])
        #expect(due.json["due_at"] == "2026-12-02T10:00:00.000Z")
        #expect(due.json["starts_at"] == "2026-11-23T10:00:00.000Z")
    }

    @Test func `rescheduling takes times away with null`() {
        let made = make([
            "starts_at": "2026-11-23T10:00:00Z", "ends_at": "2026-11-23T11:00:00Z",
            "due_at": "2026-11-30T10:00:00Z",
        ])
        let open = verb("reschedule", made.id, ["ends_at": nil]).json
        #expect(open["ends_at"] == .null)
        #expect(open["duration_seconds"] == .null)
        #expect(open["starts_at"] == "2026-11-23T10:00:00.000Z")
        let someday = verb("reschedule", made.id, ["starts_at": nil, "due_at": nil]).json
        #expect(someday["starts_at"] == .null)
        #expect(someday["due_at"] == .null)
        let meeting = make(["type": "meeting", "starts_at": "2026-11-23T10:00:00Z"])
        #expect(
            verb("reschedule", meeting.id, ["starts_at": nil]).faults == ["/starts_at required"])
    }

    @Test func `it may be about any record, which must be there`() {
        let party = server.admin.post("/v1/parties", ["kind": "person", "given_name": "Ana"])
        let related: JSONValue = ["resource": "parties", "id": .string(party.id)]
        #expect(make(["related": related]).json["related"] == related)
        let missing = make(["related": ["resource": "parties", "id": .string(make([:]).id)]])
        #expect(missing.faults == ["/related/id not_found"])
    }
}
