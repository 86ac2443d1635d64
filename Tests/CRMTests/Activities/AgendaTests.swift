import API
import Schema
import Store
import Testing
import TratoTesting

@testable import CRM

/// The administrator's clock shows UTC, and it is 2026-11-22T10:15:30.250Z.
struct AgendaTests {
    let server: TestServer

    init() throws { server = try TestServer() }

    @discardableResult
    private func make(_ subject: String, _ body: JSONValue) -> String {
        let base: JSONValue = ["subject": .string(subject), "type": "task"]
        let made = server.admin.post("/v1/activities", base.merging(body))
        #expect(made.status == 201, "\(made)")
        return made.id
    }

    private func subjects(_ query: String) -> [String] {
        let answer = server.admin.get("/v1/agenda\(query)")
        #expect(answer.status == 200, "\(answer)")
        return answer.data.compactMap { $0["subject"].string }
    }

    private static let monday = "?from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z"

    @Test func `timed activities belong to it when they overlap it, tasks when they are due in it`()
    {
        let cases: [(String, JSONValue, Bool)] = [
            ("ends as it begins", times("22T22:00:00Z", "23T00:00:00Z"), false),
            ("ends just after", times("22T22:00:00Z", "23T00:00:00.001Z"), true),
            ("inside", times("23T10:00:00Z", "23T11:00:00Z"), true),
            ("around", times("22T10:00:00Z", "25T11:00:00Z"), true),
            ("begins as it ends", times("24T00:00:00Z", "24T01:00:00Z"), false),
            ("a moment as it begins", times("23T00:00:00Z", "23T00:00:00Z"), true),
            ("no end, before", times("22T23:59:59.999Z", nil), false),
            ("no end, inside", times("23T23:59:59.999Z", nil), true),
            ("due before", ["due_at": "2026-11-22T23:59:59.999Z"], false),
            ("due as it begins", ["due_at": "2026-11-23T00:00:00Z"], true),
            ("due as it ends", ["due_at": "2026-11-24T00:00:00Z"], false),
            (
                "due inside, begins before",
                ["starts_at": "2026-11-01T00:00:00Z", "due_at": "2026-11-23T12:00:00Z"], true
            ),
            (
                "inside and due inside",
                times("23T10:30:00Z", "23T11:00:00Z").merging(["due_at": "2026-11-23T12:00:00Z"]),
                true
            ),
            (
                "begun most of a year ago",
                ["starts_at": "2025-11-24T00:00:00Z", "ends_at": "2026-11-23T01:00:00Z"], true
            ),
            ("no time at all", [:], false),
        ]
        for (subject, body, _) in cases { make(subject, body) }
        let found = subjects(Self.monday)
        #expect(found.count == Set(found).count)
        #expect(Set(found) == Set(cases.filter(\.2).map(\.0)))
    }

    private func times(_ start: String, _ end: String?) -> JSONValue {
        var body: JSONValue = ["starts_at": .string("2026-11-" + start)]
        if let end { body["ends_at"] = .string("2026-11-" + end) }
        return body
    }

    @Test func `all-day activities are on their own dates wherever one looks from`() {
        let cases: [(String, JSONValue, String, Bool)] = [
            // Midnight of the 23rd in Auckland is 11:00 of the 22nd in UTC.
            ("Auckland, Monday", times("22T11:00:00Z", nil), "Pacific/Auckland", true),
            ("Auckland, Tuesday", times("23T11:00:00Z", nil), "Pacific/Auckland", false),
            // The 22nd in Honolulu lasts until 10:00 of the 23rd in UTC.
            (
                "Honolulu, Sunday", times("22T10:00:00Z", "23T10:00:00Z"), "Pacific/Honolulu", false
            ),
            ("Honolulu, Monday", times("23T10:00:00Z", nil), "Pacific/Honolulu", true),
            ("Madrid, Sunday", times("21T23:00:00Z", "22T23:00:00Z"), "Europe/Madrid", false),
            ("Madrid, weekend", times("20T23:00:00Z", "23T12:00:00Z"), "Europe/Madrid", true),
            (
                "due in Auckland, Monday", ["due_at": "2026-11-22T11:00:00Z"], "Pacific/Auckland",
                true
            ),
            (
                "due in Auckland, Tuesday", ["due_at": "2026-11-23T12:00:00Z"], "Pacific/Auckland",
                false
            ),
        ]
        for (subject, body, zone, _) in cases {
            make(subject, body.merging(["all_day": true, "time_zone": .string(zone)]))
        }
        #expect(Set(subjects(Self.monday)) == Set(cases.filter(\.3).map(\.0)))
    }

    @Test func `it is in order of time, whole records, with the stretch that it shows`() {
        make("third", ["due_at": "2026-11-23T12:00:00Z"])
        make("first", times("22T20:00:00Z", "23T09:00:00Z"))
        make("second", times("23T10:00:00Z", nil))
        let answer = server.admin.get("/v1/agenda\(Self.monday)")
        #expect(answer.data.map { $0["subject"] } == ["first", "second", "third"])
        #expect(answer.json["from"] == "2026-11-23T00:00:00.000Z")
        #expect(answer.json["to"] == "2026-11-24T00:00:00.000Z")
        let first = answer.data.first ?? .null
        let record = server.admin.get("/v1/activities/\(first["id"].string ?? "")").json
        #expect(first == record)
    }

    @Test func `what was cancelled is shown only when it is asked for`() {
        let id = make("gone", times("23T10:00:00Z", nil))
        make("left", times("23T11:00:00Z", nil))
        #expect(server.admin.post("/v1/activities/\(id)/cancel").status == 200)
        #expect(subjects(Self.monday) == ["left"])
        #expect(subjects(Self.monday + "&status=cancelled") == ["gone"])
        #expect(subjects(Self.monday + "&status=done") == [])
        #expect(server.admin.delete("/v1/activities/\(id)").status == 204)
        #expect(subjects(Self.monday + "&status=cancelled") == [])
    }

    @Test func `it starts today and lasts seven days as the caller's clock shows them`() throws {
        let user = try server.user("Mar", role: "sales_rep")
        let token = try server.key(role: "sales_rep", user: user)
        func stretch(_ query: String = "") -> [String?] {
            let json = server.client(token: token).get("/v1/agenda" + query).json
            return [json["from"].string, json["to"].string]
        }
        #expect(stretch() == ["2026-11-22T00:00:00.000Z", "2026-11-29T00:00:00.000Z"])
        _ = server.admin.patch("/v1/users/\(user.text)", ["time_zone": "Pacific/Auckland"])
        #expect(stretch() == ["2026-11-21T11:00:00.000Z", "2026-11-28T11:00:00.000Z"])
        _ = server.admin.patch("/v1/users/\(user.text)", ["time_zone": "Europe/Madrid"])
        // Clocks go forward on 28 March: seven days are an hour shorter.
        #expect(
            stretch("?from=2027-03-26") == ["2027-03-25T23:00:00.000Z", "2027-04-01T22:00:00.000Z"])
        #expect(
            stretch("?from=today&to=%2B2d")
                == ["2026-11-21T23:00:00.000Z", "2026-11-23T23:00:00.000Z"])
    }

    @Test func `it holds where clocks go back to the day before`() throws {
        let user = try server.user("Jo", role: "sales_rep")
        _ = server.admin.patch("/v1/users/\(user.text)", ["time_zone": "America/St_Johns"])
        let jo = server.client(token: try server.key(role: "sales_rep", user: user))
        // At one minute past midnight of 2006-10-29 it was 23:01 of the 28th again.
        let answer = jo.get("/v1/agenda?from=2006-10-29T02:30:30Z&to=2006-10-29T02:32:00Z")
        #expect(answer.status == 200, "\(answer)")
    }

    @Test func `parameters that make no sense are refused by name`() throws {
        let cases: [(query: String, parameter: String)] = [
            ("?from=2026-11-24&to=2026-11-24", "to"), ("?from=2026-11-24&to=2026-11-23", "to"),
            ("?from=2026-11-24&to=2027-11-26", "to"), ("?from=soon", "from"),
            ("?owner_id=0193e6b8-0000-7000-8000-000000000000", "owner_id"),
            ("?owner=me", "owner"), ("?status=gone", "status"),
        ]
        for (query, parameter) in cases {
            let answer = server.admin.get("/v1/agenda" + query)
            #expect(answer.status == 400, "\(query) \(answer)")
            #expect(answer.code == "bad_parameter", "\(query)")
            #expect(answer.json["parameter"].string == parameter, "\(query)")
        }
        #expect(server.admin.get("/v1/agenda?from=2026-11-24&to=2027-11-25").status == 200)
        let machine = server.client(token: try server.key(role: "integration"))
        #expect(machine.get("/v1/agenda").json["parameter"] == "owner_id")
        #expect(machine.get("/v1/agenda?owner_id=me").code == "bad_parameter")
        #expect(machine.get("/v1/agenda?owner_id=\(server.administrator.text)").status == 200)
    }

    @Test func `another person's is within the caller's sight or empty`() throws {
        let team = server.admin.post("/v1/teams", ["name": "North"]).id
        let rep = try server.user("Rita", role: "sales_rep", team: team)
        let other = try server.person("Otto", role: "sales_rep", team: team)
        let manager = try server.person("Mia", role: "sales_manager", team: team)
        make("visit", times("23T10:00:00Z", nil).merging(["owner_id": .string(rep.text)]))
        let query = "/v1/agenda\(Self.monday)&owner_id=\(rep.text)"
        #expect(other.get(query).data.isEmpty)
        #expect(manager.get(query).data.count == 1)
        #expect(subjects("\(Self.monday)&owner_id=me") == [])
    }

    @Test func `it shows the earliest thousand`() throws {
        let owner = server.administrator
        let start = Instant(milliseconds: server.time.now.milliseconds)
        try server.tx { tx in
            for index in 0..<1_005 {
                var task = Record<Activities>()
                task.type = .task
                task.subject = "\(index)"
                task.dueAt = start.adding(seconds: Int64(2_000 - index))
                task.ownerID = owner
                _ = try tx.create(task)
            }
        }
        let found = subjects("?from=today&to=tomorrow")
        #expect(found.count == 1_000)
        #expect(found.first == "1004")
        #expect(found.last == "5")
    }

    @Test func `it is found through the indices of owner and time`() throws {
        let plan = try server.read { try $0.plan(of: Agenda.statement()) }
        let searches = plan.filter { $0.contains("activities") }
        #expect(searches.count == 2, "\(plan)")
        #expect(searches[0].contains("activities_owner_id_starts_at_x"), "\(plan)")
        #expect(searches[1].contains("activities_owner_id_due_at_x"), "\(plan)")
        #expect(searches.allSatisfy { $0.hasPrefix("SEARCH") && $0.contains("owner_id=?") })
    }
}
