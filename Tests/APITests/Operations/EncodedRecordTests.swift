import Testing
import TratoTesting

/// What a loop remembers of a record must never outlive a change of it, nor reach who may not see it.
struct EncodedRecordTests {
    private let server: TestServer
    private var admin: Client { server.admin }

    init() throws { server = try TestServer() }

    private func party(_ name: String) -> String {
        admin.post("/v1/parties", ["kind": "organization", "display_name": .string(name)]).id
    }

    private func shown(_ id: String) -> JSONValue {
        let alone = admin.get("/v1/parties/\(id)").json["display_name"]
        let listed = admin.get("/v1/parties").data.first { $0["id"] == .string(id) }
        #expect(listed?["display_name"] == alone)
        return alone
    }

    @Test func `a record that was read before shows every change`() {
        let id = party("Before")
        #expect(shown(id) == "Before")
        #expect(shown(id) == "Before")
        #expect(admin.patch("/v1/parties/\(id)", ["display_name": "After"]).status == 200)
        #expect(shown(id) == "After")
        let path = "/v1/parties/\(id)/addresses"
        let body: JSONValue = ["type": "billing", "line1": "Rua 1", "country": "PT"]
        #expect(admin.post(path, body).status == 201)
        #expect(admin.get("/v1/parties/\(id)").json["addresses"].elements.count == 1)
        #expect(admin.delete("/v1/parties/\(id)").status == 204)
        #expect(admin.get("/v1/parties/\(id)").code == "deleted")
        #expect(admin.get("/v1/parties").data.isEmpty)
        #expect(admin.post("/v1/parties/\(id)/restore").status == 200)
        #expect(shown(id) == "After")
    }

    @Test func `what a failed change would have shown is not remembered`() {
        let id = party("Kept")
        #expect(shown(id) == "Kept")
        let refused = admin.patch(
            "/v1/parties/\(id)", ["display_name": "Lost", "country": "nowhere"])
        #expect(refused.status == 422)
        let tried = admin.patch("/v1/parties/\(id)?dry_run=true", ["display_name": "Tried"])
        #expect(tried.status == 200 || tried.status == 400, "\(tried)")
        #expect(shown(id) == "Kept")
    }

    @Test func `a remembered record stays out of sight for whoever may not see it`() throws {
        let id = party("Hidden")
        #expect(shown(id) == "Hidden")
        let rep = try server.person("Rita", role: "sales_rep")
        #expect(rep.get("/v1/parties/\(id)").status == 404)
        #expect(rep.get("/v1/parties").data.allSatisfy { $0["id"] != .string(id) })
    }

    @Test func `a list takes what it remembers and reads the rest, in order`() throws {
        var ids: [String] = []
        for name in ["A", "B", "C", "D"] { ids.append(party(name)) }
        _ = admin.get("/v1/parties?display_name.in=B,D")
        let names = admin.get("/v1/parties?sort=display_name").data.map { $0["display_name"] }
        #expect(names == ["A", "B", "C", "D"])
        let page = admin.get("/v1/parties?sort=-display_name&limit=3")
        #expect(page.data.map { $0["display_name"] } == ["D", "C", "B"])
        let next = try #require(page.nextCursor)
        let rest = admin.get("/v1/parties?sort=-display_name&limit=3&cursor=\(next)")
        #expect(rest.data.map { $0["display_name"] } == ["A"])
    }
}
