import CRM
import Schema
import Testing
import TratoTesting

struct PartyTests {
    let server: TestServer
    let client: Client

    init() throws {
        server = try TestServer()
        client = server.admin
    }

    private func create(_ body: JSONValue) -> TestResponse { client.post("/v1/parties", body) }

    @Test func `a name is made of what is known`() {
        let person = create(["kind": "person", "given_name": "José", "family_name": "Peña"])
        #expect(person.json["display_name"] == "José Peña")
        let company = create(["kind": "organization", "legal_name": "Casa Silva, Lda"])
        #expect(company.json["display_name"] == "Casa Silva, Lda")
        let nobody = create(["kind": "person"])
        #expect(nobody.status == 422)
        #expect(nobody.pointers == ["/display_name"])
    }

    @Test func `contact points are normalised and keep what was given`() {
        let party = create([
            "kind": "person", "display_name": "Ana", "country": "PT",
            "contact_points": [
                ["channel": "email", "value": "Ana@Silva.PT"],
                ["channel": "mobile", "value": "912 345 678"],
            ],
        ])
        let points = party.json["contact_points"]
        #expect(points[0]["value"] == "Ana@Silva.PT")
        #expect(points[0]["normalized"] == "ana@silva.pt")
        #expect(points[1]["normalized"] == "+351912345678")
        #expect(party.json["primary_email"] == "ana@silva.pt")
        #expect(party.json["primary_phone"] == "+351912345678")
    }

    @Test func `only one of a channel is primary`() {
        let party = create([
            "kind": "person", "display_name": "Ana",
            "contact_points": [
                ["channel": "email", "value": "a@b.pt", "is_primary": true],
                ["channel": "email", "value": "c@d.pt", "is_primary": true],
                ["channel": "email", "value": "no address"],
            ],
        ])
        #expect(party.status == 422)
        #expect(
            Set(party.pointers)
                == ["/contact_points/1/is_primary", "/contact_points/2/value"])
    }

    @Test func `a role is held once at a time`() {
        func roles(_ second: JSONValue) -> Int {
            create([
                "kind": "person", "display_name": "Ana",
                "roles": [["role": "agent", "valid_until": "2026-06-30"], second],
            ]).status
        }
        #expect(roles(["role": "agent", "valid_from": "2026-07-01"]) == 201)
        #expect(roles(["role": "agent", "valid_from": "2026-06-30"]) == 422)
        #expect(roles(["role": "agent", "scope": "north"]) == 201)
    }

    @Test func `a repeated put of contact points and addresses is no change`() {
        let body: JSONValue = [
            "kind": "organization", "display_name": "Alfreds", "country": "DE",
            "contact_points": [["channel": "phone", "value": "030-0074321"]],
            "addresses": [["line1": "Obere Str. 57"]], "roles": [["role": "customer"]],
        ]
        let first = client.put("/v1/parties/by-external/erp/ALFKI", body)
        #expect(first.status == 201)
        let second = client.put("/v1/parties/by-external/erp/ALFKI", body)
        #expect(second.status == 200)
        #expect(second.header("Trato-Unchanged") == "true")
        #expect(second.json["contact_points"] == first.json["contact_points"])
    }

    @Test func `nobody works for himself and no party relates to itself`() throws {
        let id = create(["kind": "person", "display_name": "Ana"]).id
        let patch = client.patch("/v1/parties/\(id)", ["organization_id": .string(id)])
        #expect(patch.pointers == ["/organization_id"])
        let link = client.post(
            "/v1/party-relationships",
            ["type": "spouse_of", "from_party_id": .string(id), "to_party_id": .string(id)])
        #expect(link.pointers == ["/to_party_id"])
    }

    @Test func `the timeline tells what happened with a party and nothing else`() {
        let id = create(["kind": "person", "display_name": "Ana"]).id
        let other = create(["kind": "person", "display_name": "Rui"]).id
        _ = client.patch("/v1/parties/\(id)", ["job_title": "Buyer"])
        _ = client.post(
            "/v1/activities",
            ["type": "task", "subject": "Call back", "party_id": .string(id)])
        _ = client.post(
            "/v1/activities",
            ["type": "task", "subject": "Other", "party_id": .string(other)])
        let types = client.get("/v1/parties/\(id)/timeline").data.map { $0["type"] }
        #expect(types == ["activity.created", "party.updated", "party.created"])
        let page = client.get("/v1/parties/\(id)/timeline?limit=2")
        let cursor = page.nextCursor ?? ""
        let rest = client.get("/v1/parties/\(id)/timeline?limit=2&cursor=\(cursor)")
        #expect(rest.data.map { $0["type"] } == ["party.created"])
        #expect(rest.nextCursor == nil)
    }
}
