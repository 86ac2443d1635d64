import Testing
import TratoTesting

/// Who gets what is there, and what goes back where.
struct StockQueueTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    private func product(_ sku: String, _ policy: String, _ stock: String) throws -> String {
        let product = try shop.product(sku, ["stock_policy": .string(policy)])
        try shop.level(product, stock)
        return product
    }

    private func confirmed(_ product: String, _ quantity: String) throws -> String {
        let order = try shop.draft(product, quantity)
        let answer = shop.verb("orders/\(order)/confirm")
        #expect(answer.status == 200, "\(answer)")
        return order
    }

    private func stock(_ product: String) -> [String] {
        let found = shop.read("products/\(product)/availability")
        return ["on_hand", "reserved", "backordered", "available"].map {
            found["\($0)_quantity"].string ?? "?"
        }
    }

    private func allocated(_ orders: [String]) -> [String] {
        orders.map { shop.read("orders/\($0)")["lines"].column("allocated_quantity")[0] }
    }

    private func count(_ product: String, _ quantity: String) {
        let level = shop.read("stock-levels?product_id=\(product)")["data"][0]["id"].string ?? ""
        let counted = shop.patch(
            "stock-levels/\(level)",
            ["on_hand_quantity": .string(quantity), "counted_at": nil])
        #expect(counted.status == 200, "\(counted)")
    }

    private func line(_ order: String) -> JSONValue {
        shop.read("orders/\(order)")["lines"][0]["id"]
    }

    private func amend(_ order: String, _ changes: JSONValue) -> TestResponse {
        shop.verb("orders/\(order)/amend", ["changes": changes])
    }

    private func amend(_ order: String, quantity: String) -> TestResponse {
        amend(order, ["lines": [["id": line(order), "quantity": .string(quantity)]]])
    }

    // MARK: The queue

    @Test func `what is given back goes to those who wait, the first first`() throws {
        let product = try product("P", "backorder", "10")
        let first = try confirmed(product, "10")
        let second = try confirmed(product, "4")
        let third = try confirmed(product, "4")
        #expect(amend(first, quantity: "7").status == 200)
        #expect(allocated([first, second, third]) == ["7", "3", "0"])
        #expect(shop.verb("orders/\(first)/cancel").status == 200)
        #expect(allocated([second, third]) == ["4", "4"])
        #expect(stock(product) == ["10", "8", "0", "2"])
        let late = try confirmed(product, "3")
        #expect(allocated([late]) == ["2"])
        #expect(try shop.violations() == [])
    }

    @Test func `an order keeps its place when it changes`() throws {
        let product = try product("P", "backorder", "0")
        let early = try confirmed(product, "10")
        let late = try confirmed(product, "10")
        let cancelled = shop.verb(
            "orders/\(early)/cancel_lines",
            ["lines": [["order_line_id": line(early), "quantity": "1"]]])
        #expect(cancelled.status == 200, "\(cancelled)")
        #expect(amend(early, ["requested_on": "2026-12-24"]).status == 200)
        try shop.level(product, "10", "shop")
        #expect(allocated([early, late]) == ["9", "1"])
        #expect(try shop.violations() == [])
    }

    @Test func `a line of something else leaves its stock to who waits`() throws {
        let product = try product("P", "backorder", "5")
        let order = try shop.id(
            shop.confirmed([
                ["product_id": .string(product), "quantity": "5", "unit_price": "1"],
                Shop.line("1", "1"),
            ]))
        let late = try confirmed(product, "2")
        let other = shop.read("orders/\(order)")["lines"][1]["id"]
        let changed: JSONValue = [
            "id": line(order), "product_id": nil, "description": "Goods", "unit_price": "1",
        ]
        let amended = amend(order, ["lines": [changed, ["id": other]]])
        #expect(amended.status == 200, "\(amended)")
        #expect(allocated([late]) == ["2"])
        #expect(stock(product) == ["5", "2", "0", "3"])
        #expect(try shop.violations() == [])
    }

    @Test func `a lower count stops only what is asked for on top`() throws {
        let product = try product("P", "strict", "10")
        let order = try confirmed(product, "10")
        count(product, "5")
        #expect(amend(order, ["requested_on": "2026-12-24"]).status == 200)
        #expect(amend(order, quantity: "9").status == 200)
        #expect(stock(product) == ["5", "9", "0", "0"])
        let more = amend(order, quantity: "10")
        #expect(more.code == "insufficient_stock")
        #expect(more.faults == ["/changes/lines/0/quantity out_of_range"], "\(more)")
        #expect(try shop.violations() == [])
    }

    // MARK: Back again

    @Test func `cancelling a fulfillment gives back what it took, and no more`() throws {
        let product = try product("P", "backorder", "3")
        try shop.level(product, "1", "shop")
        let order = try confirmed(product, "10")
        let late = try confirmed(product, "2")
        let sent = shop.client.post("/v1/orders/\(order)/fulfillments", [:])
        #expect(sent.json["stock_taken"].column("quantity") == ["3", "1"], "\(sent)")
        #expect(stock(product) == ["0", "0", "2", "0"])
        #expect(shop.verb("fulfillments/\(sent.id)/cancel").status == 200)
        #expect(stock(product) == ["4", "4", "8", "0"])
        #expect(allocated([order, late]) == ["4", "0"])
        #expect(try shop.violations() == [])
    }

    @Test func `what a later count knows of is not given back once more`() throws {
        let product = try product("P", "backorder", "3")
        let order = try confirmed(product, "2")
        let sent = shop.client.post("/v1/orders/\(order)/fulfillments", [:])
        #expect(stock(product)[0] == "1")
        shop.time.advance(seconds: 60)
        count(product, "3")
        #expect(shop.verb("fulfillments/\(sent.id)/cancel").status == 200)
        #expect(stock(product)[0] == "3")
    }

    // MARK: Bundles

    @Test func `a bundle takes what it contains`() throws {
        let part = try product("PART", "strict", "9")
        let bundle = try shop.product(
            "SET", ["components": [["product_id": .string(part), "quantity": "2"]]])
        let refused = shop.verb("orders/\(try shop.draft(bundle, "5"))/confirm")
        #expect(refused.code == "insufficient_stock", "\(refused)")
        #expect(refused.faults == ["/lines/0/quantity out_of_range"])
        let order = try confirmed(bundle, "4")
        #expect(stock(part) == ["9", "8", "0", "1"])
        #expect(allocated([order]) == ["0"])
        #expect(
            shop.verb("orders/\(try shop.draft(part, "2"))/confirm").code == "insufficient_stock")
        let sent = shop.client.post(
            "/v1/orders/\(order)/fulfillments",
            ["lines": [["order_line_id": line(order), "quantity": "3"]]])
        #expect(sent.status == 201, "\(sent)")
        #expect(stock(part) == ["3", "2", "0", "1"])
        let wrong = shop.client.post("/v1/orders/\(order)/fulfillments", [:])
        #expect(stock(part) == ["1", "0", "0", "1"])
        #expect(shop.verb("fulfillments/\(wrong.id)/cancel").status == 200)
        #expect(stock(part) == ["3", "2", "0", "1"])
        #expect(shop.verb("fulfillments/\(sent.id)/deliver").status == 200)
        let back = shop.client.post(
            "/v1/orders/\(order)/returns",
            ["lines": [["order_line_id": line(order), "quantity": "1"]]])
        _ = shop.verb("returns/\(back.id)/approve")
        _ = shop.verb("returns/\(back.id)/receive")
        let row = shop.read("returns/\(back.id)")["lines"][0]["id"]
        _ = shop.verb(
            "returns/\(back.id)/inspect", ["lines": [["line_id": row, "disposition": "restock"]]])
        #expect(shop.verb("returns/\(back.id)/close").status == 200)
        #expect(stock(part) == ["5", "2", "0", "3"])
        #expect(try shop.violations() == [])
    }
}
