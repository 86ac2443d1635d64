import Schema
import Testing
import TratoTesting

@testable import CRM

struct QuoteTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    private func draft(_ members: JSONValue = [:]) throws -> String {
        try shop.id(shop.quote([Shop.line("3", "100", tax: "19")], members))
    }

    private func sent(_ members: JSONValue = [:]) throws -> String {
        let id = try draft(members)
        let answer = shop.verb("quotes/\(id)/send")
        guard answer.status == 200 else { throw Unexpected("send", answer) }
        return id
    }

    private let signature: JSONValue = ["signed_by": "Ana Silva", "purchase_order_number": "PO-7"]

    @Test func `sending gives a number and a last day`() throws {
        let id = try draft()
        let answer = shop.verb("quotes/\(id)/send")
        #expect(answer.json["status"] == "sent")
        #expect(answer.json["number"] == "Q-2026-000001")
        #expect(answer.json["valid_until"] == "2026-12-22")
        #expect(answer.json["sent_at"] == "2026-11-22T10:15:30.250Z")
        #expect(shop.verb("quotes/\(id)/send").code == "illegal_transition")
    }

    @Test func `a quote that is not ready is not sent and takes no number`() throws {
        let empty = try shop.id(shop.make("quotes", ["valid_until": "2026-11-21"]))
        let answer = shop.verb("quotes/\(empty)/send")
        #expect(
            answer.faults == ["/party_id required", "/lines required", "/valid_until in_the_past"])
        let ready = try sent()
        #expect(shop.read("quotes/\(ready)")["number"] == "Q-2026-000001")
        #expect(try shop.violations().isEmpty)
    }

    @Test func `a sent quote does not change`() throws {
        let id = try sent()
        let answer = shop.patch(
            "quotes/\(id)", ["lines": [], "discount_percent": "5", "tags": ["a"]])
        #expect(answer.code == "not_editable")
        #expect(answer.pointers.contains("/lines") && answer.pointers.contains("/discount_percent"))
        #expect(shop.patch("quotes/\(id)", ["tags": ["a"], "notes": "Called."]).status == 200)
        #expect(shop.client.delete("/v1/quotes/\(id)", match: "*").code == "not_editable")
        #expect(shop.patch("quotes/\(id)", ["status": "accepted"]).code == "use_transition")
    }

    @Test func `accepting opens one order at the quote's prices`() throws {
        let id = try sent(["discount_amount": "10", "freight_amount": "7.50", "terms": "30 days"])
        #expect(shop.verb("quotes/\(id)/accept").faults == ["/signed_by required"])
        let answer = shop.verb("quotes/\(id)/accept", signature)
        #expect(answer.status == 200)
        #expect(answer.json["status"] == "accepted")
        #expect(answer.json["signed_by"] == "Ana Silva")
        let orderID = try #require(answer.json["order_id"].string)
        #expect(answer.header("location") == "/v1/orders/\(orderID)")
        let order = shop.read("orders/\(orderID)")
        #expect(order["quote_id"] == .string(id))
        #expect(order["purchase_order_number"] == "PO-7")
        #expect(order["terms"] == "30 days")
        #expect(order["status"] == "draft")
        for total in ["net_amount", "tax_amount", "gross_amount", "discount_amount"] {
            #expect(order[total] == answer.json[total])
        }
        #expect(shop.verb("quotes/\(id)/accept", signature).code == "illegal_transition")
        #expect(shop.read("orders?count=exact")["count"] == 1)
        #expect(shop.client.delete("/v1/orders/\(orderID)", match: "*").code == "not_editable")
        #expect(try shop.violations().isEmpty)
    }

    @Test func `an offer holds although its product is discontinued`() throws {
        let product = try shop.product("1")
        let line: JSONValue = [
            "product_id": .string(product), "quantity": "1", "unit_price": "10",
        ]
        let id = try shop.id(shop.quote([line]))
        #expect(shop.verb("quotes/\(id)/send").status == 200)
        #expect(shop.verb("products/\(product)/discontinue").status == 200)
        let revision = shop.verb("quotes/\(id)/revise")
        #expect(revision.status == 201)
        #expect(shop.verb("quotes/\(id)/accept", signature).status == 200)
        #expect(shop.verb("quotes/\(revision.id)/send").code == "illegal_transition")
    }

    @Test
    func `a revision of what was accepted is not submitted, and a quote has one open revision`()
        throws
    {
        let first = try sent()
        let revision = shop.verb("quotes/\(first)/revise").id
        #expect(shop.client.delete("/v1/quotes/\(revision)", match: "*").status == 204)
        let second = shop.verb("quotes/\(first)/revise").id
        #expect(shop.verb("quotes/\(revision)/restore").code == "already_exists")
        #expect(shop.client.delete("/v1/quotes/\(second)", match: "*").status == 204)
        #expect(shop.verb("quotes/\(revision)/restore").status == 200)
        #expect(shop.verb("quotes/\(first)/accept", signature).status == 200)
        #expect(shop.verb("quotes/\(revision)/submit").code == "illegal_transition")
        #expect(shop.verb("quotes/\(revision)/send").code == "illegal_transition")
    }

    @Test func `a revision keeps the number and supersedes when it is sent`() throws {
        let first = try sent()
        let answer = shop.verb("quotes/\(first)/revise")
        #expect(answer.status == 201)
        #expect(answer.header("location") == "/v1/quotes/\(answer.id)")
        #expect(answer.json["revision"] == 2)
        #expect(answer.json["status"] == "draft")
        #expect(answer.json["number"].isNull)
        #expect(answer.json["supersedes_id"] == .string(first))
        #expect(answer.json["gross_amount"] == "357.00")
        #expect(shop.verb("quotes/\(first)/revise").code == "already_exists")
        #expect(shop.read("quotes/\(first)")["status"] == "sent")
        let again = shop.verb("quotes/\(answer.id)/send")
        #expect(again.json["number"] == "Q-2026-000001")
        #expect(shop.read("quotes/\(first)")["status"] == "superseded")
        #expect(shop.verb("quotes/\(first)/accept", signature).code == "illegal_transition")
        #expect(shop.verb("quotes/\(answer.id)/accept", signature).status == 200)
        let next = try sent()
        #expect(shop.read("quotes/\(next)")["number"] == "Q-2026-000002")
        #expect(try shop.violations().isEmpty)
    }

    @Test func `what was declined can be revised, what was accepted or cancelled cannot`() throws {
        let declined = try sent()
        let answer = shop.verb("quotes/\(declined)/decline", ["reason": "Too dear"])
        #expect(answer.json["decline_reason"] == "Too dear")
        let revision = shop.verb("quotes/\(declined)/revise")
        #expect(revision.json["decline_reason"].isNull)
        #expect(shop.verb("quotes/\(revision.id)/cancel").json["status"] == "cancelled")
        #expect(shop.verb("quotes/\(revision.id)/revise").code == "illegal_transition")
        #expect(shop.verb("quotes/\(declined)/revise").json["revision"] == 2)
        let accepted = try sent()
        #expect(shop.verb("quotes/\(accepted)/accept", signature).status == 200)
        #expect(shop.verb("quotes/\(accepted)/revise").code == "illegal_transition")
    }

    @Test func `a quote is for the party of its opportunity`() throws {
        try shop.server.tx { try SalesDefaults.install($0) }
        let deal = try shop.id(
            shop.make("opportunities", ["name": "Deal", "party_id": .string(shop.customer)]))
        let quote = try shop.make("quotes", ["opportunity_id": .string(deal)])
        #expect(quote["party_id"] == .string(shop.customer))
        let other = try shop.id(
            shop.make("parties", ["kind": "person", "given_name": "Rui"]))
        let body: JSONValue = ["opportunity_id": .string(deal), "party_id": .string(other)]
        for resource in ["quotes", "orders"] {
            let answer = shop.client.post("/v1/\(resource)", body)
            #expect(answer.faults == ["/opportunity_id conflict"])
        }
    }

    // MARK: Expiry

    @Test(arguments: [
        ("Pacific/Kiritimati", -14), ("Asia/Tokyo", -9), ("UTC", 0), ("America/Los_Angeles", 8),
        ("Pacific/Pago_Pago", 11),
    ])
    func `a quote ends with its last day in its own zone`(zone: String, hoursAfterUTC: Int64) throws
    {
        let members: JSONValue = ["time_zone": .string(zone), "valid_until": "2026-12-01"]
        let ids = try (0..<2).map { _ in try sent(members) }
        // 2026-12-02T00:00:00Z, moved by what the zone is off, less a millisecond.
        let end = try #require(Instant("2026-12-02T00:00:00Z")).adding(
            seconds: hoursAfterUTC * 3_600)
        shop.time.advance(milliseconds: end.milliseconds(since: shop.time.now) - 1)
        try shop.server.tx { try Quoting.expireDue($0) }
        #expect(shop.read("quotes/\(ids[0])")["status"] == "sent")
        #expect(shop.verb("quotes/\(ids[0])/accept", signature).status == 200)
        shop.time.advance(milliseconds: 1)
        #expect(shop.verb("quotes/\(ids[1])/accept", signature).code == "quote_expired")
        try shop.server.tx { try Quoting.expireDue($0) }
        #expect(shop.read("quotes/\(ids[1])")["status"] == "expired")
        #expect(shop.verb("quotes/\(ids[1])/accept", signature).code == "illegal_transition")
        #expect(shop.read("quotes/\(ids[0])")["status"] == "accepted")
        let revision = shop.verb("quotes/\(ids[1])/revise")
        #expect(revision.json["valid_until"].isNull)
    }
}
