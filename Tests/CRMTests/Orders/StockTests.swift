import Testing
import TratoTesting

struct StockTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    private func product(_ policy: String, _ stock: String?) throws -> String {
        let product = try shop.product("S-\(policy)", ["stock_policy": .string(policy)])
        if let stock { try shop.level(product, stock) }
        return product
    }

    private func available(_ product: String) -> JSONValue {
        shop.read("products/\(product)/availability")
    }

    @Test func `parallel confirms never sell more of a strict product than there is`() throws {
        let product = try product("strict", "25")
        let orders = try (0..<40).map { _ in try shop.draft(product, "2") }
        let answers = Concurrently.map(0..<40) { index in
            shop.verb("orders/\(orders[index])/confirm")
        }
        #expect(answers.filter { $0.status == 200 }.count == 12)
        let refused = answers.filter { $0.status != 200 }
        #expect(refused.allSatisfy { $0.code == "insufficient_stock" })
        #expect(refused.first?.faults == ["/lines/0/quantity out_of_range"])
        let stock = available(product)
        #expect(stock["reserved_quantity"] == "24")
        #expect(stock["available_quantity"] == "1")
        #expect(try shop.violations() == [])
    }

    @Test func `what is not there is back-ordered and served in turn`() throws {
        let product = try product("backorder", "5")
        let first = try shop.draft(product, "4")
        let second = try shop.draft(product, "4")
        let third = try shop.draft(product, "4")
        for order in [first, second, third] {
            #expect(shop.verb("orders/\(order)/confirm").status == 200)
        }
        func allocated() -> [String] {
            [first, second, third].map {
                shop.read("orders/\($0)")["lines"].column("allocated_quantity")[0]
            }
        }
        #expect(allocated() == ["4", "1", "0"])
        #expect(available(product)["backordered_quantity"] == "7")
        try shop.level(product, "5", "shop")
        #expect(allocated() == ["4", "4", "2"])
        let waiting = shop.read("orders/\(third)/reservations")["data"][0]
        #expect(waiting["reserved_quantity"] == "2")
        #expect(waiting["backordered_quantity"] == "2")
        #expect(shop.verb("orders/\(second)/cancel").status == 200)
        // What one gives back, those who wait have before anybody new.
        #expect(allocated() == ["4", "0", "4"])
        #expect(available(product)["available_quantity"] == "2")
        #expect(try shop.violations() == [])
    }

    @Test func `goods that leave are taken off, and restocked ones come back`() throws {
        let product = try product("strict", "3")
        try shop.level(product, "3", "shop")
        let order = try shop.draft(product, "4")
        #expect(shop.verb("orders/\(order)/confirm").status == 200)
        let sent = shop.client.post(
            "/v1/orders/\(order)/fulfillments", ["location": "shop", "lines": []])
        #expect(sent.status == 201, "\(sent)")
        func places() -> [String] { available(product)["locations"].column("on_hand_quantity") }
        #expect(places() == ["3", "0"])
        #expect(available(product)["reserved_quantity"] == "0")
        #expect(shop.verb("fulfillments/\(sent.id)/deliver").status == 200)
        let back = shop.client.post("/v1/orders/\(order)/returns", ["location": "shop"])
        _ = shop.verb("returns/\(back.id)/approve")
        _ = shop.verb("returns/\(back.id)/receive")
        let row = shop.read("returns/\(back.id)")["lines"][0]["id"]
        _ = shop.verb(
            "returns/\(back.id)/inspect", ["lines": [["line_id": row, "disposition": "restock"]]])
        #expect(shop.verb("returns/\(back.id)/close").status == 200)
        #expect(places() == ["3", "4"])
        #expect(try shop.violations() == [])
    }

    @Test func `the ERP's count replaces ours, and its older shipments are in it`() throws {
        let product = try product("backorder", nil)
        func put(_ quantity: String, _ at: String) -> TestResponse {
            shop.client.put(
                "/v1/stock-levels/by-external/erp/P@main",
                [
                    "product": ["sku": "S-backorder"], "on_hand_quantity": .string(quantity),
                    "counted_at": .string(at),
                ])
        }
        #expect(put("10", "2026-11-20T12:00:00Z").status == 201)
        #expect(put("10", "2026-11-20T12:00:00Z").header("trato-unchanged") == "true")
        let order = try shop.draft(product, "6")
        _ = shop.verb("orders/\(order)/confirm")
        func ship(_ quantity: String, _ at: String) {
            let line = shop.read("orders/\(order)")["lines"][0]["id"]
            let sent = shop.client.post(
                "/v1/orders/\(order)/fulfillments",
                [
                    "shipped_at": .string(at),
                    "lines": [["order_line_id": line, "quantity": .string(quantity)]],
                ])
            #expect(sent.status == 201, "\(sent)")
        }
        ship("2", "2026-11-20T11:00:00Z")
        #expect(available(product)["on_hand_quantity"] == "10")
        ship("3", "2026-11-20T13:00:00Z")
        #expect(available(product)["on_hand_quantity"] == "7")
        #expect(available(product)["reserved_quantity"] == "1")
        #expect(put("2", "2026-11-21T12:00:00Z").status == 200)
        #expect(available(product)["available_quantity"] == "1")
        let twice = shop.client.post(
            "/v1/stock-levels", ["product_id": .string(product), "on_hand_quantity": "1"])
        #expect(twice.faults == ["/location duplicate"], "\(twice)")
        let below = shop.patch(
            "stock-levels/\(shop.read("stock-levels")["data"][0]["id"].string ?? "")",
            ["on_hand_quantity": "-1"])
        #expect(below.faults == ["/on_hand_quantity out_of_range"])
    }

    @Test func `a reopened order takes strict stock again or stays closed`() throws {
        let product = try product("strict", "5")
        let first = try shop.draft(product, "5")
        _ = shop.verb("orders/\(first)/confirm")
        _ = shop.verb("orders/\(first)/cancel")
        #expect(shop.verb("orders/\(try shop.draft(product, "3"))/confirm").status == 200)
        #expect(shop.verb("orders/\(first)/reopen").code == "insufficient_stock")
        #expect(shop.read("orders/\(first)")["status"] == "cancelled")
        #expect(try shop.violations() == [])
    }

    @Test func `a return goes to a place where the product is kept`() throws {
        let product = try product("strict", "3")
        let order = try shop.draft(product, "2")
        #expect(shop.verb("orders/\(order)/confirm").status == 200)
        #expect(shop.verb("orders/\(order)/complete").status == 200)
        func announce(_ body: JSONValue) -> TestResponse {
            shop.client.post("/v1/orders/\(order)/returns", body)
        }
        let refused = announce(["location": "nowhere"])
        #expect(refused.faults == ["/location not_found"], "\(refused)")
        let back = announce([:])
        #expect(back.status == 201, "\(back)")
        let moved = shop.patch("returns/\(back.id)", ["location": "nowhere"])
        #expect(moved.faults == ["/location not_found"], "\(moved)")
        let level = try shop.id(
            shop.make(
                "stock-levels",
                [
                    "product_id": .string(product), "location": "back room",
                    "on_hand_quantity": "0",
                ]))
        #expect(shop.patch("returns/\(back.id)", ["location": "back room"]).status == 200)
        for verb in ["approve", "receive"] {
            #expect(shop.verb("returns/\(back.id)/\(verb)").status == 200)
        }
        let said: JSONValue = ["line_id": back.json["lines"][0]["id"], "disposition": "restock"]
        #expect(shop.verb("returns/\(back.id)/inspect", ["lines": [said]]).status == 200)
        #expect(shop.client.delete("/v1/stock-levels/\(level)").status == 204)
        let lost = shop.verb("returns/\(back.id)/close")
        #expect(lost.faults == ["/location not_found"], "\(lost)")
        #expect(shop.patch("returns/\(back.id)", ["location": "main"]).status == 200)
        #expect(shop.verb("returns/\(back.id)/close").status == 200)
        #expect(available(product)["on_hand_quantity"] == "3")
    }
}
