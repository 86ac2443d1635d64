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

    @Test func `a draft without its coupon costs what it does without it`() throws {
        let id = order().id
        let without = shop.patch("orders/\(id)", ["coupon_codes": []])
        #expect(without.json["net_amount"] == "100.00", "\(without)")
        #expect(
            shop.patch("orders/\(id)", ["coupon_codes": ["TEN"]]).json["net_amount"] == "100.00")
        let lines = shop.read("orders/\(id)")["lines"]
        let given: JSONValue = ["lines": [["id": lines[0]["id"], "unit_price": "90"]]]
        #expect(shop.patch("orders/\(id)", given).json["net_amount"] == "90.00")
        // A price that somebody gave stays.
        #expect(shop.patch("orders/\(id)", ["coupon_codes": []]).json["net_amount"] == "90.00")
    }

    @Test func `an amendment uses the coupons that it names and gives back the others`() throws {
        func amend(_ id: String, _ changes: JSONValue) -> TestResponse {
            shop.verb("orders/\(id)/amend", ["changes": changes])
        }
        let made = try shop.confirmed([["product_id": .string(product), "quantity": "1"]])
        let id = try shop.id(made)
        let line: JSONValue = ["id": made["lines"][0]["id"], "unit_price": .null]
        let lower = amend(id, ["coupon_codes": ["TEN"], "lines": [line]])
        #expect(lower.json["net_amount"] == "90.00" && used == 1, "\(lower)")
        let higher = amend(id, ["coupon_codes": []])
        #expect(higher.json["net_amount"] == "100.00" && used == 0, "\(higher)")
        #expect(shop.verb("orders/\(id)/cancel").status == 200)
        #expect(used == 0)
        #expect(try shop.violations().isEmpty)
    }

    @Test func `who has the last use may amend, and keeps it`() throws {
        let rule = shop.client.get("/v1/pricing-rules?name=ten").data[0]["id"]
        try shop.make("coupons", ["code": "ONE", "pricing_rule_id": rule, "usage_limit": 1])
        let id = order("ONE").id
        #expect(shop.verb("orders/\(id)/confirm").status == 200)
        let lines = shop.read("orders/\(id)")["lines"]
        let changes: JSONValue = [
            "requested_on": "2026-12-24",
            "lines": [
                ["id": lines[0]["id"], "quantity": "2"],
                ["product_id": .string(product), "quantity": "1"],
            ],
        ]
        let amended = shop.verb("orders/\(id)/amend", ["changes": changes])
        #expect(amended.json["net_amount"] == "270.00", "\(amended)")
        #expect(shop.client.get("/v1/coupons?code=ONE").data[0]["used_count"] == 1)
    }

    @Test func `a draft whose coupon ran out is paid and changed, and not confirmed`() throws {
        let rule = shop.client.get("/v1/pricing-rules?name=ten").data[0]["id"]
        try shop.make("coupons", ["code": "ONE", "pricing_rule_id": rule, "usage_limit": 1])
        let (first, late) = (order("ONE").id, order("ONE").id)
        #expect(shop.verb("orders/\(first)/confirm").status == 200)
        let payment = shop.client.post(
            "/v1/payments", ["order_id": .string(late), "amount": "10"])
        #expect(payment.status == 201, "\(payment)")
        for change: JSONValue in [["notes": "Late"], ["requested_on": "2026-12-24"]] {
            let answer = shop.patch("orders/\(late)", change)
            #expect(answer.status == 200 && answer.json["net_amount"] == "90.00", "\(answer)")
        }
        #expect(shop.verb("orders/\(late)/confirm").faults == ["/coupon_codes/0 too_many"])
        #expect(shop.patch("orders/\(late)", ["coupon_codes": []]).json["net_amount"] == "100.00")
        #expect(shop.verb("orders/\(late)/confirm").status == 200)
    }

    @Test func `a coupon is named once, and its rule goes on asking for it`() throws {
        let twice = shop.client.post(
            "/v1/orders",
            ["party_id": .string(shop.customer), "coupon_codes": ["TEN", "ten"], "lines": []])
        #expect(twice.faults == ["/coupon_codes/1 duplicate"], "\(twice)")
        let rule = try shop.id(shop.client.get("/v1/pricing-rules?name=ten").data[0])
        let free = shop.patch("pricing-rules/\(rule)", ["requires_coupon": false])
        #expect(free.faults == ["/requires_coupon conflict"], "\(free)")
        let id = order().id
        let coupon = try shop.id(shop.client.get("/v1/coupons?code=TEN").data[0])
        #expect(shop.client.delete("/v1/coupons/\(coupon)", match: "*").status == 204)
        #expect(shop.patch("orders/\(id)", ["requested_on": "2026-12-24"]).status == 200)
        #expect(shop.verb("orders/\(id)/confirm").faults == ["/coupon_codes/0 not_found"])
        #expect(shop.patch("pricing-rules/\(rule)", ["requires_coupon": false]).status == 200)
    }
}
