import API
import CRM
import Testing
import TratoTesting

@testable import Schema

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

    // MARK: While nothing is committed, the database is not asked

    @Test func `after every commit a read says what was committed`() {
        let id = party("0")
        let other = party("Other")
        for number in 1...50 {
            #expect(shown(id) == .string("\(number - 1)"))
            #expect(shown(id) == .string("\(number - 1)"))
            // Another record's change ends what is known of this one too.
            #expect(
                admin.patch("/v1/parties/\(other)", ["display_name": .string("Other \(number)")])
                    .status == 200)
            #expect(shown(id) == .string("\(number - 1)"))
            let changed = admin.patch("/v1/parties/\(id)", ["display_name": .string("\(number)")])
            #expect(changed.status == 200)
            let read = admin.get("/v1/parties/\(id)")
            #expect(read.json["display_name"] == .string("\(number)"))
            #expect(read.header("etag") == changed.header("etag"))
        }
    }

    @Test func `a read that the database is not asked for has the same answer in all its forms`() {
        let id = party("Same")
        let path = "/v1/parties/\(id)"
        let forms: [(Method, String, [(String, String)])] = [
            (.get, path, []), (.head, path, []), (.get, path, [("If-None-Match", "\"1\"")]),
            (.get, path, [("If-None-Match", "\"2\"")]), (.get, path, [("If-Match", "\"2\"")]),
            (.get, path, [("If-None-Match", "*")]), (.get, path, [("If-Modified-Since", "x")]),
            (.get, path, [("If-Modified-Since", "Sun, 22 Nov 2026 10:15:31 GMT")]),
            (.get, path + "?fields=id", []), (.get, path + "?deleted=include", []),
            (.get, path + "?nonsense=1", []), (.get, path + "0", []), (.get, path.uppercased(), []),
            (.get, "/v1/parties/" + id.uppercased(), []), (.get, "/v1/parties/x", []),
        ]
        for (method, target, headers) in forms {
            // The commit before it makes the first of these ask.
            #expect(admin.post("/v1/teams", ["name": .string("T\(Fresh.number())")]).status == 201)
            let asked = admin.send(method, target, headers: headers)
            for _ in 0..<2 {
                let again = admin.send(method, target, headers: headers)
                #expect(again.status == asked.status, "\(method) \(target) \(headers)")
                #expect(again.header("etag") == asked.header("etag"))
                #expect(again.header("content-type") == asked.header("content-type"))
                #expect(again.header("vary") == asked.header("vary"))
                #expect(again.header("cache-control") == asked.header("cache-control"))
                if again.status == 200 { #expect(again.text == asked.text) }
            }
        }
    }

    @Test func `whoever reads, sight is judged for each of them`() throws {
        let rita = try server.person("Rita", role: "sales_rep")
        let rui = try server.person("Rui", role: "sales_rep")
        try server.role("blind", [(resource: "teams", actions: ["read"], sight: "all")])
        let blind = try server.person("Bea", role: "blind")
        let own = rita.post("/v1/parties", ["kind": "organization", "display_name": "Hers"]).id
        let path = "/v1/parties/\(own)"
        for _ in 0..<3 {
            for reader in [rita, admin, rui, blind] {
                _ = reader.get(path)
            }
            #expect(rita.get(path).status == 200)
            #expect(admin.get(path).status == 200)
            #expect(rui.get(path).status == 404)
            #expect(blind.get(path).status == 403)
            #expect(server.client(token: nil).get(path).status == 401)
        }
        let me = rui.get("/v1/me").json["user_id"]
        #expect(admin.patch(path, ["owner_id": me]).status == 200)
        for _ in 0..<2 {
            #expect(rita.get(path).status == 404)
            #expect(rui.get(path).status == 200)
        }
        #expect(admin.delete(path).status == 204)
        for _ in 0..<2 {
            #expect(rui.get(path).code == "deleted")
            #expect(admin.get(path + "?deleted=include").status == 200)
            #expect(admin.get(path).code == "deleted")
        }
    }

    @Test func `who sees a record through another one loses it with that one`() throws {
        let account = party("Account")
        let ticket = admin.post("/v1/tickets", ["subject": "Help", "party_id": .string(account)])
        try #require(ticket.status == 201, "\(ticket)")
        let message = admin.post(
            "/v1/tickets/\(ticket.id)/messages", ["body": "Hello", "visibility": "internal"])
        try #require(message.status == 201, "\(message)")
        let path = "/v1/ticket-messages/\(message.id)"
        for _ in 0..<3 { #expect(admin.get(path).status == 200) }
        #expect(admin.delete("/v1/tickets/\(ticket.id)").status == 204)
        for _ in 0..<2 { #expect(admin.get(path).status == 404) }
    }

    @Test func `readers beside a writer never go back in time`() {
        let id = party("0")
        let admin = admin
        _ = Concurrently.map(0..<3) { worker in
            guard worker > 0 else {
                for number in 1...200 {
                    let body: JSONValue = ["display_name": .string("\(number)")]
                    #expect(admin.patch("/v1/parties/\(id)", body).status == 200)
                }
                return
            }
            var newest = 0
            while newest < 200 {
                let read = admin.get("/v1/parties/\(id)").json["display_name"]
                let number = Int(read.string ?? "") ?? -1
                #expect(number >= newest)
                guard number >= newest else { return }
                newest = number
            }
        }
    }
}

/// The memory itself, without a server.
struct EncodedRecordMemoryTests {
    private static let plans = [Parties.table.recordPlan, Orders.table.recordPlan]

    @Test(arguments: 0..<10)
    func `what is found is what was kept last, and no more is kept than there is room`(seed: UInt64)
    {
        var random = SplitMix(state: seed)
        _ = Trato.registry
        let records = EncodedRecords(capacity: 20_000)
        var kept: [String: (version: Int64, bytes: [UInt8])] = [:]
        var hits = 0
        for _ in 0..<20_000 {
            let plan = Self.plans[Int(random.next() % 2)]
            let id = RecordID(high: 1, low: random.next() % 60)
            let name = "\(plan.table.name) \(id.text)"
            let version = Int64(random.next() % 3)
            if random.next() % 3 == 0 {
                let size = Int(random.next() % 8 == 0 ? 30_000 : random.next() % 900)
                let bytes = [UInt8](
                    repeating: UInt8(truncatingIfNeeded: random.next()), count: size)
                records.keep(bytes, plan, id, version: version)
                if size < 19_000 { kept[name] = (version, bytes) }
            } else if let found = records.find(plan, id, version: version) {
                hits += 1
                #expect(kept[name]?.version == version)
                #expect(kept[name]?.bytes == found)
            }
            #expect(records.find(plan, id, commits: 1) == nil)
        }
        #expect(hits > 1_000)
        #expect(records.hits == hits)
    }

    @Test func `what is asked for stays when others come`() {
        _ = Trato.registry
        let plan = Self.plans[0]
        let records = EncodedRecords(capacity: 100 * 1_224)
        let bytes = [UInt8](repeating: 1, count: 1_000)
        let favourite = RecordID(high: 7, low: 7)
        records.keep(bytes, plan, favourite, version: 1)
        for number in 0..<10_000 {
            records.keep(bytes, plan, RecordID(high: 1, low: UInt64(number)), version: 1)
            #expect(records.find(plan, favourite, version: 1) != nil)
        }
        let found = (0..<10_000).count {
            records.find(plan, RecordID(high: 1, low: UInt64($0)), version: 1) != nil
        }
        #expect((50...99).contains(found))
    }
}

private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
