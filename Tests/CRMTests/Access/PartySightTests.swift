import Testing
import TratoTesting

/// What was agreed with a party is seen by who sees the party.
struct PartySightTests {
    let shop: Shop
    let seller: Client
    let own: String

    init() throws {
        shop = try Shop()
        let team = shop.client.post("/v1/teams", ["name": "North"]).id
        seller = try shop.server.person("Rui", role: "sales_rep", team: team)
        own = seller.post("/v1/parties", ["kind": "person", "display_name": "Ana"]).id
    }

    private func ids(_ resource: String) -> Set<String> {
        Set(seller.all("/v1/\(resource)").compactMap { $0["id"].string })
    }

    @Test func `credit, prices and exemptions of strangers are not seen`() throws {
        let product = try shop.product("CHAI")
        let group = try shop.id(shop.make("party-groups", ["name": "Cafés"]))
        let bodies: [(resource: String, body: JSONValue)] = [
            ("credit-accounts", ["limit_amount": "100"]),
            ("tax-exemptions", ["certificate_number": "1"]),
            ("contract-prices", ["product_id": .string(product), "unit_price": "1"]),
        ]
        for (resource, body) in bodies {
            func made(_ members: JSONValue) throws -> String {
                try shop.id(shop.make(resource, body.merging(members)))
            }
            let hidden = try made(["party_id": .string(shop.customer)])
            let seen = try made(["party_id": .string(own)])
            var all: Set<String> = [seen]
            if resource == "contract-prices" {
                all.insert(try made(["group_id": .string(group)]))
            }
            #expect(ids(resource) == all)
            for id in all { #expect(seller.get("/v1/\(resource)/\(id)").status == 200) }
            #expect(seller.get("/v1/\(resource)/\(hidden)").status == 404)
            let found = seller.post("/v1/\(resource)/search", ["filter": ["id": .string(hidden)]])
            #expect(found.status != 200 || found.data.isEmpty, "\(found)")
            #expect(shop.client.get("/v1/\(resource)/\(hidden)").status == 200)
        }
        let accounts = shop.read("credit-accounts")["data"].elements
        for account in accounts {
            let isOwn = account["party_id"].string == own
            let answer = seller.get(
                "/v1/credit-accounts/\(account["id"].string ?? "")/exposure")
            #expect(answer.status == (isOwn ? 200 : 404), "\(answer)")
        }
    }

    @Test func `a report of another system changes no more than it may`() throws {
        let role = shop.client.get("/v1/roles?name=integration").data[0]["id"]
        _ = try shop.make("external-systems", ["name": "erp", "resources": ["parties"]])
        let token = try shop.server.key(role: "integration")
        let system = shop.server.client(token: token)
        func report(_ resource: String, _ id: JSONValue, _ members: JSONValue) -> TestResponse {
            let about: JSONValue = ["subject": ["resource": .string(resource), "id": id]]
            let body = about.merging(["state": "acknowledged"]).merging(members)
            return system.post(
                "/v1/sync-states/report", ["system": "erp", "records": [body]])
        }
        let refused = report("roles", role, ["external_id": "r1"])
        #expect(refused.code == "forbidden", "\(refused)")
        let party: JSONValue = .string(own)
        #expect(report("parties", party, ["external_id": "p1"]).status == 200)
        let keys = report("api-keys", shop.read("api-keys")["data"][0]["id"], [:])
        #expect(keys.faults == ["/records/0/subject/id not_found"], "\(keys)")
        let state = shop.read("sync-states?system=erp")["data"][0]["id"]
        #expect(shop.client.delete("/v1/parties/\(own)", match: "*").status == 204)
        let gone: JSONValue = ["sync_state_id": state, "state": "acknowledged"]
        let answer = system.post(
            "/v1/sync-states/report", ["system": "erp", "records": [gone]])
        #expect(answer.status == 200, "\(answer)")
    }

    @Test func `who follows an order sees what was paid for it`() throws {
        let order = seller.post(
            "/v1/orders", ["party_id": .string(own), "lines": [Shop.line("1", "100")]])
        #expect(seller.post("/v1/orders/\(order.id)/confirm").status == 200, "\(order)")
        func pay(_ target: String, _ body: JSONValue) -> String {
            let paid = shop.client.post("/v1/\(target)", body)
            #expect(paid.status == 201, "\(paid)")
            return paid.id
        }
        let bill = shop.client.post("/v1/orders/\(order.id)/invoices", [:])
        let payments = [
            pay("orders/\(order.id)/payments", ["amount": "30"]),
            pay("orders/\(order.id)/payments", ["kind": "refund", "amount": "10"]),
            pay("payments", ["amount": "70", "applications": [["invoice_id": .string(bill.id)]]]),
        ]
        #expect(ids("payments") == Set(payments))
        #expect(seller.get("/v1/orders/\(order.id)/payments").data.count == 2)
        let hidden = shop.client.post(
            "/v1/payments", ["party_id": .string(shop.customer), "amount": "5"])
        #expect(seller.get("/v1/payments/\(hidden.id)").status == 404)
    }
}
