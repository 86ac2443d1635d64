import Testing
import TratoTesting

/// What orders, invoices, returns and payments come to when they end in unusual ways.
struct SettlementTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    private func confirmed(_ quantity: String, _ price: String) throws -> (
        order: String, line: String
    ) {
        let made = try shop.confirmed([Shop.line(quantity, price)])
        return (try shop.id(made), made["lines"].column("id")[0])
    }

    private func ship(_ order: String, _ line: String, _ quantity: String) -> String {
        let made = shop.client.post(
            "/v1/orders/\(order)/fulfillments",
            ["lines": [["order_line_id": .string(line), "quantity": .string(quantity)]]])
        #expect(made.status == 201, "\(made)")
        #expect(shop.verb("fulfillments/\(made.id)/deliver").status == 200)
        return made.id
    }

    private func pay(_ order: String, _ amount: String, _ members: JSONValue = [:]) -> String {
        let body: JSONValue = ["amount": .string(amount)]
        let made = shop.client.post("/v1/orders/\(order)/payments", body.merging(members))
        #expect(made.status == 201, "\(made)")
        return made.id
    }

    private func invoice(_ order: String, _ body: JSONValue = [:]) -> TestResponse {
        shop.client.post("/v1/orders/\(order)/invoices", body)
    }

    /// Announces a return of so much that has arrived; gives it and its line.
    private func received(
        _ order: String, _ line: String, _ quantity: String
    ) -> (id: String, line: JSONValue) {
        let made = shop.client.post(
            "/v1/orders/\(order)/returns",
            [
                "reason": "Broken",
                "lines": [["order_line_id": .string(line), "quantity": .string(quantity)]],
            ])
        #expect(shop.verb("returns/\(made.id)/approve").status == 200, "\(made)")
        #expect(shop.verb("returns/\(made.id)/receive").status == 200)
        return (made.id, made.json["lines"][0]["id"])
    }

    private func inspect(
        _ back: (id: String, line: JSONValue), _ disposition: String = "restock"
    ) -> JSONValue {
        let answer = shop.verb(
            "returns/\(back.id)/inspect",
            ["lines": [["line_id": back.line, "disposition": .string(disposition)]]])
        #expect(answer.status == 200, "\(answer)")
        return answer.json["refund_amount"]
    }

    @Test func `of an order closed short only what was shipped is invoiced, and that is all`()
        throws
    {
        let (order, line) = try confirmed("10", "10")
        _ = ship(order, line, "5")
        #expect(shop.verb("orders/\(order)/close_short").status == 200)
        let more = invoice(
            order, ["lines": [["order_line_id": .string(line), "quantity": "6"]]])
        #expect(more.faults == ["/lines/0/quantity out_of_range"], "\(more)")
        let made = invoice(order)
        #expect(made.json["gross_amount"] == "50.00", "\(made)")
        let state = shop.read("orders/\(order)")
        #expect(state["billing_status"] == "complete", "\(state)")
        #expect(state["exposure_amount"] == "0.00")
        #expect(try shop.violations() == [])
    }

    @Test func `a return refunds its own part, whatever else has arrived`() throws {
        let (order, line) = try confirmed("10", "10")
        _ = ship(order, line, "10")
        _ = pay(order, "100")
        let first = received(order, line, "5")
        let second = received(order, line, "3")
        #expect(inspect(first) == "50.00")
        #expect(shop.verb("returns/\(first.id)/close").status == 200)
        #expect(inspect(second, "repair") == "0.00")
        #expect(shop.verb("returns/\(second.id)/close").status == 200)
        #expect(inspect(received(order, line, "2")) == "20.00")
        #expect(try shop.violations() == [])
    }

    @Test func `what came for nothing is refunded with nothing`() throws {
        let made = try shop.confirmed(
            [Shop.line("10", "10")], ["over_delivery_percent": "10"])
        let (order, line) = (try shop.id(made), made["lines"].column("id")[0])
        _ = ship(order, line, "11")
        #expect(inspect(received(order, line, "1")) == "0.00")
        #expect(inspect(received(order, line, "2")) == "20.00")
    }

    @Test func `what was refunded is gone, whichever payment is taken back`() throws {
        let (order, _) = try confirmed("10", "30")
        let (first, second) = (pay(order, "100"), pay(order, "100"))
        _ = pay(order, "100", ["kind": "refund"])
        #expect(shop.verb("payments/\(first)/void").status == 200)
        #expect(shop.read("payments/\(second)")["unapplied_amount"] == "0.00")
        #expect(invoice(order).json["paid_amount"] == "0.00")
        #expect(try shop.violations() == [])
    }

    @Test func `a refund that is taken back pays the invoice that waits`() throws {
        let (order, _) = try confirmed("10", "10")
        _ = pay(order, "100")
        let refund = pay(order, "100", ["kind": "refund"])
        let made = invoice(order)
        #expect(made.json["open_amount"] == "100.00", "\(made)")
        #expect(shop.verb("payments/\(refund)/void").status == 200)
        let settled = shop.read("invoices/\(made.id)")
        #expect(settled["status"] == "paid", "\(settled)")
        #expect(shop.read("orders/\(order)")["payment_status"] == "paid")
        #expect(try shop.violations() == [])
    }

    @Test func `an invoice of nothing is voided, and its order cancelled`() throws {
        let made = try shop.confirmed([Shop.line("1", "10", discount: "100")])
        let order = try shop.id(made)
        let nothing = invoice(order)
        #expect(nothing.json["status"] == "paid", "\(nothing)")
        #expect(shop.verb("invoices/\(nothing.id)/void").status == 200)
        #expect(shop.verb("orders/\(order)/cancel").status == 200)
        let (other, _) = try confirmed("1", "10")
        _ = pay(other, "10")
        let paid = invoice(other)
        #expect(shop.verb("invoices/\(paid.id)/void").code == "in_use")
        #expect(try shop.violations() == [])
    }

    @Test func `an order closed short is reopened although its shipment came back`() throws {
        let (order, line) = try confirmed("10", "10")
        let sent = shop.client.post(
            "/v1/orders/\(order)/fulfillments",
            ["lines": [["order_line_id": .string(line), "quantity": "5"]]])
        #expect(shop.verb("orders/\(order)/close_short").status == 200)
        #expect(shop.verb("fulfillments/\(sent.id)/cancel").status == 200)
        let again = shop.verb("orders/\(order)/reopen")
        #expect(again.json["status"] == "confirmed", "\(again)")
    }

    @Test func `only what orders something is confirmed, and only what is owed is completed`()
        throws
    {
        let heading = try shop.order([["line_type": "heading", "description": "Spring"]])
        let refused = shop.verb("orders/\(try shop.id(heading))/confirm")
        #expect(refused.faults == ["/lines required"], "\(refused)")
        let (order, line) = try confirmed("2", "10")
        let cancelled = shop.verb(
            "orders/\(order)/cancel_lines",
            ["lines": [["order_line_id": .string(line), "quantity": "2"]]])
        #expect(cancelled.status == 200, "\(cancelled)")
        #expect(shop.verb("orders/\(order)/complete").code == "in_use")
        #expect(shop.verb("orders/\(order)/cancel").status == 200)
    }

    @Test func `what is done is on hold no more`() throws {
        let (order, line) = try confirmed("2", "10")
        let sent = shop.client.post(
            "/v1/orders/\(order)/fulfillments",
            ["lines": [["order_line_id": .string(line), "quantity": "2"]]])
        #expect(shop.verb("orders/\(order)/hold", ["reason": "Wait"]).status == 200)
        #expect(shop.verb("fulfillments/\(sent.id)/deliver").status == 200)
        let state = shop.read("orders/\(order)")
        #expect(state["status"] == "completed")
        #expect(state["is_on_hold"] == false)
        #expect(state["hold_reason"] == .null)
    }

    @Test func `no amendment changes what a line costs that is invoiced in full`() throws {
        let made = try shop.confirmed(
            [Shop.line("1", "100"), Shop.line("1", "100")], ["discount_amount": "20"])
        let (order, lines) = (try shop.id(made), made["lines"].column("id"))
        let first = invoice(
            order, ["lines": [["order_line_id": .string(lines[0]), "quantity": "1"]]])
        #expect(first.json["gross_amount"] == "90.00", "\(first)")
        let kept = lines.map { line -> JSONValue in ["id": .string(line)] }
        let more = shop.verb(
            "orders/\(order)/amend", ["changes": ["lines": .array(kept + [Shop.line("1", "100")])]])
        #expect(more.status == 422, "\(more)")
        #expect(more.faults == ["/changes conflict"])
        let date = shop.verb(
            "orders/\(order)/amend", ["changes": ["requested_on": "2027-01-04"]])
        #expect(date.status == 200, "\(date)")
        #expect(invoice(order).json["gross_amount"] == "90.00")
        let done = shop.read("orders/\(order)")
        #expect(done["billing_status"] == "complete")
        #expect(done["invoiced_amount"] == done["gross_amount"])
    }

    @Test func `the tax of freight stays once something is invoiced`() throws {
        let made = try shop.confirmed(
            [Shop.line("1", "100")],
            ["freight_amount": "10", "freight_tax_rate_percent": "19"])
        let order = try shop.id(made)
        #expect(invoice(order).json["gross_amount"] == "111.90")
        let changed = shop.verb(
            "orders/\(order)/amend", ["changes": ["freight_tax_rate_percent": "7"]])
        #expect(
            changed.faults == ["/changes/freight_tax_rate_percent immutable"], "\(changed)")
    }

    @Test func `a line of a return is named once`() throws {
        let (order, line) = try confirmed("10", "10")
        _ = ship(order, line, "10")
        let made = shop.client.post(
            "/v1/orders/\(order)/returns",
            [
                "reason": "Broken",
                "lines": [["order_line_id": .string(line), "quantity": "5"]],
            ])
        #expect(shop.verb("returns/\(made.id)/approve").status == 200)
        let arrived: JSONValue = ["line_id": made.json["lines"][0]["id"], "quantity": "2"]
        let both = shop.verb("returns/\(made.id)/receive", ["lines": [arrived, arrived]])
        #expect(both.faults == ["/lines/1/line_id duplicate"], "\(both)")
        let back = received(order, line, "5")
        let said: JSONValue = ["line_id": back.line, "disposition": "restock"]
        let twice = shop.verb("returns/\(back.id)/inspect", ["lines": [said, said]])
        #expect(twice.faults == ["/lines/1/line_id duplicate"], "\(twice)")
    }

    @Test func `what others have left pays an invoice when a payment is taken back`() throws {
        let (order, _) = try confirmed("10", "10")
        let first = pay(order, "60")
        let second = pay(order, "60")
        let bill = invoice(order)
        #expect(bill.json["status"] == "paid", "\(bill)")
        #expect(shop.read("payments/\(second)")["unapplied_amount"] == "20.00")
        #expect(shop.verb("payments/\(first)/void").status == 200)
        #expect(shop.read("payments/\(second)")["unapplied_amount"] == "0.00")
        #expect(shop.read("invoices/\(bill.id)")["open_amount"] == "40.00")
        let named = shop.client.post(
            "/v1/payments",
            ["amount": "40", "applications": [["invoice_id": .string(bill.id)]]])
        #expect(named.status == 201, "\(named)")
        let spare = pay(order, "50")
        #expect(shop.read("payments/\(spare)")["unapplied_amount"] == "50.00")
        #expect(shop.verb("payments/\(named.id)/void").status == 200)
        #expect(shop.read("payments/\(spare)")["unapplied_amount"] == "10.00")
        #expect(shop.read("invoices/\(bill.id)")["status"] == "paid")
        #expect(try shop.violations() == [])
    }

    @Test func `a number that is given is not empty`() throws {
        let (order, _) = try confirmed("10", "10")
        for document in ["invoices", "fulfillments", "payments"] {
            for number in ["", "  "] as [JSONValue] {
                let body: JSONValue = ["number": number]
                let amount: JSONValue = document == "payments" ? ["amount": "1"] : [:]
                let refused = shop.client.post(
                    "/v1/orders/\(order)/\(document)", body.merging(amount))
                #expect(refused.faults == ["/number too_short"], "\(document) \(refused)")
            }
        }
        #expect(invoice(order).json["number"] == "I-2026-000001")
    }
}
