import Schema
import Testing
import TratoTesting

@testable import CRM

struct BillingTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    private func invoice(_ order: String, _ body: JSONValue = [:]) -> TestResponse {
        shop.client.post("/v1/orders/\(order)/invoices", body)
    }

    private func pay(_ order: String, _ body: JSONValue) -> TestResponse {
        shop.client.post("/v1/orders/\(order)/payments", body)
    }

    @Test(arguments: [("EUR", "0.10"), ("JPY", "3"), ("KWD", "0.125")])
    func `invoices in parts are the order to the coin`(currency: String, freight: String) throws {
        var random = SplitMix(seed: 7)
        for _ in 0..<5 {
            let quantity = Int(random.below(9)) + 2
            let price = "\(random.below(900) + 1)"
            let order = try shop.confirmed(
                [
                    Shop.line("\(quantity)", price, discount: "7.5", tax: "19"),
                    Shop.line("3", "\(random.below(90) + 1)", tax: "7"),
                ],
                [
                    "currency": .string(currency), "freight_amount": .string(freight),
                    "discount_percent": "3.3",
                ])
            let id = try shop.id(order)
            let line = order["lines"].column("id")[0]
            for _ in 1..<quantity {
                let made = invoice(
                    id, ["lines": [["order_line_id": .string(line), "quantity": "1"]]])
                #expect(made.status == 201, "\(made)")
            }
            #expect(shop.read("orders/\(id)")["billing_status"] == "partial")
            #expect(invoice(id).status == 201)
            let done = shop.read("orders/\(id)")
            #expect(done["billing_status"] == "complete")
            #expect(done["invoiced_amount"] == done["gross_amount"], "seed 7: \(done)")
            #expect(done["exposure_amount"] == order["gross_amount"].zeroed)
            #expect(invoice(id).faults == ["/lines required"])
        }
        #expect(try shop.violations() == [])
    }

    @Test func `an invoice is not made before shipment where billing follows it`() throws {
        let order = try shop.confirmed(
            [Shop.line("5", "10")], ["billing_policy": "on_shipment"])
        let id = try shop.id(order)
        #expect(invoice(id).faults == ["/lines required"])
        let sent = shop.client.post(
            "/v1/orders/\(id)/fulfillments",
            ["lines": [["order_line_id": order["lines"][0]["id"], "quantity": "2"]]])
        #expect(invoice(id).json["gross_amount"] == "20.00")
        #expect(shop.verb("fulfillments/\(sent.id)/cancel").code == "in_use")
        #expect(try shop.violations() == [])
    }

    @Test func `what the ERP invoiced is taken as it stands and spread over the lines`() throws {
        let id = try shop.id(
            shop.confirmed([Shop.line("1", "10", tax: "19"), Shop.line("1", "20", tax: "19")]))
        let body: JSONValue = [
            "order_id": .string(id), "number": "RE-7", "net_amount": "30.03",
            "tax_amount": "5.71", "issued_on": "2026-11-20", "due_on": "2026-12-20",
        ]
        let first = shop.client.put("/v1/invoices/by-external/erp/RE-7", body)
        #expect(first.status == 201, "\(first)")
        #expect(first.json["lines"].column("net_amount") == ["10.01", "20.02"])
        #expect(first.json["gross_amount"] == "35.74")
        #expect(first.json["next_due_on"] == "2026-12-20")
        let again = shop.client.put("/v1/invoices/by-external/erp/RE-7", body)
        #expect(again.header("trato-unchanged") == "true", "\(again)")
        #expect(shop.read("orders/\(id)")["billing_status"] == "complete")
        #expect(try shop.violations() == [])
    }

    @Test func `payment terms give installments that sum to the invoice`() throws {
        let wrong = shop.client.post(
            "/v1/payment-terms",
            ["name": "x", "installments": [["percent": "30"], ["percent": "60"]]])
        #expect(wrong.faults == ["/installments conflict"])
        let terms = try shop.make(
            "payment-terms",
            [
                "name": "Thirds",
                "installments": [
                    ["percent": "33.333333"],
                    ["percent": "33.333333", "due_days": 30],
                    ["percent": "33.333334", "due_days": 45, "at_month_end": true],
                ],
            ])
        let order = try shop.id(
            shop.confirmed([Shop.line("1", "100")], ["payment_terms_id": terms["id"]]))
        let made = invoice(order, ["issued_on": "2027-01-10"]).json
        #expect(made["installments"].column("amount") == ["33.33", "33.33", "33.34"])
        #expect(
            made["installments"].column("due_on") == ["2027-01-10", "2027-02-09", "2027-02-28"])
        #expect(made["due_on"] == "2027-02-28")
        #expect(made["next_due_on"] == "2027-01-10")
        #expect(pay(order, ["amount": "40"]).status == 201)
        let path = "invoices/\(try shop.id(made))"
        #expect(shop.read(path)["next_due_on"] == "2027-02-09")
        #expect(shop.read(path)["open_amount"] == "60.00")
        #expect(pay(order, ["amount": "60", "paid_on": "2027-03-01"]).status == 201)
        #expect(shop.read(path)["status"] == "paid")
        #expect(shop.read(path)["settled_on"] == "2027-03-01")
        #expect(shop.read(path)["next_due_on"].isNull)
        let odd = shop.client.post(
            "/v1/invoices",
            [
                "party_id": .string(shop.customer), "net_amount": "10",
                "installments": [["due_on": "2027-01-01", "amount": "9"]],
            ])
        #expect(odd.faults == ["/installments conflict"], "\(odd)")
    }

    @Test func `statuses of payment follow from what was paid and given back`() throws {
        let order = try shop.id(shop.confirmed([Shop.line("2", "50")]))
        func state() -> JSONValue { shop.read("orders/\(order)")["payment_status"] }
        #expect(state() == "none")
        #expect(pay(order, ["amount": "0"]).faults == ["/amount out_of_range"])
        #expect(pay(order, ["amount": "30", "currency": "CHF"]).faults == ["/currency conflict"])
        let early = pay(order, ["amount": "30"])
        #expect(early.json["unapplied_amount"] == "30.00")
        #expect(state() == "partial")
        let billed = invoice(order)
        #expect(billed.json["open_amount"] == "70.00", "\(billed)")
        #expect(billed.etag == "\"1\"")
        #expect(shop.read("payments/\(early.id)")["unapplied_amount"] == "0.00")
        let rest = pay(order, ["amount": "75"])
        #expect(rest.json["unapplied_amount"] == "5.00", "\(rest)")
        #expect(state() == "overpaid")
        #expect(shop.verb("invoices/\(billed.id)/void").code == "in_use")
        let refund = pay(order, ["kind": "refund", "amount": "5"])
        #expect(refund.status == 201, "\(refund)")
        #expect(shop.read("payments/\(rest.id)")["unapplied_amount"] == "0.00")
        #expect(state() == "refunded_partial")
        #expect(shop.verb("payments/\(rest.id)/void").code == nil)
        #expect(state() == "refunded_partial")
        #expect(shop.read("invoices/\(billed.id)")["status"] == "open")
        #expect(shop.verb("payments/\(early.id)/void").code == "in_use")
        #expect(shop.verb("payments/\(refund.id)/void").status == 200)
        #expect(shop.verb("payments/\(early.id)/void").status == 200)
        #expect(state() == "none")
        #expect(shop.verb("invoices/\(billed.id)/void").json["open_amount"] == "0.00")
        #expect(shop.read("orders/\(order)")["billing_status"] == "none")
        #expect(try shop.violations() == [])
    }

    @Test func `a draft that is paid in advance stays right when it changes`() throws {
        let order = try shop.id(shop.order([Shop.line("2", "50")]))
        #expect(pay(order, ["amount": "100"]).status == 201)
        #expect(shop.read("orders/\(order)")["payment_status"] == "paid")
        let more = shop.patch("orders/\(order)", ["freight_amount": "7"])
        #expect(more.json["payment_status"] == "partial", "\(more)")
        #expect(shop.verb("orders/\(order)/confirm").json["payment_status"] == "partial")
        #expect(try shop.violations() == [])
    }

    @Test func `one payment settles invoices of several orders`() throws {
        let orders = try (1...2).map { try shop.id(shop.confirmed([Shop.line("\($0)", "10")])) }
        let invoices = orders.map { invoice($0).id }
        func payment(_ amounts: [String], _ total: String) -> TestResponse {
            shop.client.post(
                "/v1/payments",
                [
                    "amount": .string(total),
                    "applications": .array(
                        zip(invoices, amounts).map {
                            ["invoice_id": .string($0), "amount": .string($1)]
                        }),
                ])
        }
        #expect(payment(["10", "20.01"], "40").faults == ["/applications/1/amount out_of_range"])
        #expect(payment(["10", "20"], "29").faults == ["/applications/1/amount out_of_range"])
        let made = payment(["10", "15"], "25")
        #expect(made.json["party_id"] == .string(shop.customer), "\(made)")
        #expect(orders.map { shop.read("orders/\($0)")["payment_status"] } == ["paid", "partial"])
        #expect(try shop.violations() == [])
    }

    @Test func `an agent's commission is a share of the net amount`() throws {
        let agent = try shop.id(
            shop.make(
                "parties", ["kind": "person", "display_name": "Ana", "roles": [["role": "agent"]]]))
        let body: JSONValue = ["agent_id": .string(agent), "commission_percent": "2.5"]
        let order = try shop.order([Shop.line("3", "33.33", tax: "19")], body)
        #expect(order["commission_amount"] == "2.50")
        let stranger = shop.patch(
            "orders/\(try shop.id(order))",
            ["agent_id": .string(shop.customer), "beneficiary_id": .string(agent)])
        #expect(
            Set(stranger.faults) == ["/agent_id conflict", "/beneficiary_id conflict"],
            "\(stranger)")
        let alone = shop.client.post(
            "/v1/orders", ["party_id": .string(shop.customer), "commission_percent": "5"])
        #expect(alone.faults == ["/commission_percent conflict"])
        #expect(try shop.violations() == [])
    }

    @Test func `the parts of an amount sum to it`() throws {
        var random = SplitMix(seed: 11)
        for _ in 0..<2_000 {
            let whole = Decimal(millionths: Int64(random.below(5_000_000)) + 1)
            let currency = try #require(
                Currency(["EUR", "JPY", "KWD"][Int(random.below(3))]))
            let coin = currency.coin
            let amount = Money(tenThousandths: Int64(random.below(1_000_000)) * coin)
            var last = Money.zero
            for step in 1...7 {
                let upTo = Decimal(millionths: whole.millionths * Int64(step) / 7)
                let part = amount.part(for: upTo, of: whole, in: currency)
                #expect(part >= last && part.tenThousandths % coin == 0)
                last = part
            }
            #expect(last == amount)
        }
    }
}

extension JSONValue {
    /// Nothing, with as many decimals.
    fileprivate var zeroed: JSONValue {
        .string(String((string ?? "").map { $0 == "." ? $0 : "0" }.suffix(decimals)))
    }

    private var decimals: Int {
        let parts = (string ?? "").split(separator: ".")
        return parts.count == 2 ? parts[1].count + 2 : 1
    }
}

/// Lines that are no items, and prices that contain the tax.
struct BillingOfPricedLinesTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    @Test func `headings and what is only offered are neither shipped nor invoiced`() throws {
        let order = try shop.confirmed([
            ["line_type": "heading", "description": "Furniture"],
            Shop.line("2", "50", tax: "19"),
            Shop.line("1", "30", tax: "19").merging(["is_optional": true]),
            ["line_type": "note", "description": "Without assembly"],
        ])
        let id = try shop.id(order)
        #expect(order["exposure_amount"] == "119.00", "\(order)")
        let sent = shop.client.post("/v1/orders/\(id)/fulfillments", [:])
        #expect(sent.json["lines"].column("quantity") == ["2"], "\(sent)")
        let offered: JSONValue = ["order_line_id": order["lines"][2]["id"], "quantity": "1"]
        let refused = shop.client.post("/v1/orders/\(id)/invoices", ["lines": [offered]])
        #expect(refused.faults == ["/lines/0/quantity out_of_range"], "\(refused)")
        let bill = shop.client.post("/v1/orders/\(id)/invoices", [:])
        #expect(bill.json["gross_amount"] == "119.00", "\(bill)")
        #expect(shop.verb("orders/\(id)/complete").json["status"] == "completed")
        #expect(shop.read("orders/\(id)")["billing_status"] == "complete")
        #expect(try shop.violations() == [])
    }

    @Test func `prices that contain the tax are invoiced to the cent`() throws {
        let order = try shop.confirmed(
            [Shop.line("3", "9.99", tax: "19"), Shop.line("1", "5.01", tax: "7")],
            [
                "prices_include_tax": true, "discount_amount": "1.50", "freight_amount": "4.90",
                "freight_tax_rate_percent": "19",
            ])
        let id = try shop.id(order)
        let line = order["lines"][0]["id"]
        for _ in 0..<2 {
            let part = shop.client.post(
                "/v1/orders/\(id)/invoices",
                ["lines": [["order_line_id": line, "quantity": "1"]]])
            #expect(part.status == 201, "\(part)")
        }
        #expect(shop.client.post("/v1/orders/\(id)/invoices", [:]).status == 201)
        let done = shop.read("orders/\(id)")
        #expect(done["invoiced_amount"] == done["gross_amount"], "\(done)")
        #expect(done["exposure_amount"] == "0.00")
        #expect(try shop.violations() == [])
    }
}
