import Testing
import TratoTesting

struct FulfillmentTests {
    let shop: Shop
    let order: String
    let lines: [String]

    init() throws {
        shop = try Shop()
        let made = try shop.confirmed(
            [Shop.line("10", "5", tax: "19"), Shop.line("4", "2.50")],
            ["over_delivery_percent": "10"])
        order = try shop.id(made)
        lines = made["lines"].column("id")
    }

    private func ship(_ body: JSONValue = [:]) -> TestResponse {
        shop.client.post("/v1/orders/\(order)/fulfillments", body)
    }

    private func line(_ index: Int, _ quantity: String) -> JSONValue {
        ["order_line_id": .string(lines[index]), "quantity": .string(quantity)]
    }

    private func state(_ field: String = "fulfillment_status") -> JSONValue {
        shop.read("orders/\(order)")[field]
    }

    private func quantities(_ name: String) -> [String] {
        shop.read("orders/\(order)")["lines"].column("\(name)_quantity")
    }

    @Test func `parts that are shipped and delivered complete the order`() throws {
        let first = ship(["lines": [line(0, "4")], "tracking_number": "Z 1"])
        #expect(first.status == 201, "\(first)")
        #expect(first.json["number"] == "F-2026-000001")
        #expect(state("status") == "in_fulfillment")
        #expect(state() == "partial")
        #expect(quantities("shipped") == ["4", "0"])
        #expect(quantities("delivered") == ["0", "0"])
        let rest = ship()
        #expect(rest.json["lines"].column("quantity") == ["6", "4"], "\(rest)")
        #expect(state() == "complete")
        #expect(state("status") == "in_fulfillment")
        #expect(ship().faults == ["/lines required"])
        for made in [first, rest] {
            #expect(shop.verb("fulfillments/\(made.id)/deliver").json["status"] == "delivered")
        }
        #expect(state("status") == "completed")
        #expect(shop.verb("fulfillments/\(rest.id)/cancel").code == "illegal_transition")
        let types = shop.client.get("/v1/changes?resource=orders&limit=100").data.compactMap {
            $0["type"].string
        }
        #expect(types.contains("order.fulfillment_started"))
        #expect(types.contains("order.fulfilled"))
        #expect(types.last == "order.completed")
        #expect(try shop.violations() == [])
    }

    @Test func `no more is shipped than was ordered and the tolerance allows`() throws {
        #expect(ship(["lines": [line(0, "11.01")]]).faults == ["/lines/0/quantity out_of_range"])
        #expect(ship(["lines": [line(0, "11")]]).status == 201)
        #expect(ship(["lines": [line(0, "0.01")]]).faults == ["/lines/0/quantity out_of_range"])
        #expect(ship(["lines": [line(1, "4.5")]]).faults == ["/lines/0/quantity out_of_range"])
        #expect(quantities("shipped") == ["11", "0"])
        #expect(try shop.violations() == [])
    }

    @Test func `what is wrong with lines is told all at once and nothing is moved`() throws {
        let other = try shop.confirmed([Shop.line("1", "1")])["lines"].column("id")[0]
        let answer = ship([
            "lines": [
                line(0, "99"), line(0, "1"), ["quantity": "1"],
                ["order_line_id": .string(other), "quantity": "1"],
            ]
        ])
        #expect(
            Set(answer.faults) == [
                "/lines/0/quantity out_of_range", "/lines/1 duplicate",
                "/lines/2/order_line_id required", "/lines/3/order_line_id not_found",
            ], "\(answer)")
        #expect(quantities("shipped") == ["0", "0"])
        #expect(state("version") == 2)
    }

    @Test func `a line is named by its product where only one has it`() throws {
        let chair = try shop.product("CH-1")
        let stool = try shop.product("ST-1")
        func goods(_ product: String) -> JSONValue {
            ["product_id": .string(product), "quantity": "2", "unit_price": "1"]
        }
        let made = try shop.id(shop.confirmed([goods(chair), goods(stool), goods(stool)]))
        let path = "/v1/orders/\(made)/fulfillments"
        let twice = shop.client.post(path, ["lines": [["product": ["sku": "ST-1"]]]])
        #expect(twice.faults == ["/lines/0/product_id conflict"], "\(twice)")
        let once = shop.client.post(path, ["lines": [["product": ["sku": "CH-1"]]]])
        #expect(once.json["lines"].column("quantity") == ["2"], "\(once)")
        #expect(shop.read("orders/\(made)")["lines"].column("shipped_quantity") == ["2", "0", "0"])
    }

    @Test func `an ERP names lines as it calls them`() throws {
        func goods(_ key: String?) -> JSONValue {
            var line = Shop.line("10", "5")
            if let key { line["external_id"] = .string(key) }
            return line
        }
        let made = try shop.confirmed([goods("10"), goods("20"), goods(nil)])
        let order = try shop.id(made)
        let ids = made["lines"].column("id")
        func put(_ line: JSONValue) -> TestResponse {
            shop.client.put(
                "/v1/fulfillments/by-external/erp/LS-9",
                ["order_id": .string(order), "lines": [line]])
        }
        let unknown = put(["order_line_external_id": "30"])
        #expect(unknown.faults == ["/lines/0/order_line_external_id not_found"], "\(unknown)")
        let other = put(["order_line_external_id": "10", "order_line_id": .string(ids[1])])
        #expect(other.faults == ["/lines/0/order_line_external_id conflict"], "\(other)")
        let line: JSONValue = ["order_line_external_id": "20", "quantity": "4"]
        #expect(put(line).json["lines"].column("order_line_id") == [ids[1]])
        #expect(put(line).header("trato-unchanged") == "true")
        let path = "/v1/orders/\(order)"
        let cancelled = shop.client.post(
            path + "/cancel_lines",
            ["lines": [["order_line_external_id": "10", "quantity": "3"]], "reason": "less"])
        #expect(
            cancelled.json["lines"].column("cancelled_quantity") == ["3", "0", "0"], "\(cancelled)")
        let twice = shop.client.post(
            path + "/invoices",
            ["lines": [["order_line_external_id": "20"], ["order_line_id": .string(ids[1])]]])
        #expect(twice.faults == ["/lines/1 duplicate"], "\(twice)")
        let all = shop.client.post(path + "/invoices", [:])
        #expect(all.json["lines"][0]["order_line_external_id"] == "10", "\(all)")
        #expect(all.json["lines"][2]["order_line_external_id"] == .null, "\(all)")
        let sent = shop.client.get("/v1/fulfillments/by-external/erp/LS-9")
        #expect(shop.verb("fulfillments/\(sent.id)/deliver").status == 200)
        let back = shop.client.post(path + "/returns", ["lines": [line]])
        #expect(back.status == 201, "\(back)")
        #expect(try shop.violations() == [])
    }

    @Test func `a fulfillment that was a mistake is taken back`() throws {
        let made = ship(["lines": [line(0, "10")]])
        #expect(shop.verb("fulfillments/\(made.id)/cancel").json["status"] == "cancelled")
        #expect(quantities("shipped") == ["0", "0"])
        #expect(state("status") == "confirmed")
        #expect(state() == "none")
        let path = "fulfillments/\(made.id)"
        #expect(shop.patch(path, ["carrier": "Post"]).status == 200)
        let frozen = shop.patch(path, ["lines": [line(0, "3")]])
        #expect(frozen.faults == ["/lines immutable"], "\(frozen)")
        #expect(shop.client.delete("/v1/\(path)").status == 405)
        #expect(try shop.violations() == [])
    }

    @Test func `an ERP posts a delivery note again and again`() throws {
        func put(_ quantity: String) -> TestResponse {
            shop.client.put(
                "/v1/fulfillments/by-external/erp/LS-1",
                [
                    "order_id": .string(order), "number": "LS-1",
                    "delivered_at": "2026-11-20T10:00:00Z", "lines": [line(0, quantity)],
                ])
        }
        let first = put("4")
        #expect(first.status == 201, "\(first)")
        #expect(first.json["status"] == "delivered")
        let again = put("4")
        #expect(again.status == 200)
        #expect(again.header("trato-unchanged") == "true")
        #expect(put("5").faults == ["/lines immutable"])
        #expect(quantities("delivered") == ["4", "0"])
    }

    @Test func `complete delivers what is left`() throws {
        _ = ship(["lines": [line(0, "4")]])
        let done = shop.verb("orders/\(order)/complete")
        #expect(done.json["status"] == "completed", "\(done)")
        #expect(quantities("delivered") == ["10", "4"])
        #expect(shop.read("orders/\(order)/fulfillments")["data"].elements.count == 2)
        #expect(try shop.violations() == [])
    }

    @Test func `what is on hold is not shipped`() throws {
        #expect(shop.verb("orders/\(order)/hold", [:]).faults == ["/reason required"])
        let held = shop.verb("orders/\(order)/hold", ["reason": "Address unclear"]).json
        #expect(held["is_on_hold"] == true)
        #expect(held["status"] == "confirmed")
        #expect(ship().code == "not_editable")
        #expect(shop.verb("orders/\(order)/complete").code == "not_editable")
        #expect(shop.verb("orders/\(order)/release").json["is_on_hold"] == false)
        #expect(ship().status == 201)
        let draft = try shop.id(shop.order([Shop.line("1", "1")]))
        #expect(shop.verb("orders/\(draft)/hold", ["reason": "x"]).code == "illegal_transition")
        let early = shop.client.post("/v1/orders/\(draft)/fulfillments", [:])
        #expect(early.code == "illegal_transition", "\(early)")
    }

    @Test func `quantities are cancelled in part, and the rest is closed short`() throws {
        func cancel(_ index: Int, _ quantity: String) -> TestResponse {
            shop.verb("orders/\(order)/cancel_lines", ["lines": [line(index, quantity)]])
        }
        #expect(shop.verb("orders/\(order)/cancel_lines").faults == ["/lines required"])
        #expect(cancel(0, "3").json["lines"].column("cancelled_quantity") == ["3", "0"])
        #expect(cancel(0, "8").faults == ["/lines/0/quantity out_of_range"])
        #expect(shop.verb("orders/\(order)/close_short").code == "illegal_transition")
        _ = ship(["lines": [line(0, "5")]])
        #expect(shop.verb("orders/\(order)/cancel").code == "illegal_transition")
        let closed = shop.verb("orders/\(order)/close_short", ["reason": "Sold out"]).json
        #expect(closed["status"] == "closed_short")
        #expect(closed["exposure_amount"] == "29.75")
        #expect(ship().code == "illegal_transition")
        let reopened = shop.verb("orders/\(order)/reopen").json
        #expect(reopened["status"] == "in_fulfillment")
        #expect(reopened["lines"].column("cancelled_quantity") == ["3", "0"])
        #expect(ship().json["lines"].column("quantity") == ["2", "4"])
        #expect(try shop.violations() == [])
    }

    @Test func `cancelling the rest completes what was delivered`() throws {
        let made = ship(["lines": [line(0, "10")]])
        _ = shop.verb("fulfillments/\(made.id)/deliver")
        #expect(state("status") == "in_fulfillment")
        let done = shop.verb("orders/\(order)/cancel_lines", ["lines": [line(1, "4")]])
        #expect(done.json["status"] == "completed", "\(done)")
        #expect(try shop.violations() == [])
    }

    @Test func `who submits an order does not approve it`() throws {
        let draft = try shop.id(shop.order([Shop.line("1", "1")]))
        let rep = try shop.server.person("Rita", role: "admin")
        #expect(rep.post("/v1/orders/\(draft)/submit").json["status"] == "pending_approval")
        #expect(rep.post("/v1/orders/\(draft)/approve").code == "forbidden")
        #expect(
            shop.verb("orders/\(draft)/reject", ["reason": "Too cheap"]).json["status"] == "draft")
        #expect(rep.post("/v1/orders/\(draft)/submit").status == 200)
        #expect(shop.verb("orders/\(draft)/approve").json["number"] == "O-2026-000002")
        let seller = try shop.server.person("Sara", role: "sales_rep")
        let own = seller.post("/v1/orders", ["party_id": .string(shop.customer)])
        #expect(own.status == 422, "a customer of nobody's team: \(own)")
    }
}
