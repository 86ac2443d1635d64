import Schema
import Testing
import TratoTesting

@testable import CRM

/// From a price that somebody has to approve to the money given back, through the API, with something wrong at each step.
struct SalesChainTests {
    let shop: Shop
    let rep: Client
    let manager: Client
    let repID: String
    let chair: String

    init() throws {
        shop = try Shop()
        let team = shop.client.post("/v1/teams", ["name": "North"]).id
        let managerID = try shop.server.user("Marta", role: "sales_manager", team: team).text
        repID = try shop.server.user("Rui", role: "sales_rep", team: team).text
        rep = shop.server.client(
            token: try shop.server.key(role: "sales_rep", user: RecordID(repID)))
        manager = shop.server.client(
            token: try shop.server.key(role: "sales_manager", user: RecordID(managerID)))
        chair = try shop.product("CH-1", ["cost": "60", "min_margin_percent": "25"])
        try shop.make(
            "approval-policies",
            [
                "name": "Prices", "line_discount_percent_above": "10", "on_below_floor": true,
                "approvers": [["kind": "user", "user_id": .string(managerID)]],
            ])
    }

    private func chairs(_ quantity: String) -> JSONValue {
        [
            "product_id": .string(chair), "quantity": .string(quantity), "unit_price": "100",
            "discount_percent": "25", "tax_rate_percent": "19",
        ]
    }

    private func amounts(_ record: JSONValue) -> [String] {
        ["net_amount", "tax_amount", "gross_amount"].map { record[$0].string ?? "?" }
    }

    @Test
    func `a quote is approved, revised, accepted by link, delivered in parts, returned, refunded`()
        throws
    {
        let quote = try approvedAndSent()
        let revision = try revised(quote)
        let order = try accepted(revision)
        try deliveredAndPaid(order)
        try returnedAndRefunded(order)
        #expect(try shop.violations() == [])
    }

    private func approvedAndSent() throws -> String {
        let made = try shop.quote(
            [chairs("10"), Shop.line("1", "50", tax: "19")], ["owner_id": .string(repID)])
        let id = try shop.id(made)
        #expect(amounts(made) == ["800.00", "152.00", "952.00"])
        let refused = rep.post("/v1/quotes/\(id)/send")
        #expect(refused.status == 409 && refused.code == "approval_required")
        #expect(
            refused.json["needs"][0]["reasons"] == [
                "line_discount_percent 25 is above 10.",
                "A line is 5 percent points below its product's floor.",
            ], "\(refused)")
        #expect(rep.post("/v1/quotes/\(id)/submit").json["status"] == "in_review")
        let asked = try #require(manager.get("/v1/approvals?mine=true").data.first)
        let path = "/v1/approvals/\(asked["id"].string ?? "")"
        #expect(rep.post(path + "/approve").code == "forbidden")
        #expect(manager.post(path + "/reject").faults == ["/comment required"])
        #expect(manager.post(path + "/approve", ["comment": "Once."]).status == 200)
        #expect(shop.read("quotes/\(id)")["status"] == "approved")
        let sent = rep.post("/v1/quotes/\(id)/send").json
        #expect(sent["status"] == "sent" && sent["number"] == "Q-2026-000001")
        #expect(shop.patch("quotes/\(id)", ["lines": []]).code == "not_editable")
        return id
    }

    private func revised(_ quote: String) throws -> String {
        let id = rep.post("/v1/quotes/\(quote)/revise").id
        #expect(rep.post("/v1/quotes/\(quote)/revise").code == "already_exists")
        let lines: JSONValue = [chairs("8"), Shop.line("1", "50", tax: "19")]
        #expect(
            shop.patch("quotes/\(id)", ["lines": [chairs("-1")]]).faults == [
                "/lines/0/quantity out_of_range"
            ])
        let changed = shop.patch("quotes/\(id)", ["lines": lines]).json
        #expect(amounts(changed) == ["650.00", "123.50", "773.50"])
        let sent = rep.post("/v1/quotes/\(id)/send")
        #expect(sent.json["status"] == "sent" && sent.json["revision"] == 2, "\(sent)")
        #expect(sent.json["number"] == "Q-2026-000001")
        #expect(shop.read("quotes/\(quote)")["status"] == "superseded")
        #expect(
            rep.post("/v1/quotes/\(quote)/accept", ["signed_by": "Ana"]).code
                == "illegal_transition")
        return id
    }

    private func accepted(_ quote: String) throws -> String {
        let share = shop.verb("quotes/\(quote)/share", ["recipient": "ana@example.com"])
        let path = try #require(share.json["path"].string)
        let stranger = shop.client.with(token: nil).from("203.0.113.9")
        #expect(stranger.get(path + "x").status == 404)
        let page = stranger.get(path)
        #expect(page.text.contains("773.50"), "\(page)")
        let start = try #require(page.text.firstRange(of: "name=\"shown\" value=\"")).upperBound
        let shown = String(page.text[start...].prefix(64))
        func accept(_ form: String) -> TestResponse {
            stranger.send(
                .post, path + "/accept",
                headers: [("Content-Type", "application/x-www-form-urlencoded")],
                bytes: Array(form.utf8))
        }
        #expect(accept("shown=\(shown)&name=").status == 400)
        let other = String(repeating: "0", count: 64)
        #expect(accept("shown=\(other)&name=Ana").status == 412)
        #expect(accept("shown=\(shown)&name=Ana&purchase_order_number=PO-7").status == 303)
        let record = shop.read("quotes/\(quote)")
        #expect(record["status"] == "accepted" && record["signed_by"] == "Ana")
        return try #require(record["order_id"].string)
    }

    private func state(_ order: String) -> [String] {
        let record = shop.read("orders/\(order)")
        return ["status", "fulfillment_status", "billing_status", "payment_status"].map {
            record[$0].string ?? "?"
        }
    }

    private func claim(_ order: String, _ quantity: String) -> JSONValue {
        let line = shop.read("orders/\(order)")["lines"][0]["id"]
        return ["lines": [["order_line_id": line, "quantity": .string(quantity)]]]
    }

    private func deliveredAndPaid(_ order: String) throws {
        let address = "orders/\(order)"
        let draft = shop.read(address)
        #expect(amounts(draft) == ["650.00", "123.50", "773.50"])
        #expect(draft["approval_required"] == true && draft["purchase_order_number"] == "PO-7")
        #expect(shop.verb(address + "/fulfillments", [:]).code == "illegal_transition")
        #expect(shop.verb(address + "/confirm").json["number"] == "O-2026-000001")
        #expect(shop.verb(address + "/confirm").code == "illegal_transition")
        let tooMany = shop.verb(address + "/fulfillments", claim(order, "9"))
        #expect(tooMany.faults == ["/lines/0/quantity out_of_range"])
        let first = shop.verb(address + "/fulfillments", claim(order, "3"))
        #expect(first.status == 201, "\(first)")
        #expect(state(order) == ["in_fulfillment", "partial", "none", "none"])
        #expect(shop.read(address)["lines"].column("shipped_quantity") == ["3", "0"])
        let bill = shop.verb(address + "/invoices", claim(order, "3")).json
        #expect(amounts(bill) == ["225.00", "42.75", "267.75"])
        #expect(
            shop.verb(address + "/payments", ["amount": "-1"]).faults == ["/amount out_of_range"])
        #expect(shop.verb(address + "/payments", ["amount": "267.75"]).status == 201)
        #expect(state(order) == ["in_fulfillment", "partial", "partial", "partial"])
        let rest = shop.verb(address + "/fulfillments", [:])
        #expect(rest.json["lines"].column("quantity") == ["5", "1"])
        for id in [first.id, rest.id] {
            #expect(shop.verb("fulfillments/\(id)/deliver").status == 200)
        }
        let last = shop.verb(address + "/invoices", [:]).json
        #expect(amounts(last) == ["425.00", "80.75", "505.75"])
        #expect(shop.verb(address + "/payments", ["amount": "505.75"]).status == 201)
        #expect(state(order) == ["completed", "complete", "complete", "paid"])
        #expect(shop.read(address)["exposure_amount"] == "0.00")
    }

    private func returnedAndRefunded(_ order: String) throws {
        let address = "orders/\(order)"
        let tooMany = shop.verb(address + "/returns", claim(order, "9"))
        #expect(tooMany.faults == ["/lines/0/quantity out_of_range"])
        let back = shop.verb(address + "/returns", claim(order, "2"))
        let path = "returns/\(back.id)"
        #expect(shop.verb(path + "/close").code == "illegal_transition")
        for verb in ["approve", "receive"] { #expect(shop.verb("\(path)/\(verb)").status == 200) }
        #expect(state(order) == ["completed", "returned_partial", "complete", "paid"])
        let inspection: JSONValue = [
            "lines": [["line_id": back.json["lines"][0]["id"], "disposition": "restock"]]
        ]
        #expect(shop.verb(path + "/inspect", inspection).json["refund_amount"] == "178.50")
        #expect(shop.verb(path + "/close").json["status"] == "closed")
        func refund(_ amount: String) -> TestResponse {
            shop.verb(
                address + "/payments",
                ["kind": "refund", "amount": .string(amount), "return_id": .string(back.id)])
        }
        #expect(refund("178.51").faults == ["/amount out_of_range"])
        #expect(refund("178.50").status == 201)
        #expect(refund("0.01").faults == ["/amount out_of_range"])
        #expect(state(order) == ["completed", "returned_partial", "complete", "refunded_partial"])
        #expect(shop.read(path)["refunded_amount"] == "178.50")
        #expect(shop.read(address)["credited_amount"] == "178.50")
        #expect(shop.read(address)["lines"].column("returned_quantity") == ["2", "0"])
    }
}
