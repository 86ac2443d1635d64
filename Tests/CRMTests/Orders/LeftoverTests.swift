import Testing
import TratoTesting

/// What documents of an order are held to, and what is left of it when some is called off.
struct LeftoverTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    private func confirmed(
        _ quantity: String, _ price: String, _ members: JSONValue = [:]
    ) throws -> (order: String, line: JSONValue) {
        let made = try shop.confirmed([Shop.line(quantity, price)], members)
        return (try shop.id(made), made["lines"][0]["id"])
    }

    private func invoice(_ body: JSONValue) -> TestResponse {
        shop.client.post("/v1/invoices", body)
    }

    // MARK: Closed short

    @Test func `a replacement of an order that was closed short is all that it reserves and ships`()
        throws
    {
        let product = try shop.product("P", ["stock_policy": "backorder"])
        try shop.level(product, "20")
        let order = try shop.draft(product, "10")
        let line = shop.verb("orders/\(order)/confirm").json["lines"][0]["id"]
        func ship(_ quantity: String) -> TestResponse {
            shop.client.post(
                "/v1/orders/\(order)/fulfillments",
                ["lines": [["order_line_id": line, "quantity": .string(quantity)]]])
        }
        let sent = ship("5")
        #expect(shop.verb("fulfillments/\(sent.id)/deliver").status == 200)
        let closed = shop.verb("orders/\(order)/close_short").json
        #expect(closed["lines"].column("given_up_quantity") == ["5"])
        #expect(ship("1").code == "illegal_transition")
        let back = shop.client.post(
            "/v1/orders/\(order)/returns",
            ["lines": [["order_line_id": line, "quantity": "1"]]])
        for verb in ["approve", "receive"] {
            #expect(shop.verb("returns/\(back.id)/\(verb)").status == 200)
        }
        let said: JSONValue = [
            "line_id": back.json["lines"][0]["id"], "disposition": "replace",
        ]
        #expect(shop.verb("returns/\(back.id)/inspect", ["lines": [said]]).status == 200)
        #expect(shop.verb("returns/\(back.id)/close").status == 200)
        let waiting = shop.read("orders/\(order)")
        #expect(waiting["status"] == "closed_short")
        #expect(waiting["lines"].column("allocated_quantity") == ["1"])
        #expect(waiting["exposure_amount"] == "5.00")
        #expect(ship("2").faults == ["/lines/0/quantity out_of_range"])
        let again = shop.client.post("/v1/orders/\(order)/fulfillments", [:])
        #expect(again.json["lines"].column("quantity") == ["1"], "\(again)")
        #expect(shop.verb("fulfillments/\(again.id)/deliver").status == 200)
        let bill = shop.client.post("/v1/orders/\(order)/invoices", [:])
        #expect(bill.json["gross_amount"] == "5.00", "\(bill)")
        #expect(shop.read("orders/\(order)")["billing_status"] == "complete")
        #expect(try shop.violations() == [])
        let reopened = shop.verb("orders/\(order)/reopen").json
        #expect(reopened["lines"].column("given_up_quantity") == ["0"])
        #expect(reopened["lines"].column("allocated_quantity") == ["5"])
        #expect(reopened["exposure_amount"] == "5.00")
        #expect(try shop.violations() == [])
    }

    // MARK: Invoices

    @Test func `two invoices have one number only when one of them is void`() throws {
        let (order, _) = try confirmed("2", "10")
        let body: JSONValue = ["order_id": .string(order), "number": "RE-7"]
        let first = invoice(body)
        #expect(first.status == 201, "\(first)")
        let other: JSONValue = [
            "party_id": .string(shop.customer), "net_amount": "1", "number": "RE-7",
        ]
        #expect(invoice(other).faults == ["/number duplicate"])
        #expect(shop.verb("invoices/\(first.id)/void").status == 200)
        #expect(invoice(body).status == 201)
        // Numbers of our own series are left out where the ERP has used them.
        #expect(invoice(other.merging(["number": "I-2026-000001"])).status == 201)
        let next = invoice(other.merging(["number": nil]))
        #expect(next.json["number"] == "I-2026-000002", "\(next)")
    }

    @Test func `nothing is due before it is invoiced`() throws {
        let body: JSONValue = [
            "party_id": .string(shop.customer), "net_amount": "10", "issued_on": "2026-11-20",
        ]
        let early = invoice(body.merging(["due_on": "2026-11-19"]))
        #expect(early.faults == ["/due_on out_of_range"], "\(early)")
        let part = invoice(
            body.merging([
                "installments": [
                    ["due_on": "2026-11-20", "amount": "5"],
                    ["due_on": "2026-11-01", "amount": "5"],
                ]
            ]))
        #expect(part.faults == ["/installments/1/due_on out_of_range"], "\(part)")
        #expect(invoice(body.merging(["due_on": "2026-11-20"])).status == 201)
    }

    @Test func `no more freight is invoiced than the order has`() throws {
        let (order, line) = try confirmed("2", "10", ["freight_amount": "5"])
        func bill(_ freight: String) -> TestResponse {
            invoice([
                "order_id": .string(order), "freight_amount": .string(freight),
                "lines": [["order_line_id": line, "quantity": "1"]],
            ])
        }
        #expect(bill("5.01").faults == ["/freight_amount out_of_range"])
        #expect(bill("3").json["gross_amount"] == "13.00")
        #expect(bill("2.01").faults == ["/freight_amount out_of_range"])
        #expect(bill("2").json["gross_amount"] == "12.00")
        let (none, _) = try confirmed("1", "10")
        let odd = invoice(["order_id": .string(none), "freight_amount": "999"])
        #expect(odd.faults == ["/freight_amount out_of_range"], "\(odd)")
    }

    // MARK: Fulfillments

    @Test func `goods leave from where they are, and not tomorrow`() throws {
        let product = try shop.product("P", ["stock_policy": "backorder"])
        try shop.level(product, "20", "van")
        let order = try shop.draft(product, "10")
        let line = shop.verb("orders/\(order)/confirm").json["lines"][0]["id"]
        func ship(_ members: JSONValue) -> TestResponse {
            let body: JSONValue = ["lines": [["order_line_id": line, "quantity": "1"]]]
            return shop.client.post("/v1/orders/\(order)/fulfillments", body.merging(members))
        }
        #expect(ship(["location": "vann"]).faults == ["/location not_found"])
        #expect(ship(["location": "van"]).status == 201)
        let late = ship(["shipped_at": "2099-01-01T00:00:00Z"])
        #expect(late.faults == ["/shipped_at out_of_range"], "\(late)")
        #expect(
            ship(["delivered_at": "2099-01-01T00:00:00Z"]).faults == [
                "/shipped_at out_of_range"
            ])
        let sent = ship([:])
        let arrived = shop.verb(
            "fulfillments/\(sent.id)/deliver", ["delivered_at": "2099-01-01T00:00:00Z"])
        #expect(arrived.faults == ["/delivered_at out_of_range"], "\(arrived)")
        // What nobody tracks may come from anywhere.
        let (other, _) = try confirmed("1", "1")
        let free = shop.client.post(
            "/v1/orders/\(other)/fulfillments", ["location": "somewhere"])
        #expect(free.status == 201, "\(free)")
    }

    // MARK: Documents

    private func page(_ order: String) -> String {
        shop.client.get(
            "/v1/orders/\(order)/document", headers: [("Accept", "text/html")]
        ).text
    }

    @Test func `a document shows what is left of an order, as it is invoiced`() throws {
        let made = try shop.confirmed(
            [
                Shop.line("3", "100", tax: "19"), Shop.line("1", "50", tax: "7"),
                Shop.line("2", "30", tax: "19"),
            ],
            [
                "discount_amount": "41", "freight_amount": "10",
                "freight_tax_rate_percent": "19",
            ])
        let order = try shop.id(made)
        let lines = made["lines"].elements.map { $0["id"] }
        #expect(page(order).contains("445.61"), "\(page(order))")
        let cancelled = shop.verb(
            "orders/\(order)/cancel_lines",
            [
                "lines": [
                    ["order_line_id": lines[0], "quantity": "1"],
                    ["order_line_id": lines[1], "quantity": "1"],
                ]
            ])
        #expect(cancelled.status == 200, "\(cancelled)")
        let rest = page(order)
        let bill = shop.client.post("/v1/orders/\(order)/invoices", [:]).json
        for name in ["net_amount", "tax_amount", "gross_amount"] {
            let amount = try #require(bill[name].string)
            #expect(rest.contains(amount), "\(name) \(amount): \(rest)")
        }
        #expect(rest.contains("(Cancelled: 1)"))
        #expect(rest.contains("260.00") && !rest.contains("410.00") && !rest.contains("7 %"))
        #expect(!rest.contains("<b>Cancelled</b>"))
    }

    @Test func `a cancelled order says so and asks for nothing`() throws {
        let (order, _) = try confirmed("2", "100", ["freight_amount": "5"])
        #expect(shop.verb("orders/\(order)/cancel").status == 200)
        let rest = page(order)
        #expect(rest.contains("<b>Cancelled</b>") && rest.contains("(Cancelled: 2)"))
        #expect(!rest.contains("200.00") && !rest.contains("5.00"), "\(rest)")
    }
}
