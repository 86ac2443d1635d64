import Testing
import TratoTesting

/// What another system knows of our records.
struct SyncStateTests {
    let server: TestServer
    let admin: Client

    init() throws {
        server = try TestServer()
        admin = server.admin
    }

    private func follow(_ resources: JSONValue = ["parties"]) {
        let made = admin.post("/v1/external-systems", ["name": "erp", "resources": resources])
        #expect(made.status == 201, "\(made)")
    }

    private func party(_ members: JSONValue = [:]) -> TestResponse {
        let body: JSONValue = ["kind": "organization", "display_name": "Bakery"]
        return admin.post("/v1/parties", body.merging(members))
    }

    private func states(_ query: String = "system=erp") -> [JSONValue] {
        admin.get("/v1/sync-states?sort=changed_at&\(query)").data
    }

    private func report(_ reports: JSONValue..., by system: String = "erp") -> TestResponse {
        admin.post(
            "/v1/sync-states/report",
            ["system": .string(system), "records": .array(reports)])
    }

    private func subject(_ id: String) -> JSONValue {
        ["resource": "parties", "id": .string(id)]
    }

    @Test func `a change is pending until the system has it`() throws {
        #expect(party().status == 201)
        #expect(states().isEmpty)
        follow()
        let made = party()
        let state = try #require(states().first)
        #expect(state["subject"] == subject(made.id))
        #expect(state["state"] == "pending")
        #expect(state["record_version"].isNull)
        let sent = report(["subject": subject(made.id), "state": "sent"])
        #expect(sent.data.first?["state"] == "sent", "\(sent)")
        #expect(sent.data.first?["attempts"] == 1)
        let taken = report([
            "subject": subject(made.id), "state": "acknowledged", "version": 1,
            "remote_version": "A7", "external_id": "4711",
        ])
        #expect(taken.data.first?["state"] == "acknowledged", "\(taken)")
        #expect(taken.data.first?["attempts"] == 1)
        #expect(taken.data.first?["remote_version"] == "A7")
        #expect(admin.get("/v1/parties/by-external/erp/4711").id == made.id)
        #expect(states("system=erp&state=pending").isEmpty)
        let changed = admin.patch("/v1/parties/\(made.id)", ["tags": ["x"]])
        #expect(changed.status == 200)
        #expect(states("system=erp&state=pending").count == 1)
        #expect(states()[0]["attempts"] == 0)
    }

    @Test func `a rejected record says why, and a change makes it pending again`() throws {
        follow()
        let made = party()
        let refused = report([
            "subject": subject(made.id), "state": "rejected", "error": "No tax id.",
        ])
        #expect(refused.data.first?["last_error"] == "No tax id.", "\(refused)")
        #expect(states("system=erp&state=rejected").count == 1)
        #expect(admin.patch("/v1/parties/\(made.id)", ["tags": ["x"]]).status == 200)
        #expect(states("system=erp&state=rejected").isEmpty)
        #expect(states("system=erp&state=pending")[0]["last_error"].isNull)
    }

    @Test func `what was sent before the last change stays pending`() throws {
        follow()
        let made = party()
        #expect(admin.patch("/v1/parties/\(made.id)", ["tags": ["x"]]).status == 200)
        let old = report(["subject": subject(made.id), "state": "acknowledged", "version": 1])
        #expect(old.data.first?["state"] == "pending", "\(old)")
        #expect(old.data.first?["record_version"] == 1)
        let new = report(["subject": subject(made.id), "state": "acknowledged", "version": 2])
        #expect(new.data.first?["state"] == "acknowledged", "\(new)")
    }

    @Test func `the system's own word is not sent back to it`() throws {
        follow()
        let put = admin.put(
            "/v1/parties/by-external/erp/7?occurred_at=2026-11-22T09:00:00Z&sequence=3",
            ["kind": "organization", "display_name": "Bakery"])
        #expect(put.status == 201, "\(put)")
        let state = try #require(states().first)
        #expect(state["state"] == "acknowledged")
        #expect(state["remote_version"] == "3")
        #expect(state["record_version"] == 1)
        _ = admin.put("/v1/parties/by-external/shop/7", ["kind": "person", "given_name": "Ana"])
        #expect(states("system=erp&state=pending").count == 1)
    }

    @Test func `a deletion is to be sent as well`() throws {
        follow()
        let made = party()
        #expect(report(["subject": subject(made.id), "state": "acknowledged"]).status == 200)
        #expect(admin.delete("/v1/parties/\(made.id)").status == 204)
        let state = try #require(states("system=erp&state=pending").first)
        #expect(state["is_deleted"] == true)
        let by = report(["subject": subject(made.id), "state": "acknowledged"])
        #expect(by.faults == ["/records/0/subject/id not_found"], "\(by)")
        let taken = report(["sync_state_id": state["id"], "state": "acknowledged"])
        #expect(
            taken.data.first?["state"] == "acknowledged", "\(taken) \(server.log.failures)")
    }

    @Test func `a system that follows nothing may still report`() throws {
        let made = party(["external_ids": [["system": "erp", "id": "7"]]])
        let key: JSONValue = ["system": "erp", "id": "7"]
        let answer = report([
            "subject": ["resource": "parties", "external_id": key], "state": "acknowledged",
        ])
        #expect(answer.data.first?["subject"] == subject(made.id), "\(answer)")
        #expect(admin.patch("/v1/parties/\(made.id)", ["tags": ["x"]]).status == 200)
        #expect(states("system=erp&state=pending").count == 1)
    }

    @Test func `bad reports are all told at once, and none is taken`() throws {
        follow()
        let made = party()
        let good: JSONValue = ["subject": subject(made.id), "state": "acknowledged"]
        let nobody = "01900000-0000-7000-8000-000000000001"
        let answer = report(
            good, ["state": "acknowledged"], ["subject": subject(made.id), "state": "lost"],
            ["subject": subject(nobody), "state": "sent"])
        #expect(
            answer.faults.sorted() == [
                "/records/2/state unknown_value", "/records/3/subject/id not_found",
            ], "\(answer)")
        let other = report(
            good, ["state": "acknowledged"], ["subject": subject(made.id), "state": "rejected"],
            ["subject": subject(made.id), "state": "sent", "version": 9])
        #expect(
            other.faults == [
                "/records/1 required", "/records/2/error required",
                "/records/3/version out_of_range",
            ], "\(other)")
        #expect(states("system=erp&state=pending").count == 1)
    }

    @Test func `who may not write for other systems cannot report`() throws {
        let made = party()
        let rep = try server.person("Rui", role: "sales_rep")
        let answer = rep.post(
            "/v1/sync-states/report",
            ["system": "erp", "records": [["subject": subject(made.id), "state": "sent"]]])
        #expect(answer.status == 403, "\(answer)")
        #expect(rep.get("/v1/sync-states").status == 403)
    }

    @Test func `only resources with changes can be followed`() throws {
        let answer = admin.post(
            "/v1/external-systems", ["name": "erp", "resources": ["parties", "x", "sync-states"]])
        #expect(answer.faults == ["/resources/1 unknown_value", "/resources/2 unknown_value"])
    }

    @Test(arguments: [
        ("parties", "all", true), ("parties", "team", false), ("products", "all", false),
    ])
    func `who sees all of a resource sees what other systems have of it`(
        resource: String, sight: String, isSeen: Bool
    ) throws {
        follow()
        let made = party()
        let refused = report(["subject": subject(made.id), "state": "rejected", "error": "Broke."])
        #expect(refused.status == 200, "\(refused)")
        let id = refused.json["data"][0]["id"].string ?? ""
        try server.role(
            "watcher", [("sync-states", ["read"], "all"), (resource, ["read"], sight)])
        let watcher = try server.person("Wim", role: "watcher")
        #expect(watcher.get("/v1/sync-states?system=erp").data.count == (isSeen ? 1 : 0))
        #expect(watcher.get("/v1/sync-states/\(id)").status == (isSeen ? 200 : 404))
        #expect(
            watcher.get("/v1/sync-states/\(id)?fields=last_error").status == (isSeen ? 200 : 404))
        let found = watcher.post("/v1/sync-states/search", ["filter": ["system": "erp"]])
        #expect(found.data.count == (isSeen ? 1 : 0), "\(found)")
    }
}
