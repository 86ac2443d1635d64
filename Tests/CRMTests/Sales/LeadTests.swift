import Schema
import Testing
import TratoTesting

@testable import CRM

@Suite struct LeadTests {
    /// Every status with what each verb leads to; what is not listed is refused.
    static let machine: [(Leads.Status, [String: Leads.Status])] = [
        (
            .new,
            [
                "work": .working, "nurture": .nurturing, "qualify": .qualified,
                "disqualify": .disqualified, "convert": .converted,
            ]
        ),
        (
            .working,
            [
                "nurture": .nurturing, "qualify": .qualified, "disqualify": .disqualified,
                "convert": .converted,
            ]
        ),
        (
            .nurturing,
            [
                "work": .working, "qualify": .qualified, "disqualify": .disqualified,
                "convert": .converted,
            ]
        ),
        (
            .qualified,
            [
                "work": .working, "nurture": .nurturing, "disqualify": .disqualified,
                "convert": .converted,
            ]
        ),
        (.disqualified, ["work": .working]),
        (.converted, [:]),
    ]

    @Test(arguments: machine)
    func `a lead's status moves only along its machine`(
        status: Leads.Status, verbs: [String: Leads.Status]
    ) {
        #expect(status.verbs == verbs)
    }

    @Test func `every forbidden verb is refused with what is allowed`() throws {
        let sales = try SalesServer()
        let id = try sales.lead()
        #expect(sales.verb("leads/\(id)/disqualify", ["reason": "no budget"]).status == 200)
        for verb in ["nurture", "qualify", "disqualify", "convert"] {
            let refused = sales.verb(
                "leads/\(id)/\(verb)", verb == "disqualify" ? ["reason": "again"] : nil)
            #expect(refused.status == 409)
            #expect(refused.code == "illegal_transition")
            #expect(refused.json["from"] == "disqualified")
            #expect(refused.json["allowed"] == ["work"])
        }
    }

    @Test func `a lead is disqualified for a reason, and working it again forgets the reason`()
        throws
    {
        let sales = try SalesServer()
        let id = try sales.lead()
        let silent = sales.verb("leads/\(id)/disqualify")
        #expect(silent.status == 422)
        #expect(silent.faults == ["/reason required"])
        let done = sales.verb("leads/\(id)/disqualify", ["reason": "no budget"])
        #expect(done.json["status"] == "disqualified")
        #expect(done.json["disqualified_reason"] == "no budget")
        let again = sales.verb("leads/\(id)/work")
        #expect(again.json["status"] == "working")
        #expect(again.json["disqualified_reason"].isNull)
    }

    @Test(arguments: ["family_name", "company_name", "email", "phone"])
    func `one way to know or reach somebody is enough`(field: String) throws {
        let sales = try SalesServer()
        let value: JSONValue =
            field == "email" ? "a@b.example" : field == "phone" ? "912345678" : "X"
        let made = try sales.make("leads", .object([field: value]))
        #expect(made["display_name"] == value)
        #expect(made["status"] == "new")
        #expect(made["currency"] == "EUR")
    }

    @Test func `a lead that nobody could find is refused`() throws {
        let sales = try SalesServer()
        for body: JSONValue in [
            ["given_name": "Ana"], ["family_name": "  ", "company_name": ""], [:],
        ] {
            let refused = sales.client.post("/v1/leads", body)
            #expect(refused.status == 422)
            #expect(refused.faults == ["/family_name required"])
        }
    }

    @Test func `the telephone number is normalised with the lead's country`() throws {
        let sales = try SalesServer()
        let id = try sales.lead()
        #expect(sales.read("leads/\(id)")["phone_normalized"] == "+351912345678")
        let moved = sales.client.patch("/v1/leads/\(id)", ["country": nil])
        #expect(moved.json["phone_normalized"].isNull)
        #expect(moved.json["phone"] == "912 345 678")
    }

    @Test func `a status cannot be patched and the rules' own fields cannot be sent`() throws {
        let sales = try SalesServer()
        let id = try sales.lead()
        let patched = sales.client.patch("/v1/leads/\(id)", ["status": "qualified"])
        #expect(patched.code == "use_transition")
        let sent = sales.client.post(
            "/v1/leads",
            ["family_name": "X", "disqualified_reason": "no", "conversion": ["a": 1]])
        #expect(
            Set(sent.faults) == ["/disqualified_reason read_only", "/conversion unknown_field"])
    }
}
