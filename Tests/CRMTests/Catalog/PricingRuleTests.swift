import CRM
import Testing
import TratoTesting

struct PricingRuleTests {
    let shop: Shop
    let lamp: String
    let chair: String

    init() throws {
        shop = try Shop()
        let light = try shop.id(shop.make("product-categories", ["name": "Light"]))
        let indoors = try shop.id(
            shop.make("product-categories", ["name": "Indoors", "parent_id": .string(light)]))
        lamp = try shop.product("lamp", ["category_id": .string(indoors), "brand": "Luz"])
        chair = try shop.product("chair")
        try shop.book([(lamp, "0", "100"), (chair, "0", "50")])
    }

    private var indoors: JSONValue { shop.read("products/\(lamp)")["category_id"] }
    private var light: JSONValue {
        shop.read("product-categories/\(indoors.string ?? "")")["parent_id"]
    }

    @discardableResult
    private func rule(_ name: String, _ percent: String, _ members: JSONValue = [:]) throws
        -> String
    {
        let body: JSONValue = [
            "name": .string(name), "action": "percent_off", "value": .string(percent),
        ]
        return try shop.id(shop.make("pricing-rules", body.merging(members)))
    }

    private func basket(_ members: JSONValue = [:], quantity: String = "1", explain: Bool = false)
        -> JSONValue
    {
        let body: JSONValue = [
            "lines": [["product_id": .string(lamp), "quantity": .string(quantity)]]
        ]
        let path = "/v1/price-quotes" + (explain ? "?explain=true" : "")
        return shop.client.post(path, body.merging(members)).json["lines"][0]
    }

    private func price(_ members: JSONValue = [:], quantity: String = "1") -> String? {
        basket(members, quantity: quantity)["unit_price"].string
    }

    @Test func `priority comes first, then what is nearer to the product`() throws {
        try rule("all", "1")
        #expect(price() == "99.00")
        try rule("brand", "2", ["brand": "LUZ"])
        #expect(price() == "98.00")
        try rule("light", "3", ["category_id": light])
        #expect(price() == "97.00")
        try rule("indoors", "4", ["category_id": indoors])
        #expect(price() == "96.00")
        try rule("lamp", "5", ["product_id": .string(lamp)])
        #expect(price() == "95.00")
        try rule("first", "6", ["priority": 1])
        #expect(price() == "94.00")
    }

    @Test func `rules are taken together, or alone`() throws {
        try rule("ten", "10", ["priority": 9, "is_stackable": true])
        try rule("alone", "50", ["priority": 8])
        try rule("five", "5", ["priority": 7, "is_stackable": true])
        let line = basket(explain: true)
        #expect(line["unit_price"] == "85.50")
        #expect(line["price_trace"].column("level") == ["price_book", "rule", "rule"])
        #expect(line["price_trace"].column("after") == ["100.00", "90.00", "85.50"])
        #expect(line["rules_not_applied"].column("name") == ["alone"])
        #expect(line["rules_not_applied"].column("code") == ["exclusive"])
        try rule("before all", "60", ["priority": 10])
        #expect(price() == "40.00")
        #expect(
            basket(explain: true)["rules_not_applied"].column("code") == [
                "taken", "taken", "taken",
            ])
    }

    @Test func `two rules that could both win are refused, and named`() throws {
        try rule("spring", "10", ["product_id": .string(lamp), "valid_until": "2026-06-30"])
        func attempt(_ members: JSONValue) -> TestResponse {
            let body: JSONValue = [
                "name": "other", "action": "percent_off", "value": "5", "product_id": .string(lamp),
            ]
            return shop.client.post("/v1/pricing-rules", body.merging(members))
        }
        let refused = attempt([:])
        #expect(refused.status == 422)
        #expect(refused.faults == ["/priority conflict"])
        #expect("\(refused.json)".contains("spring"))
        #expect(
            attempt(["group_id": nil, "valid_from": "2026-06-30"]).faults == ["/priority conflict"])
        #expect(attempt(["country": "PT"]).faults == ["/priority conflict"])
        #expect(attempt(["is_stackable": true]).faults == ["/priority conflict"])
        #expect(attempt(["is_active": false]).status == 201)
        #expect(attempt(["valid_from": "2026-07-01"]).status == 201)
        #expect(attempt(["priority": 1]).status == 201)
        #expect(attempt(["product_id": nil, "brand": "Luz"]).status == 201)
        #expect(attempt(["requires_coupon": true]).status == 201)
        let one = attempt(["product_id": nil, "country": "PT", "is_stackable": true])
        #expect(one.status == 201)
        #expect(attempt(["product_id": nil, "country": "ES"]).status == 201)
        #expect(
            attempt(["product_id": nil, "is_stackable": true]).faults == ["/priority conflict"])
        let inactive = shop.client.get("/v1/pricing-rules?is_active=false").data[0]
        let woken = shop.patch("pricing-rules/\(try shop.id(inactive))", ["is_active": true])
        #expect(woken.faults == ["/priority conflict"])
    }

    @Test func `each condition is asked`() throws {
        let gold = try shop.id(shop.make("party-groups", ["name": "Gold"]))
        let member = try shop.id(
            shop.make(
                "parties",
                [
                    "kind": "organization", "display_name": "Member", "country": "DE",
                    "group_id": .string(gold), "roles": [["role": "partner"]],
                ]))
        let person = try shop.id(
            shop.make(
                "parties",
                ["kind": "person", "given_name": "Ana", "organization_id": .string(member)]))
        let conditions: [(JSONValue, JSONValue, code: String)] = [
            (["party_id": .string(member)], ["party_id": .string(member)], "party"),
            (["group_id": .string(gold)], ["party_id": .string(person)], "group"),
            (["party_role": "partner"], ["party_id": .string(member)], "role"),
            (["country": "DE"], ["country": "DE"], "country"),
            (["channel": "web"], ["channel": "web"], "channel"),
            (["campaign": "fair"], ["campaign": "fair"], "campaign"),
            (["valid_from": "2026-12-01"], ["priced_on": "2026-12-01"], "date"),
        ]
        for (condition, basket, code) in conditions {
            let id = try rule(code, "10", condition)
            #expect(price(basket) == "90.00", "\(code)")
            let other = self.basket(["country": "PT", "channel": "phone"], explain: true)
            #expect(other["unit_price"] == "100.00", "\(code)")
            #expect(other["rules_not_applied"].column("code") == [code])
            #expect(shop.client.delete("/v1/pricing-rules/\(id)").status == 204)
        }
        let id = try rule("many", "10", ["min_quantity": "3", "max_quantity": "5"])
        #expect(
            ["2", "3", "5", "5.000001"].map { price(quantity: $0) } == [
                "100.00", "90.00", "90.00", "100.00",
            ])
        #expect(shop.client.delete("/v1/pricing-rules/\(id)").status == 204)
        try rule("much", "10", ["min_amount": "300", "max_amount": "500", "currency": "EUR"])
        #expect(
            ["2.99", "3", "5", "5.01"].map { price(quantity: $0) } == [
                "100.00", "90.00", "90.00", "100.00",
            ])
    }

    @Test func `no rule raises a price, and free is free`() throws {
        try shop.make(
            "pricing-rules",
            [
                "name": "fixed", "action": "fixed_price", "value": "120", "currency": "EUR",
                "product_id": .string(lamp),
            ])
        #expect(basket(explain: true)["rules_not_applied"].column("code") == ["not_lower"])
        try rule("gift", "100", ["priority": 5])
        let free = basket()
        #expect(free["unit_price"] == "0.00")
        #expect(free["gross_amount"] == "0.00")
    }

    @Test func `what is wrong with a rule is told at once`() {
        let answer = shop.client.post(
            "/v1/pricing-rules",
            [
                "name": "bad", "action": "amount_off", "value": "5", "product_id": .string(lamp),
                "brand": "Luz", "min_quantity": "5", "max_quantity": "4",
                "valid_from": "2026-02-02", "valid_until": "2026-02-01",
            ])
        #expect(
            Set(answer.faults) == [
                "/product_id conflict", "/currency required", "/max_quantity out_of_range",
                "/valid_until out_of_range",
            ])
        let percent: JSONValue = ["name": "bad", "action": "percent_off", "value": "100.000001"]
        #expect(shop.client.post("/v1/pricing-rules", percent).faults == ["/value out_of_range"])
    }

    @Test func `a contract is lowered only by rules that say so`() throws {
        try shop.make(
            "contract-prices",
            [
                "party_id": .string(shop.customer), "product_id": .string(lamp), "unit_price": "80",
                "min_quantity": "2", "max_quantity": "9",
            ])
        try rule("ten", "10")
        let customer: JSONValue = ["party_id": .string(shop.customer)]
        #expect(price(customer) == "90.00")
        #expect(price(customer, quantity: "2") == "80.00")
        #expect(price(customer, quantity: "9.5") == "90.00")
        try rule("even so", "5", ["priority": 1, "applies_to_contract_prices": true])
        #expect(price(customer, quantity: "2") == "76.00")
    }
}
