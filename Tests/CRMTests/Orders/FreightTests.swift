import Testing
import TratoTesting

/// Freight is invoiced to the end, in parts or by itself.
struct FreightTests {
    let shop: Shop
    let order: String
    let line: JSONValue

    init() throws {
        shop = try Shop()
        let made = try shop.confirmed(
            [Shop.line("2", "10")],
            ["freight_amount": "10", "freight_tax_rate_percent": "19"])
        order = try shop.id(made)
        line = made["lines"][0]["id"]
    }

    private func invoice(_ body: JSONValue = [:]) -> TestResponse {
        shop.client.post("/v1/orders/\(order)/invoices", body)
    }

    private func amend(_ freight: String) -> TestResponse {
        shop.verb("orders/\(order)/amend", ["changes": ["freight_amount": .string(freight)]])
    }

    private var state: JSONValue { shop.read("orders/\(order)") }

    @Test func `what is left of freight is invoiced when no goods are`() throws {
        let half: JSONValue = ["lines": [["order_line_id": line, "quantity": "1"]]]
        #expect(invoice(half.merging(["freight_amount": "0"])).json["gross_amount"] == "10.00")
        #expect(invoice(["freight_amount": "4"]).json["gross_amount"] == "14.76")
        #expect(state["billing_status"] == "partial")
        #expect(state["freight_invoiced_amount"] == "4.00")
        #expect(state["exposure_amount"] == "7.14")
        #expect(invoice(["freight_amount": "7"]).faults == ["/freight_amount out_of_range"])
        #expect(invoice(["freight_amount": "0"]).faults == ["/lines required"])
        let other = invoice(["net_amount": "100"])
        #expect(other.faults == ["/net_amount conflict"], "\(other)")
        let rest = invoice()
        #expect(rest.status == 201 && rest.json["lines"] == [], "\(rest)")
        #expect(rest.json["freight_amount"] == "6.00")
        #expect(rest.json["gross_amount"] == "7.14")
        #expect(state["billing_status"] == "complete")
        #expect(state["invoiced_amount"] == state["gross_amount"])
        #expect(state["exposure_amount"] == "0.00")
        #expect(invoice().faults == ["/lines required"])
        #expect(shop.verb("invoices/\(rest.id)/void").status == 200)
        #expect(state["billing_status"] == "partial")
        #expect(state["freight_invoiced_amount"] == "4.00")
        #expect(try shop.violations() == [])
    }

    @Test func `freight that is added to an invoiced order is invoiced by itself`() throws {
        #expect(invoice().json["gross_amount"] == "31.90")
        #expect(amend("20").status == 200)
        #expect(state["billing_status"] == "partial")
        #expect(invoice().json["gross_amount"] == "11.90")
        #expect(state["billing_status"] == "complete")
        #expect(state["invoiced_amount"] == "43.80")
        #expect(try shop.violations() == [])
    }

    @Test func `no amendment takes freight below what is invoiced of it`() throws {
        #expect(invoice().status == 201)
        let less = amend("5")
        #expect(less.faults == ["/changes/freight_amount conflict"], "\(less)")
        #expect(amend("10.01").status == 200)
        #expect(amend("10").status == 200)
        #expect(state["billing_status"] == "complete")
    }

    @Test func `of what is cancelled in full no freight is left`() throws {
        let cancelled = shop.verb(
            "orders/\(order)/cancel_lines",
            ["lines": [["order_line_id": line, "quantity": "2"]]])
        #expect(cancelled.status == 200, "\(cancelled)")
        #expect(invoice().faults == ["/lines required"])
        #expect(state["billing_status"] == "none")
    }

    @Test func `the rest of freight is due although the rest of the goods is cancelled`() throws {
        let half: JSONValue = ["lines": [["order_line_id": line, "quantity": "1"]]]
        #expect(invoice(half.merging(["freight_amount": "4"])).status == 201)
        let cancelled = shop.verb(
            "orders/\(order)/cancel_lines",
            ["lines": [["order_line_id": line, "quantity": "1"]]])
        #expect(cancelled.json["billing_status"] == "partial", "\(cancelled)")
        #expect(cancelled.json["exposure_amount"] == "7.14")
        #expect(invoice().json["gross_amount"] == "7.14")
        #expect(state["billing_status"] == "complete")
        #expect(try shop.violations() == [])
    }
}
