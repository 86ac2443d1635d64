import Schema
import Testing
import TratoTesting

@testable import CRM

struct OrderTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    @Test func `an order of a wholesaler comes out to the cent`() throws {
        for sku in ["41", "51", "65"] { _ = try shop.product(sku) }
        func line(_ sku: String, _ quantity: Int, _ price: String, _ discount: String) -> JSONValue
        {
            [
                "product": ["sku": .string(sku)], "quantity": .number("\(quantity)"),
                "unit_price": .string(price), "discount_percent": .string(discount),
                "tax_rate_percent": "0",
            ]
        }
        let order = try shop.order(
            [
                line("41", 10, "7.70", "0"), line("51", 35, "42.40", "15"),
                line("65", 15, "16.80", "15"),
            ],
            ["freight_amount": "65.83", "currency": "USD", "ordered_on": "1996-07-08"])
        #expect(order["lines"].column("net_amount") == ["77.00", "1261.40", "214.20"])
        #expect(order["lines"].column("discount_amount") == ["0.00", "222.60", "37.80"])
        #expect(order["net_amount"] == "1618.43")
        #expect(order["gross_amount"] == "1618.43")
        #expect(order["invoice_party_id"] == .string(shop.customer))
        #expect(order["taxes"].column("taxable_amount") == ["1618.43"])
    }

    @Test func `numbers have no gaps although confirming fails`() throws {
        let empty = try shop.id(shop.order([]))
        let full = try (0..<3).map { _ in try shop.id(shop.order([Shop.line("1", "5")])) }
        #expect(shop.verb("orders/\(empty)/confirm").faults == ["/lines required"])
        #expect(shop.verb("orders/\(full[0])/confirm").json["number"] == "O-2026-000001")
        #expect(shop.verb("orders/\(full[0])/confirm").code == "illegal_transition")
        #expect(shop.verb("orders/\(empty)/confirm").status == 422)
        #expect(
            shop.verb("orders/\(full[1])/confirm?dry_run=true").json["number"] == "O-2026-000002")
        #expect(shop.verb("orders/\(full[2])/confirm").json["number"] == "O-2026-000002")
        #expect(try shop.violations().isEmpty)
    }

    @Test func `a failed rule gives the number back`() throws {
        let id = ID<Orders>(try #require(RecordID(try shop.id(shop.order([Shop.line("1", "5")])))))
        try shop.server.tx { tx in
            struct Refused: Error {}
            try? tx.savepoint {
                try Ordering.confirm(id, in: tx)
                throw Refused()
            }
            #expect(try tx.find(Orders.self, id).number == nil)
            try Ordering.confirm(id, in: tx)
        }
        #expect(shop.read("orders/\(id.rawValue.text)")["number"] == "O-2026-000001")
    }

    @Test func `an order is reopened to where it was`() throws {
        let id = try shop.id(shop.order([Shop.line("1", "5")]))
        func verb(_ verb: String, _ body: JSONValue? = nil) -> JSONValue {
            shop.verb("orders/\(id)/\(verb)", body).json
        }
        #expect(verb("cancel", ["reason": "Typing error"])["cancel_reason"] == "Typing error")
        #expect(verb("reopen")["status"] == "draft")
        #expect(verb("confirm")["status"] == "confirmed")
        #expect(verb("cancel")["status"] == "cancelled")
        let reopened = verb("reopen")
        #expect(reopened["status"] == "confirmed")
        #expect(reopened["number"] == "O-2026-000001")
        #expect(reopened["cancelled_at"].isNull)
        #expect(verb("complete")["status"] == "completed")
        #expect(verb("cancel")["code"] == "illegal_transition")
        #expect(verb("reopen")["status"] == "in_fulfillment")
        #expect(verb("reopen")["code"] == "illegal_transition")
        #expect(verb("reopen_confirmed")["status"] == 404)
        #expect(try shop.violations().isEmpty)
    }

    @Test func `a confirmed order does not change`() throws {
        let id = try shop.id(shop.order([Shop.line("3", "100")], ["discount_amount": "10"]))
        let before = shop.verb("orders/\(id)/confirm").json
        let lines = before["lines"]
        let answer = shop.patch("orders/\(id)", ["freight_amount": "5"])
        #expect(answer.code == "not_editable")
        let row = "orders/\(id)/lines/\(try shop.id(lines[0]))"
        #expect(shop.patch(row, ["quantity": "4"]).code == "not_editable")
        #expect(shop.client.delete("/v1/\(row)", match: "*").code == "not_editable")
        #expect(shop.patch("orders/\(id)", ["purchase_order_number": "PO-9"]).status == 200)
        #expect(shop.read("orders/\(id)")["gross_amount"] == before["gross_amount"])
        #expect(shop.client.delete("/v1/orders/\(id)", match: "*").code == "not_editable")
    }

    @Test func `an order that is read and written back stays as it is`() throws {
        let order = try shop.order(
            [Shop.line("3", "100", tax: "19"), Shop.line("1", "5", tax: "7")],
            ["discount_percent": "3", "freight_amount": "4"])
        let answer = shop.patch("orders/\(try shop.id(order))", order)
        #expect(answer.status == 200)
        #expect(answer.etag == "\"1\"")
    }

    @Test func `the document's discount is a percentage or an amount`() throws {
        let both = shop.client.post(
            "/v1/orders",
            [
                "party_id": .string(shop.customer), "lines": [Shop.line("1", "100")],
                "discount_percent": "10", "discount_amount": "5",
            ])
        #expect(both.faults == ["/discount_amount conflict"])
        let id = try shop.id(shop.order([Shop.line("1", "100")], ["discount_percent": "10"]))
        func discount(_ body: JSONValue) -> JSONValue {
            shop.patch("orders/\(id)", body).json["discount_amount"]
        }
        #expect(discount(["lines": [Shop.line("2", "100")]]) == "20.00")
        #expect(discount(["discount_percent": "5"]) == "10.00")
        #expect(discount(["discount_percent": nil]) == "0.00")
        #expect(discount(["discount_amount": "12.34"]) == "12.34")
        let excess = shop.patch("orders/\(id)", ["discount_amount": "200.01"])
        #expect(excess.faults == ["/discount_amount out_of_range"])
        let fine = shop.patch("orders/\(id)", ["discount_amount": "0.005"])
        #expect(fine.faults == ["/discount_amount too_many_decimals"])
    }

    @Test func `amounts out of range are refused`() throws {
        let answer = shop.client.post(
            "/v1/orders",
            [
                "party_id": .string(shop.customer),
                "lines": [Shop.line("1000000000", "1000000000")],
            ])
        #expect(answer.code == "amount_too_large")
        #expect(answer.status == 422)
    }

    @Test func `how a document rounds is settled when it is made`() throws {
        let lines = (0..<50).map { _ in Shop.line("1", "0.05", tax: "19") }
        let order = try shop.order(lines, ["tax_rounding": "line", "rounding_mode": "half_even"])
        #expect(order["tax_amount"] == "0.50")
        let answer = shop.patch("orders/\(try shop.id(order))", ["tax_rounding": "document"])
        #expect(answer.faults == ["/tax_rounding immutable"])
    }

    @Test func `five hundred lines of products are resolved at once`() throws {
        let products = try (0..<20).map { try shop.product("p\($0)") }
        try shop.book(products.map { ($0, "0", "1.05") })
        let lines = (0..<500).map { index -> JSONValue in
            ["product_id": .string(products[index % 20]), "quantity": "2"]
        }
        let order = try shop.order(lines)
        #expect(order["net_amount"] == "1050.00")
        #expect(try shop.violations().isEmpty)
    }
}
