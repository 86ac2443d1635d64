import Store
import Testing
import TratoTesting

@testable import CRM

/// Whose credit debts bind, and what is let go when they are gone.
struct DebtTests {
    let shop: Shop
    let sister: String

    init() throws {
        shop = try Shop()
        sister = try shop.id(
            shop.make("parties", ["kind": "organization", "display_name": "Sister"]))
    }

    private func account(
        _ party: String, _ limit: String, _ members: JSONValue = [:]
    ) throws -> String {
        let body: JSONValue = ["party_id": .string(party), "limit_amount": .string(limit)]
        return try shop.id(shop.make("credit-accounts", body.merging(members)))
    }

    private func held(_ price: String, _ quantity: String = "1") throws -> String {
        let id = try shop.id(shop.order([Shop.line(quantity, price)]))
        let answer = shop.verb("orders/\(id)/confirm")
        #expect(answer.json["status"] == "credit_hold", "\(answer)")
        return id
    }

    private func exposure(_ account: String) -> JSONValue {
        shop.read("credit-accounts/\(account)/exposure")["exposure_amount"]
    }

    private func status(_ order: String) -> JSONValue { shop.read("orders/\(order)")["status"] }

    private func invoice(_ order: String, _ members: JSONValue = [:]) -> TestResponse {
        shop.client.post("/v1/orders/\(order)/invoices", members)
    }

    private func pay(_ invoice: String, _ amount: String) {
        let paid = shop.client.post(
            "/v1/payments",
            ["amount": .string(amount), "applications": [["invoice_id": .string(invoice)]]])
        #expect(paid.status == 201, "\(paid)")
    }

    // MARK: Whose

    @Test func `an invoice to somebody without credit stays with the order's payer until paid`()
        throws
    {
        let own = try account(shop.customer, "100")
        let order = try shop.id(shop.confirmed([Shop.line("1", "100")]))
        let bill = invoice(order, ["party_id": .string(sister)])
        #expect(bill.json["party_id"] == .string(sister), "\(bill)")
        #expect(bill.json["credit_party_id"] == .string(shop.customer))
        #expect(exposure(own) == "100.00")
        let more = try shop.id(shop.order([Shop.line("1", "1")]))
        #expect(shop.verb("orders/\(more)/confirm").code == "credit_refused")
        pay(bill.id, "100")
        #expect(exposure(own) == "0.00")
        #expect(shop.verb("orders/\(more)/confirm").status == 200)
        #expect(try shop.violations() == [])
    }

    @Test func `credit of another party takes a debt over as far as it goes`() throws {
        let own = try account(shop.customer, "100")
        let other = try account(sister, "60", ["policy": "hold"])
        let order = try shop.id(shop.confirmed([Shop.line("10", "10")]))
        let line = shop.read("orders/\(order)")["lines"][0]["id"]
        func bill(_ quantity: String) -> TestResponse {
            invoice(
                order,
                [
                    "party_id": .string(sister),
                    "lines": [["order_line_id": line, "quantity": .string(quantity)]],
                ])
        }
        let over = bill("7")
        #expect(over.code == "credit_refused", "\(over)")
        #expect(over.json["shortfall_amount"] == "10.00")
        let taken = bill("6")
        #expect(taken.json["credit_party_id"] == .string(sister), "\(taken)")
        #expect(exposure(own) == "40.00" && exposure(other) == "60.00")
        #expect(bill("1").code == "credit_refused")
        #expect(shop.verb("invoices/\(taken.id)/void").status == 200)
        #expect(exposure(own) == "100.00" && exposure(other) == "0.00")
        #expect(try shop.violations() == [])
    }

    @Test func `within one account nothing is asked`() throws {
        let own = try account(
            shop.customer, "100", ["members": [["party_id": .string(sister)]]])
        let order = try shop.id(shop.confirmed([Shop.line("1", "100")]))
        let bill = invoice(order, ["party_id": .string(sister)])
        #expect(bill.json["credit_party_id"] == .string(sister), "\(bill)")
        #expect(exposure(own) == "100.00")
    }

    // MARK: Holds

    @Test func `what credit holds goes on when there is room, the earliest first`() throws {
        let own = try account(shop.customer, "100", ["policy": "hold"])
        let bill = try shop.id(
            shop.make("invoices", ["party_id": .string(shop.customer), "net_amount": "90"]))
        let (first, large, last) = (try held("60"), try held("95"), try held("40"))
        pay(bill, "20")
        #expect(status(first) == "credit_hold")
        pay(bill, "70")
        #expect(status(first) == "confirmed")
        #expect(status(large) == "credit_hold")
        #expect(status(last) == "confirmed")
        #expect(shop.read("orders/\(first)")["credit_reasons"] == [])
        #expect(exposure(own) == "100.00")
        let types = shop.read("audit-entries?record_id=\(first)")["data"].column("type")
        #expect(types.first == "order.confirmed", "\(types)")
        let raised = shop.patch("credit-accounts/\(own)", ["limit_amount": "195"])
        #expect(raised.status == 200, "\(raised)")
        #expect(status(large) == "confirmed")
        #expect(try shop.violations() == [])
    }

    @Test func `what another order gives up makes room`() throws {
        _ = try account(shop.customer, "100", ["policy": "hold"])
        let first = try shop.id(shop.confirmed([Shop.line("1", "100")]))
        let waiting = try held("30")
        #expect(shop.verb("orders/\(first)/cancel").status == 200)
        #expect(status(waiting) == "confirmed")
    }

    @Test func `an order that stock cannot serve stays held and hinders no payment`() throws {
        _ = try account(shop.customer, "10", ["policy": "hold"])
        let product = try shop.product("P", ["stock_policy": "strict"])
        try shop.level(product, "5")
        let bill = try shop.id(
            shop.make("invoices", ["party_id": .string(shop.customer), "net_amount": "10"]))
        let scarce = try shop.draft(product, "6")
        #expect(shop.verb("orders/\(scarce)/confirm").json["status"] == "credit_hold")
        let other = try held("2")
        pay(bill, "10")
        #expect(status(scarce) == "credit_hold")
        #expect(status(other) == "confirmed")
        #expect(shop.verb("orders/\(scarce)/confirm").code == "insufficient_stock")
        #expect(try shop.violations() == [])
    }

    @Test func `confirm asks again`() throws {
        _ = try account(shop.customer, "50", ["policy": "hold", "late_days_block": 5])
        let bill = try shop.id(
            shop.make(
                "invoices",
                [
                    "party_id": .string(shop.customer), "net_amount": "1",
                    "issued_on": "2026-10-01",
                ]))
        pay(bill, "1")
        let order = try held("40")
        let again = shop.verb("orders/\(order)/confirm").json
        #expect(again["status"] == "credit_hold" && again["credit_reasons"] == ["pays_late"])
        shop.time.advance(days: 366)
        #expect(shop.verb("orders/\(order)/confirm").json["status"] == "confirmed")
    }

    @Test func `an order that is held after a shipment can be called off`() throws {
        let own = try account(shop.customer, "100", ["policy": "hold"])
        let order = try shop.id(shop.confirmed([Shop.line("10", "10")]))
        let line = shop.read("orders/\(order)")["lines"][0]["id"]
        func amend(_ quantity: String) -> TestResponse {
            let changed: JSONValue = ["id": line, "quantity": .string(quantity)]
            return shop.verb("orders/\(order)/amend", ["changes": ["lines": [changed]]])
        }
        func cancel(_ quantity: String) -> TestResponse {
            shop.verb(
                "orders/\(order)/cancel_lines",
                ["lines": [["order_line_id": line, "quantity": .string(quantity)]]])
        }
        let sent = shop.client.post(
            "/v1/orders/\(order)/fulfillments",
            ["lines": [["order_line_id": line, "quantity": "4"]]])
        #expect(sent.status == 201, "\(sent)")
        #expect(amend("20").json["status"] == "credit_hold")
        #expect(shop.verb("orders/\(order)/cancel").code == "in_use")
        #expect(amend("15").json["status"] == "credit_hold")
        #expect(cancel("4").json["status"] == "credit_hold")
        #expect(cancel("1").json["status"] == "in_fulfillment")
        #expect(exposure(own) == "100.00")
        #expect(amend("16").json["status"] == "credit_hold")
        #expect(shop.verb("fulfillments/\(sent.id)/deliver").status == 200)
        let closed = shop.verb("orders/\(order)/close_short").json
        #expect(closed["status"] == "closed_short" && closed["exposure_amount"] == "40.00")
        #expect(try shop.violations() == [])
        let none = try held("70")
        #expect(shop.verb("orders/\(none)/close_short").code == "in_use")
        #expect(shop.verb("orders/\(none)/cancel").status == 200)
    }

    @Test func `held orders of a payer are found by an index`() throws {
        let plan = try shop.server.read { tx in
            var steps: [String] = []
            let text = "EXPLAIN QUERY PLAN " + HouseCredit.heldOrders(of: 2)
            try tx.query(text: text, [.null, .null]) { steps.append($0.text(3)) }
            return steps
        }
        let index = "INDEX orders_invoice_party_id_id_unique (invoice_party_id=?)"
        #expect(plan.contains { $0.contains(index) }, "\(plan)")
    }

    // MARK: What is owed no more

    @Test func `what returns give back is not overdue, whatever was paid`() throws {
        let own = try account(shop.customer, "1000", ["overdue_days_block": 0])
        func returned(_ price: String, paid: String?, open: JSONValue) throws {
            let order = try shop.id(shop.confirmed([Shop.line("1", price)]))
            #expect(shop.verb("orders/\(order)/complete").status == 200)
            let bill = invoice(order, ["issued_on": "2026-10-01", "due_on": "2026-10-15"])
            if let paid { pay(bill.id, paid) }
            let back = shop.client.post("/v1/orders/\(order)/returns", [:])
            for verb in ["approve", "receive"] {
                #expect(shop.verb("returns/\(back.id)/\(verb)").status == 200)
            }
            let said: JSONValue = [
                "line_id": back.json["lines"][0]["id"], "disposition": "scrap",
            ]
            #expect(shop.verb("returns/\(back.id)/inspect", ["lines": [said]]).status == 200)
            #expect(overdue(own) == open)
            #expect(shop.verb("returns/\(back.id)/close").status == 200)
            #expect(overdue(own) == "0.00")
            guard let paid else { return }
            let refund: JSONValue = ["kind": "refund", "amount": .string(paid)]
            #expect(
                shop.client.post("/v1/orders/\(order)/payments", refund).status == 201)
        }
        try returned("100", paid: nil, open: "100.00")
        try returned("50", paid: "20", open: "30.00")
        #expect(exposure(own) == "0.00")
        let check = shop.verb(
            "credit-checks", ["party_id": .string(shop.customer), "amount": "1000"])
        #expect(check.json["outcome"] == "approved", "\(check)")
        let late = try shop.id(shop.confirmed([Shop.line("1", "40")]))
        _ = invoice(late, ["issued_on": "2026-10-01", "due_on": "2026-10-15"])
        // What was given back for one order pays no other.
        #expect(overdue(own) == "40.00")
        #expect(try shop.violations() == [])
    }

    private func overdue(_ account: String) -> JSONValue {
        shop.read("credit-accounts/\(account)/exposure")["overdue_amount"]
    }

    @Test func `an order that stays held says what is missing by now`() throws {
        _ = try account(shop.customer, "100", ["policy": "hold"])
        let order = try held("20", "10")
        let line = shop.read("orders/\(order)")["lines"][0]["id"]
        #expect(shop.read("orders/\(order)")["credit_shortfall_amount"] == "100.00")
        let changed: JSONValue = ["id": line, "quantity": "8"]
        let amended = shop.verb("orders/\(order)/amend", ["changes": ["lines": [changed]]])
        #expect(amended.json["credit_shortfall_amount"] == "60.00", "\(amended)")
        let cancelled = shop.verb(
            "orders/\(order)/cancel_lines",
            ["lines": [["order_line_id": line, "quantity": "2"]]])
        #expect(cancelled.json["credit_shortfall_amount"] == "20.00", "\(cancelled)")
        #expect(status(order) == "credit_hold")
    }
}
