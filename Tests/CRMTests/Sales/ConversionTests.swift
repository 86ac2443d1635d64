import Testing
import TratoTesting

@Suite struct ConversionTests {
    @Test func `a lead becomes an account, a contact and an opportunity`() throws {
        let sales = try SalesServer()
        let id = try sales.lead()
        let answer = sales.verb("leads/\(id)/convert")
        #expect(answer.status == 200)
        let result = answer.json
        #expect(
            result["created"].elements.map { $0["resource"] } == [
                "parties", "parties", "opportunities",
            ])
        #expect(result["linked"] == [])
        #expect(result["duplicates"] == [])

        let account = sales.read("parties/\(result["party_id"].string ?? "")")
        #expect(account["kind"] == "organization")
        #expect(account["display_name"] == "Doces Lda")
        #expect(account["roles"][0]["role"] == "prospect")
        #expect(account["contact_points"] == [])

        let contact = sales.read("parties/\(result["contact_id"].string ?? "")")
        #expect(contact["kind"] == "person")
        #expect(contact["display_name"] == "Ana Silva")
        #expect(contact["job_title"] == "Buyer")
        #expect(contact["organization_id"] == account["id"])
        #expect(contact["primary_email"] == "ana@doces.example")
        #expect(contact["primary_phone"] == "+351912345678")

        let deal = sales.read("opportunities/\(result["opportunity_id"].string ?? "")")
        #expect(deal["name"] == "Doces Lda")
        #expect(deal["amount"] == "1200.50")
        #expect(deal["party_id"] == account["id"])
        #expect(deal["contact_id"] == contact["id"])
        #expect(deal["stage_id"].string == (try sales.stage("prospecting")))
        #expect(deal["probability"] == "10")
        #expect(deal["source"] == "fair")

        let lead = sales.read("leads/\(id)")
        #expect(lead["status"] == "converted")
        for member in ["party_id", "contact_id", "opportunity_id"] {
            #expect(lead[member] == result[member])
        }
        #expect(lead["converted_at"] == "2026-11-22T10:15:30.250Z")
    }

    @Test func `a second conversion answers the first one's result and makes nothing`() throws {
        let sales = try SalesServer()
        let id = try sales.lead()
        let first = sales.verb("leads/\(id)/convert")
        let counts = (sales.count("parties"), sales.count("opportunities"))
        let second = sales.verb("leads/\(id)/convert", ["opportunity": nil])
        #expect(second.status == 200)
        #expect(second.json == first.json)
        #expect((sales.count("parties"), sales.count("opportunities")) == counts)
    }

    @Test func `a dry run shows the whole answer and stores nothing`() throws {
        let sales = try SalesServer()
        let id = try sales.lead()
        let answer = sales.verb("leads/\(id)/convert?dry_run=true")
        #expect(answer.status == 200)
        #expect(answer.json["created"].elements.count == 3)
        #expect(sales.read("leads/\(id)")["status"] == "new")
        #expect(sales.count("parties") == 0)
    }

    @Test func `existing records are linked and an unemployed contact joins the account`() throws {
        let sales = try SalesServer()
        let account = try sales.make("parties", ["kind": "organization", "display_name": "Old"])
        let person = try sales.make("parties", ["kind": "person", "family_name": "Reis"])
        let id = try sales.lead()
        let result = sales.verb(
            "leads/\(id)/convert",
            [
                "account": ["id": account["id"]], "contact": ["id": person["id"]],
                "opportunity": nil,
            ]
        ).json
        #expect(result["party_id"] == account["id"])
        #expect(result["contact_id"] == person["id"])
        #expect(result["opportunity_id"].isNull)
        #expect(result["created"] == [])
        #expect(result["linked"].elements.map { $0["id"] } == [account["id"], person["id"]])
        #expect(result["updated"].elements.map { $0["id"] } == [person["id"]])
        let contact = sales.read("parties/\(try sales.id(person))")
        #expect(contact["organization_id"] == account["id"])
    }

    @Test func `without an account the person is the party`() throws {
        let sales = try SalesServer()
        let id = try sales.lead()
        let result = sales.verb("leads/\(id)/convert", ["account": nil]).json
        #expect(result["party_id"] == result["contact_id"])
        let person = sales.read("parties/\(result["party_id"].string ?? "")")
        #expect(person["roles"][0]["role"] == "prospect")
        #expect(person["organization_id"].isNull)
        let deal = sales.read("opportunities/\(result["opportunity_id"].string ?? "")")
        #expect(deal["party_id"] == person["id"])
        #expect(deal["name"] == "Doces Lda")
    }

    @Test func `without a contact the account keeps the ways to reach it`() throws {
        let sales = try SalesServer()
        let id = try sales.lead()
        let result = sales.verb("leads/\(id)/convert", ["contact": nil]).json
        #expect(result["contact_id"].isNull)
        let account = sales.read("parties/\(result["party_id"].string ?? "")")
        #expect(account["primary_email"] == "ana@doces.example")
        #expect(account["primary_phone"] == "+351912345678")
    }

    @Test func `a lead of a number alone becomes a person of that number`() throws {
        let sales = try SalesServer()
        let id = try sales.id(sales.make("leads", ["phone": "+351912345678"]))
        let result = sales.verb("leads/\(id)/convert").json
        let person = sales.read("parties/\(result["party_id"].string ?? "")")
        #expect(person["kind"] == "person")
        #expect(person["display_name"] == "+351912345678")
        #expect(result["created"].elements.count == 2)
    }

    @Test func `a conversion into nothing is refused`() throws {
        let sales = try SalesServer()
        let id = try sales.lead()
        let refused = sales.verb(
            "leads/\(id)/convert", ["account": nil, "contact": nil, "opportunity": nil])
        #expect(refused.status == 422)
        #expect(refused.faults == ["/account required"])
    }

    @Test func `what the request describes is laid over what the lead knows`() throws {
        let sales = try SalesServer()
        let owner = try sales.server.user("Olga", role: "sales_rep").text
        let id = try sales.lead()
        let result = sales.verb(
            "leads/\(id)/convert",
            [
                "owner_id": .string(owner),
                "account": ["create": ["industry": "Food", "roles": [["role": "customer"]]]],
                "contact": ["create": ["family_name": "Costa", "contact_points": []]],
                "opportunity": [
                    "create": [
                        "name": "Big one", "amount": 5000, "expected_close_on": "2026-12-01",
                        "stage_id": .string(try sales.stage("proposal")),
                    ]
                ],
            ]
        ).json
        let account = sales.read("parties/\(result["party_id"].string ?? "")")
        #expect(account["display_name"] == "Doces Lda")
        #expect(account["industry"] == "Food")
        #expect(account["roles"].elements.map { $0["role"] } == ["customer"])
        #expect(account["owner_id"].string == owner)
        let contact = sales.read("parties/\(result["contact_id"].string ?? "")")
        #expect(contact["display_name"] == "Ana Costa")
        #expect(contact["contact_points"] == [])
        let deal = sales.read("opportunities/\(result["opportunity_id"].string ?? "")")
        #expect(deal["amount"] == "5000.00")
        #expect(deal["probability"] == "50")
        #expect(deal["owner_id"].string == owner)
    }

    @Test func `faults of all nested records come at once with their pointers`() throws {
        let sales = try SalesServer()
        let id = try sales.lead()
        let refused = sales.verb(
            "leads/\(id)/convert",
            [
                "account": ["create": ["country": "XX", "colour": "red"]],
                "contact": ["id": "01900000-0000-7000-8000-00000000dead"],
                "opportunity": ["create": ["amount": "-1", "stage_id": "nonsense"]],
            ])
        #expect(refused.status == 422)
        #expect(
            Set(refused.faults) == [
                "/account/create/country unknown_value", "/account/create/colour unknown_field",
                "/contact/id not_found", "/opportunity/create/amount out_of_range",
                "/opportunity/create/stage_id malformed",
            ])
        #expect(sales.read("leads/\(id)")["status"] == "new")
        #expect(sales.count("parties") == 0)
    }

    @Test(
        arguments: [
            (["account": ["id": "x", "create": [:]]], "/account malformed"),
            (["account": ["name": "x"]], "/account malformed"),
            (["account": "x"], "/account wrong_type"),
            (["account": ["create": "x"]], "/account/create wrong_type"),
            (["contact": ["create": ["kind": "organization"]]], "/contact/create/kind conflict"),
            (
                ["opportunity": ["create": ["lost_reason": "x"]]],
                "/opportunity/create/lost_reason conflict"
            ),
            (["move_activities": "burn"], "/move_activities unknown_value"),
        ] as [(JSONValue, String)])
    func `a malformed part is named`(body: JSONValue, fault: String) throws {
        let sales = try SalesServer()
        let refused = sales.verb("leads/\(try sales.lead())/convert", body)
        #expect(refused.status == 422)
        #expect(refused.faults == [fault])
        #expect(sales.count("parties") == 0)
    }

    @Test func `a lenient request may say more than there are fields, inside parts as well`() throws
    {
        let sales = try SalesServer()
        let answer = sales.client.post(
            "/v1/leads/\(try sales.lead())/convert",
            ["colour": "red", "account": ["create": ["colour": "red"]]],
            headers: [("Prefer", "handling=lenient")])
        #expect(answer.status == 200)
    }

    @Test func `only a person can be the contact`() throws {
        let sales = try SalesServer()
        let account = try sales.make("parties", ["kind": "organization", "display_name": "Old"])
        let refused = sales.verb(
            "leads/\(try sales.lead())/convert", ["contact": ["id": account["id"]]])
        #expect(refused.faults == ["/contact/id conflict"])
    }

    @Test func `a role that may not create parties cannot convert into new ones`() throws {
        let sales = try SalesServer()
        try sales.server.role(
            "converter",
            [
                ("leads", ["*"], "all"), ("parties", ["read"], "all"),
                ("opportunities", ["*"], "all"),
            ])
        let person = try sales.server.person("Carla", role: "converter")
        let id = try sales.lead()
        let refused = sales.acting(person).verb("leads/\(id)/convert")
        #expect(refused.status == 403)
        let party = try sales.make("parties", ["kind": "organization", "display_name": "Old"])
        let linked = sales.acting(person).verb(
            "leads/\(id)/convert", ["account": ["id": party["id"]], "contact": nil])
        #expect(linked.status == 200)
    }
}
