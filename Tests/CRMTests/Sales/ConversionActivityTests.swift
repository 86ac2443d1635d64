import Testing
import TratoTesting

@Suite struct ConversionActivityTests {
    private func call(about lead: String, _ sales: SalesServer) throws -> String {
        try sales.id(
            sales.make(
                "activities",
                [
                    "type": "call", "subject": "First call", "starts_at": "2026-11-20T10:00:00Z",
                    "related": ["resource": "leads", "id": .string(lead)],
                ]))
    }

    @Test func `activities follow the lead to the opportunity`() throws {
        let sales = try SalesServer()
        let lead = try sales.lead()
        let open = try call(about: lead, sales)
        let done = try call(about: lead, sales)
        #expect(sales.verb("activities/\(done)/complete").status == 200)
        let result = sales.verb("leads/\(lead)/convert").json
        #expect(Set(result["updated"].elements.compactMap { $0["id"].string }) == [open, done])
        for id in [open, done] {
            let activity = sales.read("activities/\(id)")
            #expect(
                activity["related"] == [
                    "resource": "opportunities", "id": result["opportunity_id"],
                ])
            #expect(activity["party_id"] == result["party_id"])
            #expect(activity["contact_id"] == result["contact_id"])
        }
    }

    @Test func `without an opportunity activities go to the party`() throws {
        let sales = try SalesServer()
        let lead = try sales.lead()
        let id = try call(about: lead, sales)
        let result = sales.verb("leads/\(lead)/convert", ["opportunity": nil]).json
        #expect(
            sales.read("activities/\(id)")["related"] == [
                "resource": "parties", "id": result["party_id"],
            ])
    }

    @Test func `copied activities stay with the lead as well and keep when they were done`() throws
    {
        let sales = try SalesServer()
        let lead = try sales.lead()
        let id = try call(about: lead, sales)
        #expect(sales.verb("activities/\(id)/complete").status == 200)
        sales.time.advance(days: 3)
        let result = sales.verb("leads/\(lead)/convert", ["move_activities": "copy"]).json
        let original = sales.read("activities/\(id)")
        #expect(original["related"] == ["resource": "leads", "id": .string(lead)])
        let copyID = result["created"].elements.last?["id"].string ?? ""
        let copy = sales.read("activities/\(copyID)")
        #expect(copyID != id)
        #expect(copy["status"] == "done")
        #expect(copy["completed_at"] == original["completed_at"])
        #expect(copy["related"]["id"] == result["opportunity_id"])
    }

    @Test func `kept activities stay as they are`() throws {
        let sales = try SalesServer()
        let lead = try sales.lead()
        let id = try call(about: lead, sales)
        let before = sales.read("activities/\(id)")
        let result = sales.verb("leads/\(lead)/convert", ["move_activities": "keep"]).json
        #expect(result["updated"] == [])
        #expect(sales.read("activities/\(id)") == before)
    }
}
