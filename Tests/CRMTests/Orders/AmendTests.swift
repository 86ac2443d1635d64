import Testing
import TratoTesting

struct AmendTests {
    let shop: Shop
    let order: JSONValue
    let id: String

    init() throws {
        shop = try Shop()
        order = try shop.confirmed(
            [Shop.line("10", "5", tax: "19"), Shop.line("1", "20", tax: "19")],
            ["discount_percent": "10"])
        id = try shop.id(order)
    }

    private func amend(_ changes: JSONValue, dry: Bool = false) -> TestResponse {
        shop.verb(
            "orders/\(id)/amend\(dry ? "?dry_run=true" : "")",
            ["changes": changes, "reason": "They called"])
    }

    private func line(_ index: Int, _ quantity: String) -> JSONValue {
        ["id": order["lines"][index]["id"], "quantity": .string(quantity)]
    }

    @Test func `an amendment is priced by the same code and shows what it changed`() throws {
        let dry = amend(["lines": [line(0, "8"), line(1, "1"), Shop.line("2", "1")]], dry: true)
        #expect(dry.json["gross_amount"] == "66.06", "\(dry)")
        #expect(shop.read("orders/\(id)")["version"] == order["version"])
        let made = amend(["lines": [line(0, "8"), line(1, "1"), Shop.line("2", "1")]]).json
        #expect(made["revision"] == 2)
        #expect(made["net_amount"] == "55.80")
        #expect(made["number"] == order["number"])
        #expect(made["status"] == "confirmed")
        let shown = made["amendment"]
        #expect(shown["gross_amount_before"] == "74.97")
        #expect(shown["changes"]["revision"] == [1, 2])
        let lines = shown["changes"]["lines"].elements
        #expect(lines.map { $0["change"] } == ["changed", "added"], "\(lines)")
        #expect(lines[0]["quantity"] == ["10", "8"])
        let kept = shop.read("orders/\(id)/amendments")["data"][0]
        #expect(kept["changes"] == shown["changes"])
        #expect(kept["reason"] == "They called")
        #expect(
            shop.read("audit-entries?record_id=\(id)")["data"].column("type").contains(
                "order.amended"))
        #expect(try shop.violations() == [])
    }

    @Test func `what was shipped or invoiced is the least`() throws {
        let sent = shop.client.post(
            "/v1/orders/\(id)/fulfillments",
            ["lines": [["order_line_id": order["lines"][0]["id"], "quantity": "4"]]])
        #expect(sent.status == 201)
        #expect(
            amend(["lines": [line(0, "3"), line(1, "1")]]).faults == [
                "/changes/lines/0/quantity out_of_range"
            ])
        #expect(amend(["lines": [line(1, "1")]]).faults == ["/changes/lines conflict"])
        #expect(amend(["lines": [line(0, "4")]]).status == 200)
        #expect(shop.read("orders/\(id)")["fulfillment_status"] == "complete")
        let bill = shop.client.post("/v1/orders/\(id)/invoices", [:])
        #expect(bill.status == 201, "\(bill)")
        let priced = amend(["lines": [line(0, "4").merging(["unit_price": "4"])]])
        #expect(priced.faults == ["/changes/lines/0/unit_price immutable"], "\(priced)")
        #expect(amend(["discount_percent": "50"]).faults == ["/changes/discount_percent immutable"])
        #expect(try shop.violations() == [])
    }

    @Test func `what makes it another order does not change, and bad input is told`() throws {
        let other = try shop.id(shop.make("parties", ["kind": "person", "display_name": "Ana"]))
        #expect(amend(["party_id": .string(other)]).faults == ["/changes/party_id immutable"])
        #expect(amend(["lines": []]).faults == ["/changes/lines required"])
        #expect(amend([:]).faults == ["/changes required"])
        #expect(amend(["gross_amount": "1"]).faults == ["/changes/gross_amount read_only"])
        #expect(
            amend(["lines": [["quantity": "-1"]], "colour": 1]).faults.contains(
                "/changes/colour unknown_field"))
        #expect(amend(["status": "draft"]).code == "use_transition")
        #expect(shop.verb("orders/\(id)/amend", ["changes": 5]).faults == ["/changes wrong_type"])
        #expect(shop.verb("orders/\(id)/amend", [:]).faults == ["/changes required"])
        let draft = try shop.id(shop.order([Shop.line("1", "1")]))
        #expect(
            shop.verb("orders/\(draft)/amend", ["changes": ["requested_on": "2027-01-01"]]).code
                == "illegal_transition")
        #expect(shop.read("orders/\(id)")["version"] == order["version"])
        #expect(shop.read("order-amendments")["data"] == [])
    }

    @Test func `a line that goes is shown as it was`() throws {
        let made = amend(["lines": [line(1, "1")]]).json["amendment"]["changes"]["lines"]
        let gone = try #require(made.elements.first { $0["change"] == "removed" })
        #expect(gone["quantity"] == ["10", nil])
        #expect(gone["description"] == ["Goods", nil])
        #expect(gone["shipped_quantity"].isNull)
    }

    @Test func `an amendment of terms alone keeps every amount`() throws {
        let made = amend(["requested_on": "2027-01-05", "terms": "Net"]).json
        #expect(made["revision"] == 2)
        #expect(made["gross_amount"] == order["gross_amount"])
        #expect(made["amendment"]["changes"]["requested_on"] == [nil, "2027-01-05"])
    }
}
