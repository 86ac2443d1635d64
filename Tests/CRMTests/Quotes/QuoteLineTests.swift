import Schema
import Testing
import TratoTesting

@testable import CRM

/// What people do to the lines of a draft, and copies of quotes.
struct QuoteLineTests {
    let shop: Shop
    let product: String

    init() throws {
        shop = try Shop()
        product = try shop.product("A")
    }

    private func line(_ quantity: String, _ price: String, _ members: JSONValue = [:]) -> JSONValue
    {
        let line: JSONValue = [
            "product_id": .string(product), "quantity": .string(quantity),
            "unit_price": .string(price),
        ]
        return line.merging(members)
    }

    @Test func `lines of the same product and price become one`() throws {
        let id = try shop.id(
            shop.quote([
                line("1", "10"), line("2", "11"), Shop.line("1", "5"), line("2.5", "10"),
                Shop.line("1", "5"), line("1", "10", ["discount_percent": "5"]), line("4", "10"),
            ]))
        let before = shop.read("quotes/\(id)")
        let answer = shop.verb("quotes/\(id)/merge-lines")
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.json["lines"].column("quantity") == ["7.5", "2", "1", "1", "1"])
        #expect(answer.json["lines"][0]["id"] == before["lines"][0]["id"])
        #expect(answer.json["net_amount"] == before["net_amount"])
        #expect(shop.verb("quotes/\(id)/merge-lines").etag == answer.etag)
        #expect(try shop.violations().isEmpty)
    }

    @Test func `what is taken off in an amount is summed with the quantity`() throws {
        let id = try shop.id(
            shop.quote([
                line("1", "100", ["discount_amount": "5"]),
                line("1", "100", ["discount_amount": "5"]),
                line("1", "80", ["discount_percent": "10"]),
                line("2", "80", ["discount_percent": "10"]),
            ]))
        #expect(shop.read("quotes/\(id)")["net_amount"] == "406.00")
        let merged = shop.verb("quotes/\(id)/merge-lines").json
        #expect(merged["net_amount"] == "406.00", "\(merged)")
        #expect(merged["lines"].column("quantity") == ["2", "3"])
        #expect(merged["lines"].column("discount_amount") == ["10.00", "24.00"])
    }

    @Test func `lines are put into another order, all of them`() throws {
        let quote = try shop.quote([line("1", "1"), line("2", "1"), line("3", "1")])
        let id = try shop.id(quote)
        let ids = quote["lines"].elements.map { $0["id"] }
        let answer = shop.verb(
            "quotes/\(id)/reorder-lines", ["line_ids": [ids[2], ids[0], ids[1]]])
        #expect(answer.json["lines"].column("quantity") == ["3", "1", "2"], "\(answer)")
        #expect(
            shop.verb("quotes/\(id)/reorder-lines", ["line_ids": [ids[0], "x", ids[1]]]).faults
                == ["/line_ids/1 not_found"])
        #expect(
            shop.verb("quotes/\(id)/reorder-lines", ["line_ids": [ids[0], ids[1]]]).faults
                == ["/line_ids required"])
        let upper = JSONValue.string(ids[0].string?.uppercased() ?? "")
        for again in [ids[0], upper] {
            let twice: [JSONValue] = [ids[0], ids[1], again, ids[2]]
            let refused = shop.verb("quotes/\(id)/reorder-lines", ["line_ids": .array(twice)])
            #expect(refused.faults == ["/line_ids/2 duplicate"], "\(refused)")
        }
        #expect(shop.verb("quotes/\(id)/reorder-lines").faults == ["/line_ids required"])
        #expect(shop.verb("quotes/\(id)/send").status == 200)
        for verb in ["reorder-lines", "merge-lines"] {
            let body: JSONValue? = verb == "merge-lines" ? nil : ["line_ids": .array(ids)]
            #expect(shop.verb("quotes/\(id)/\(verb)", body).code == "not_editable")
        }
    }

    @Test func `a copy is a draft of its own`() throws {
        let quote = try shop.quote(
            [line("1", "10"), Shop.line("2", "7")],
            ["valid_until": "2026-12-01", "terms": "30 days", "discount_percent": "10"])
        let id = try shop.id(quote)
        #expect(shop.verb("quotes/\(id)/send").status == 200)
        let copy = shop.verb("quotes/\(id)/duplicate")
        #expect(copy.status == 201 && copy.header("location") == "/v1/quotes/\(copy.id)")
        #expect(copy.json["status"] == "draft" && copy.json["revision"] == 1)
        for name in ["number", "valid_until", "supersedes_id", "sent_at"] {
            #expect(copy.json[name].isNull, "\(name)")
        }
        #expect(copy.json["gross_amount"] == quote["gross_amount"])
        #expect(copy.json["terms"] == "30 days")
        #expect(copy.json["lines"][0]["id"] != quote["lines"][0]["id"])
        let other = try shop.id(shop.make("parties", ["kind": "person", "given_name": "Ana"]))
        try shop.book([(product, "1", "12")])
        let fresh = shop.verb(
            "quotes/\(id)/duplicate", ["party_id": .string(other), "reprice": true])
        #expect(fresh.json["party_id"] == .string(other), "\(fresh)")
        #expect(fresh.json["lines"].column("unit_price") == ["12.00", "7.00"])
        #expect(
            shop.verb("quotes/\(id)/duplicate", ["party_id": .string(Fresh.id())]).faults
                == ["/party_id not_found"])
        #expect(shop.verb("products/\(product)/discontinue").status == 200)
        #expect(
            shop.verb("quotes/\(id)/duplicate").faults == ["/lines/0/product_id discontinued"])
    }
}
