import Testing
import TratoTesting

struct ReturnTests {
    let shop: Shop
    let order: String
    let line: String

    init() throws {
        shop = try Shop()
        let made = try shop.confirmed([Shop.line("3", "100", tax: "19")])
        order = try shop.id(made)
        line = made["lines"].column("id")[0]
        #expect(shop.verb("orders/\(order)/complete").status == 200)
    }

    private func send(_ quantity: String) -> TestResponse {
        shop.client.post(
            "/v1/orders/\(order)/returns",
            [
                "reason": "Broken",
                "lines": [["order_line_id": .string(line), "quantity": .string(quantity)]],
            ])
    }

    private func act(_ id: String, _ verb: String, _ body: JSONValue? = nil) -> TestResponse {
        shop.verb("returns/\(id)/\(verb)", body)
    }

    private var state: JSONValue { shop.read("orders/\(order)") }

    /// Takes a return as far as inspection.
    private func inspected(
        _ quantity: String, _ disposition: String, refund: String? = nil
    ) throws -> String {
        let made = send(quantity)
        #expect(act(made.id, "approve").status == 200, "\(made)")
        #expect(act(made.id, "receive").status == 200)
        var said: JSONValue = [
            "line_id": made.json["lines"][0]["id"], "disposition": .string(disposition),
        ]
        if let refund { said["refund_amount"] = .string(refund) }
        let answer = act(made.id, "inspect", ["lines": [said]])
        #expect(answer.json["status"] == "inspected", "\(answer)")
        return made.id
    }

    @Test func `a return goes its way and is refunded`() throws {
        let paid = shop.client.post("/v1/orders/\(order)/payments", ["amount": "357.00"])
        #expect(paid.status == 201, "\(paid)")
        let made = send("1")
        #expect(made.json["number"] == "R-2026-000001")
        #expect(act(made.id, "receive").code == "illegal_transition")
        #expect(act(made.id, "approve").json["status"] == "approved")
        let received = act(made.id, "receive").json
        #expect(received["lines"].column("received_quantity") == ["1"])
        #expect(state["fulfillment_status"] == "returned_partial")
        #expect(act(made.id, "inspect").faults == ["/lines/0/disposition required"])
        let row = received["lines"][0]["id"]
        func inspect(_ refund: String) -> TestResponse {
            act(
                made.id, "inspect",
                [
                    "lines": [
                        [
                            "line_id": row, "disposition": "scrap",
                            "refund_amount": .string(refund),
                        ]
                    ]
                ])
        }
        #expect(inspect("119.01").faults == ["/lines/0/refund_amount out_of_range"])
        #expect(inspect("100.005").faults == ["/lines/0/refund_amount too_many_decimals"])
        #expect(inspect("100").json["refund_amount"] == "100.00")
        #expect(act(made.id, "close").json["status"] == "closed")
        #expect(state["credited_amount"] == "100.00")
        #expect(state["status"] == "completed")
        func refund(_ amount: String) -> TestResponse {
            shop.client.post(
                "/v1/orders/\(order)/payments",
                [
                    "kind": "refund", "amount": .string(amount), "return_id": .string(made.id),
                ])
        }
        #expect(refund("100.01").faults == ["/amount out_of_range"])
        #expect(refund("100").status == 201)
        #expect(state["payment_status"] == "refunded_partial")
        #expect(shop.read("returns/\(made.id)")["refunded_amount"] == "100.00")
        #expect(refund("0.01").faults == ["/amount out_of_range"])
        let types = shop.client.get("/v1/changes?resource=orders&limit=100").data.compactMap {
            $0["type"].string
        }
        #expect(types.contains("order.returned"))
        #expect(types.last == "order.refunded")
        #expect(try shop.violations() == [])
    }

    @Test func `no more comes back than was delivered, open returns included`() throws {
        #expect(send("4").faults == ["/lines/0/quantity out_of_range"])
        let first = send("2")
        #expect(send("2").faults == ["/lines/0/quantity out_of_range"])
        #expect(act(first.id, "reject", [:]).faults == ["/reason required"])
        #expect(act(first.id, "reject", ["reason": "Too late"]).json["status"] == "rejected")
        #expect(send("3").status == 201)
    }

    @Test func `all refunds of a line are its price to the cent`() throws {
        for index in 0..<3 {
            let id = try inspected("1", "restock")
            let refund = act(id, "close").json["refund_amount"]
            #expect(refund == "119.00", "\(index)")
        }
        #expect(state["fulfillment_status"] == "returned")
        #expect(state["credited_amount"] == "357.00")
        #expect(try shop.violations() == [])
    }

    @Test func `what is replaced is shipped once more`() throws {
        let id = try inspected("2", "replace")
        #expect(act(id, "close").json["refund_amount"] == "0.00")
        #expect(state["status"] == "in_fulfillment")
        #expect(state["fulfillment_status"] == "partial")
        let again = shop.client.post("/v1/orders/\(order)/fulfillments", [:])
        #expect(again.json["lines"].column("quantity") == ["2"], "\(again)")
        #expect(shop.verb("fulfillments/\(again.id)/deliver").status == 200)
        #expect(state["status"] == "completed")
        #expect(state["fulfillment_status"] == "complete")
        let invoice = shop.client.post("/v1/orders/\(order)/invoices", [:])
        #expect(invoice.json["lines"].column("quantity") == ["3"], "\(invoice)")
        #expect(invoice.json["gross_amount"] == "357.00")
        #expect(try shop.violations() == [])
    }

    @Test func `goods that were refused go back to the customer`() throws {
        let id = try inspected("1", "scrap")
        #expect(act(id, "reject", ["reason": "Not ours"]).status == 200)
        #expect(state["fulfillment_status"] == "complete")
        #expect(state["lines"].column("returned_quantity") == ["0"])
        #expect(act(id, "close").code == "illegal_transition")
        #expect(try shop.violations() == [])
    }

    @Test func `less may arrive than was announced`() throws {
        let made = send("2")
        _ = act(made.id, "approve")
        func receive(_ quantity: String) -> TestResponse {
            act(
                made.id, "receive",
                [
                    "lines": [
                        [
                            "line_id": made.json["lines"][0]["id"],
                            "quantity": .string(quantity),
                        ]
                    ]
                ])
        }
        #expect(receive("3").faults == ["/lines/0/quantity out_of_range"])
        #expect(receive("1").status == 200)
        #expect(state["lines"].column("returned_quantity") == ["1"])
        #expect(try shop.violations() == [])
    }

    @Test func `nothing comes back of what was not delivered`() throws {
        let open = try shop.id(shop.confirmed([Shop.line("1", "1")]))
        let answer = shop.client.post("/v1/orders/\(open)/returns", [:])
        #expect(answer.faults == ["/lines required"], "\(answer)")
    }
}
