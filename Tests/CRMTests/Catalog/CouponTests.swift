import CRM
import Testing
import TratoTesting

struct CouponTests {
    let shop: Shop
    let product: String

    init() throws {
        shop = try Shop()
        product = try shop.product("lamp")
        try shop.book([(product, "0", "100")])
        let rule = try shop.id(
            shop.make(
                "pricing-rules",
                ["name": "ten", "action": "percent_off", "value": "10", "requires_coupon": true]))
        try shop.make(
            "coupons",
            [
                "code": "TEN", "pricing_rule_id": .string(rule), "usage_limit": 3,
                "usage_limit_per_party": 2, "valid_until": "2027-01-01",
            ])
    }

    private func order(_ code: String = "ten", party: String? = nil) -> TestResponse {
        shop.client.post(
            "/v1/orders",
            [
                "party_id": .string(party ?? shop.customer), "coupon_codes": [.string(code)],
                "lines": [["product_id": .string(product), "quantity": "1"]],
            ])
    }

    private var used: Int64? {
        shop.client.get("/v1/coupons?code=TEN").data[0]["used_count"].integer
    }

    @Test func `a coupon unlocks its rule, and is used when the order binds`() throws {
        let first = order()
        #expect(first.json["net_amount"] == "90.00")
        #expect(first.json["lines"][0]["price_trace"].column("level") == ["price_book", "coupon"])
        #expect(used == 0)
        let address = "orders/\(first.id)"
        #expect(shop.verb("\(address)/confirm").status == 200)
        #expect(used == 1)
        #expect(shop.verb("\(address)/cancel").status == 200)
        #expect(used == 0)
        #expect(shop.verb("\(address)/reopen").status == 200)
        #expect(used == 1)
        #expect(try shop.violations().isEmpty)
    }

    @Test func `a limit holds when drafts are confirmed, whoever was first`() throws {
        let other = try shop.id(
            shop.make("parties", ["kind": "organization", "display_name": "Other"]))
        let drafts = (0..<4).map { _ in order() } + (0..<2).map { _ in order(party: other) }
        let answers = drafts.map { shop.verb("orders/\($0.id)/confirm") }
        #expect(answers.map(\.status) == [200, 200, 422, 422, 200, 422])
        #expect(answers[2].faults == ["/coupon_codes/0 too_many"])
        #expect(used == 3)
        #expect(order().faults == ["/coupon_codes/0 too_many"])
        let stored = shop.client.get("/v1/coupon-redemptions").data
        #expect(stored.count == 3)
        #expect(try shop.violations().isEmpty)
    }

    @Test func `forty parallel confirms of a coupon for ten use it exactly ten times`() throws {
        let rule = shop.client.get("/v1/pricing-rules?name=ten").data[0]["id"]
        try shop.make(
            "coupons", ["code": "MANY", "pricing_rule_id": rule, "usage_limit": 10])
        let drafts = (0..<40).map { _ in order("MANY").id }
        try shop.server.serving { connect in
            let clients = try drafts.map { _ in try connect() }
            let answers = Concurrently.map(0..<40) { index in
                clients[index].post("/v1/orders/\(drafts[index])/confirm")
            }
            #expect(answers.filter { $0.status == 200 }.count == 10)
            #expect(answers.filter { $0.faults == ["/coupon_codes/0 too_many"] }.count == 30)
        }
        let coupon = shop.client.get("/v1/coupons?code=MANY").data[0]
        #expect(coupon["used_count"] == 10)
        #expect(shop.client.get("/v1/coupon-redemptions?limit=100").data.count == 10)
        #expect(shop.read("orders?status=confirmed&limit=100")["data"].elements.count == 10)
        #expect(try shop.violations().isEmpty)
    }

    @Test func `what is no coupon is told`() throws {
        #expect(order("NONE").faults == ["/coupon_codes/0 not_found"])
        let late = shop.client.post(
            "/v1/price-quotes",
            ["coupon_codes": ["TEN"], "priced_on": "2027-01-02", "lines": []])
        #expect(late.faults == ["/coupon_codes/0 out_of_range"])
        let rule = try shop.id(
            shop.make("pricing-rules", ["name": "free", "action": "percent_off", "value": "1"]))
        let wrong = shop.client.post(
            "/v1/coupons", ["code": "FREE", "pricing_rule_id": .string(rule)])
        #expect(wrong.faults == ["/pricing_rule_id conflict"])
    }
}
