import Testing
import TratoTesting

@Suite struct ConversionDuplicateTests {
    private func known(_ sales: SalesServer, _ members: JSONValue = [:]) throws -> JSONValue {
        let body: JSONValue = [
            "kind": "person", "family_name": "Known",
            "contact_points": [["channel": "email", "value": "ANA@doces.example"]],
        ]
        return try sales.make("parties", body.merging(members))["id"]
    }

    @Test func `a warned conversion goes through and names who looks alike`() throws {
        let sales = try SalesServer()
        let party = try known(sales)
        let result = sales.verb("leads/\(try sales.lead())/convert").json
        #expect(result["duplicates"] == [["id": party, "score": 90, "reasons": ["email"]]])
        #expect(result["created"].elements.count == 3)
    }

    @Test func `a blocked conversion lists the candidates, worst first, and stores nothing`() throws
    {
        let sales = try SalesServer()
        let named = try known(
            sales, ["family_name": "X", "display_name": "doces lda", "contact_points": []])
        let party = try known(
            sales,
            [
                "display_name": "ana silva",
                "contact_points": [
                    ["channel": "mobile", "value": "+351 912 345 678"],
                    ["channel": "email", "value": "ana@doces.example"],
                ],
            ])
        let id = try sales.lead()
        let refused = sales.verb("leads/\(id)/convert", ["duplicate_policy": "block"])
        #expect(refused.status == 409)
        #expect(refused.code == "duplicate_suspected")
        #expect(
            refused.json["candidates"] == [
                ["id": party, "score": 100, "reasons": ["email", "phone", "display_name"]],
                ["id": named, "score": 40, "reasons": ["display_name"]],
            ])
        #expect(sales.read("leads/\(id)")["status"] == "new")
        #expect(sales.count("parties") == 2)
    }

    @Test func `a blocked conversion goes through when nobody is surely the same`() throws {
        let sales = try SalesServer()
        let party = try known(
            sales, ["contact_points": [["channel": "phone", "value": "+351912345678"]]])
        let answer = sales.verb(
            "leads/\(try sales.lead())/convert", ["duplicate_policy": "block"])
        #expect(answer.status == 200)
        #expect(answer.json["duplicates"] == [["id": party, "score": 60, "reasons": ["phone"]]])
    }

    @Test func `nobody is looked for when duplicates are ignored, deleted, linked or out of sight`()
        throws
    {
        let sales = try SalesServer()
        let party = try known(sales)
        let ignored = sales.verb(
            "leads/\(try sales.lead())/convert?dry_run=true", ["duplicate_policy": "ignore"])
        #expect(ignored.json["duplicates"] == [])
        let linked = sales.verb(
            "leads/\(try sales.lead())/convert?dry_run=true",
            ["account": ["id": party], "contact": ["create": [:]], "duplicate_policy": "block"])
        #expect(linked.json["duplicates"] == [])
        let rep = sales.acting(try sales.server.person("Rui", role: "sales_rep"))
        let unseen = rep.verb("leads/\(try rep.lead())/convert?dry_run=true")
        #expect(unseen.status == 200)
        #expect(unseen.json["duplicates"] == [])
        #expect(sales.client.delete("/v1/parties/\(party.string ?? "")").status == 204)
        let deleted = sales.verb("leads/\(try sales.lead())/convert?dry_run=true")
        #expect(deleted.json["duplicates"] == [])
    }
}
