import Testing
import TratoTesting

/// What a hostile or careless client tried, and must not manage again.
struct HardeningTests {
    let server: TestServer
    let admin: Client

    init() throws {
        server = try TestServer()
        admin = server.admin
    }

    private func party(_ name: String, _ client: Client? = nil) -> String {
        (client ?? admin).post("/v1/parties", ["kind": "person", "display_name": .string(name)]).id
    }

    @Test func `a revoked key hears nothing more of the feed`() throws {
        try server.serving { _ in
            let made = admin.post(
                "/v1/api-keys",
                ["name": "ear", "role_id": .string(role("admin"))])
            let connection = try server.connection()
            let token = made.json["token"].string ?? ""
            connection.write(
                .get, "/v1/changes?resource=parties&after=latest",
                headers: [("Accept", "text/event-stream"), ("Authorization", "Bearer \(token)")])
            #expect(connection.readHead().status == 200)
            _ = party("heard")
            #expect(connection.readChunk()?.isEmpty == false)
            #expect(admin.delete("/v1/api-keys/\(made.id)").status == 204)
            _ = party("not heard")
            // The end of the stream, and nothing before it.
            #expect(connection.readChunk()?.isEmpty ?? true)
        }
    }

    private func role(_ name: String) -> String {
        admin.get("/v1/roles?name=\(name)").data.first?["id"].string ?? ""
    }

    @Test func `a search walk returns every match once while others write`() {
        let ids = Set((0..<30).map { party("Walker \($0)") })
        var seen: [String] = []
        var cursor: String?
        repeat {
            let suffix = cursor.map { "&cursor=\($0)" } ?? ""
            let page = admin.get("/v1/parties?q=walker&limit=4&fields=id\(suffix)")
            #expect(page.status == 200)
            seen += page.data.compactMap { $0["id"].string }
            cursor = page.nextCursor
            _ = party("Walker new")
        } while cursor != nil
        #expect(seen.count == Set(seen).count)
        #expect(ids.isSubset(of: seen))
    }

    @Test func `titles that begin with the words come first, then titles, then the rest`() {
        let rest = admin.post(
            "/v1/parties",
            ["kind": "person", "display_name": "Zed", "family_name": "Silva"]
        ).id
        let begins = party("Silva Lda")
        let has = party("Casa Silva")
        let found = admin.get("/v1/parties?q=silva&fields=id").data.compactMap { $0["id"].string }
        #expect(found == [begins, has, rest])
    }

    @Test func `a filter that nests too deep is refused`() {
        var filter: JSONValue = ["country": "PT"]
        for _ in 0..<9 { filter = ["not": filter] }
        #expect(admin.post("/v1/parties/search", ["filter": filter]).status == 200)
        for _ in 0..<20 { filter = ["not": filter] }
        let answer = admin.post("/v1/parties/search", ["filter": filter])
        #expect(answer.status == 422)
        #expect(answer.faults.first?.hasSuffix("too_many") == true)
    }

    @Test func `what needs a record is told only to who may see it`() throws {
        let rep = try server.person("Rui", role: "sales_rep")
        let id = party("Shared", rep)
        let deal = admin.post("/v1/opportunities", ["name": "Secret", "party_id": .string(id)])
        #expect(deal.status == 201)
        #expect(admin.delete("/v1/parties/\(id)").json["used_by"].elements.count == 1)
        try server.role(
            "cleaner", [("parties", ["*"], "all"), ("users", ["read"], "all")])
        let cleaner = try server.person("Eva", role: "cleaner")
        let answer = cleaner.delete("/v1/parties/\(id)")
        #expect(answer.code == "in_use")
        #expect(answer.json["used_by"].elements.isEmpty)
    }

    @Test func `a record that may not be read cannot be referred to`() throws {
        let id = party("Hidden")
        try server.role("desk", [("tickets", ["*"], "all")])
        let desk = try server.person("Ida", role: "desk")
        let answer = desk.post("/v1/tickets", ["subject": "x", "party_id": .string(id)])
        #expect(answer.faults == ["/party_id not_found"])
    }

    @Test func `addresses without parameters refuse them`() {
        let id = party("Ana")
        for path in ["/v1/parties/\(id)/roles?limit=1", "/v1/me?x=1", "/v1/problems?x=1"] {
            #expect(admin.get(path).code == "bad_parameter", "\(path)")
        }
    }

    @Test func `a reference is given once`() {
        let id = JSONValue.string(party("Ana"))
        let answer = admin.post(
            "/v1/parties",
            [
                "kind": "person", "given_name": "B", "organization_id": id,
                "organization": ["id": id],
            ])
        #expect(answer.faults == ["/organization_id conflict"])
    }

    @Test func `put with if-none-match star only creates`() {
        let body: JSONValue = ["kind": "person", "given_name": "Ana"]
        let path = "/v1/parties/by-external/erp/1"
        let star = [("If-None-Match", "*")]
        #expect(admin.put(path, body, headers: star).status == 201)
        #expect(admin.put(path, body, headers: star).code == "stale_version")
    }

    @Test func `a record whose party is gone is not restored`() {
        let id = party("Ana")
        let task = admin.post(
            "/v1/activities", ["type": "task", "subject": "Call", "party_id": .string(id)]
        ).id
        #expect(admin.delete("/v1/activities/\(task)").status == 204)
        #expect(admin.delete("/v1/parties/\(id)").status == 204)
        #expect(admin.post("/v1/activities/\(task)/restore", [:]).faults == ["/party_id not_found"])
    }

    @Test func `a cursor beyond the feed is refused`() {
        #expect(admin.get("/v1/changes?after=999999999").code == "bad_cursor")
    }

    @Test func `too many operations are said to be too many`() {
        let operation: JSONValue = ["method": "GET", "path": "/v1/parties"]
        let answer = admin.post(
            "/v1/batch", ["operations": .array(Array(repeating: operation, count: 1001))])
        #expect(answer.faults == ["/operations too_many"])
    }

    @Test func `a null line is no object and nothing more`() {
        let answer = admin.post("/v1/orders", ["party_id": .string(party("Ana")), "lines": [nil]])
        #expect(answer.faults == ["/lines/0 wrong_type"])
    }

    @Test func `a token made in a batch is not kept for a replay`() {
        let body: JSONValue = [
            "operations": [
                [
                    "method": "POST", "path": "/v1/api-keys",
                    "body": ["name": "k", "role_id": .string(role("admin"))],
                ]
            ]
        ]
        let key = [("Idempotency-Key", "one")]
        let first = admin.post("/v1/batch", body, headers: key)
        #expect(first.json["results"][0]["body"]["token"].string != nil)
        let again = admin.post("/v1/batch", body, headers: key)
        #expect(again.json["results"][0]["body"]["id"] == first.json["results"][0]["body"]["id"])
        #expect(again.json["results"][0]["body"]["token"] == nil)
    }
}
