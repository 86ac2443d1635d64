import Schema
import Store
import Testing
import TratoTesting

@testable import CRM

/// How quotes of a period fare.
struct QuoteAnalyticsTests {
    let shop: Shop
    let product: String

    init() throws {
        shop = try Shop()
        product = try shop.product("A")
    }

    /// A sent quote over a product and something else; moves the clock by some days before it is answered.
    @discardableResult
    private func quote(
        _ price: String, _ verb: String?, after days: Int64 = 0, _ members: JSONValue = [:]
    ) throws -> String {
        let line: JSONValue = [
            "product_id": .string(product), "quantity": "1", "unit_price": .string(price),
            "discount_percent": "10",
        ]
        let others = [Shop.line("1", "30"), Shop.line("1", "20")]
        let id = try shop.id(shop.quote([line] + others, members))
        #expect(shop.verb("quotes/\(id)/send").status == 200)
        shop.time.advance(milliseconds: days * 86_400_000)
        let body: JSONValue? = verb == "accept" ? ["signed_by": "Ana"] : nil
        if let verb { #expect(shop.verb("quotes/\(id)/\(verb)", body).status == 200) }
        return id
    }

    private func read(_ query: String, _ client: Client? = nil) -> TestResponse {
        (client ?? shop.client).get("/v1/quotes/analytics?\(query)")
    }

    @Test func `what is only offered is no part of what was quoted`() throws {
        let offered: JSONValue = [
            "product_id": .string(product), "quantity": "1", "unit_price": "500",
            "discount_percent": "50", "is_optional": true,
        ]
        let id = try shop.id(shop.quote([Shop.line("1", "100", discount: "10"), offered]))
        #expect(shop.verb("quotes/\(id)/send").status == 200)
        let total = read("period=2026-11").json["total"]
        #expect(total["undiscounted_amount"] == "100.00", "\(total)")
        #expect(total["discount_amount"] == "10.00")
        let named = read("period=2026-11&product_id=\(product)").json["total"]
        #expect(named["sent_count"] == 0, "\(named)")
    }

    @Test func `discounts of prices with tax are measured without it`() throws {
        let line = Shop.line("1", "121", discount: "10", tax: "21")
        let id = try shop.id(shop.quote([line], ["prices_include_tax": true]))
        #expect(shop.verb("quotes/\(id)/send").status == 200)
        let total = read("period=2026-11").json["total"]
        #expect(total["undiscounted_amount"] == "100.00", "\(total)")
        #expect(total["discount_amount"] == "10.00" && total["discount_percent"] == "10")
    }

    @Test func `rates, days and discounts of a period`() throws {
        try quote("100", "accept", after: 1, ["discount_amount": "14"])
        try quote("100", "accept", after: 2)
        try quote("100", "decline")
        try quote("100", nil)
        try quote("7", "accept", ["currency": "USD"])
        let answer = read("period=2026-11")
        #expect(answer.status == 200, "\(answer)")
        let total = answer.json["total"]
        #expect(total["sent_count"] == 4 && total["accepted_count"] == 2)
        #expect(total["declined_count"] == 1 && total["open_count"] == 1)
        #expect(total["acceptance_percent"] == "66.7" && total["days_to_accept"] == "1.5")
        // Four times 150 before discounts, ten off each, and fourteen off one.
        #expect(total["undiscounted_amount"] == "600.00" && total["discount_amount"] == "54.00")
        #expect(total["discount_percent"] == "9" && total["accepted_net_amount"] == "266.00")
        #expect(answer.json["data"].elements.count == 1)
        #expect(answer.json["other_currencies"][0]["currency"] == "USD")
        #expect(read("period=2026-10").json["total"]["sent_count"] == 0)
        #expect(read("period=2026-10").json["total"]["acceptance_percent"].isNull)
    }

    @Test func `by product and by month`() throws {
        try quote("100", "accept", after: 10, ["discount_amount": "14"])
        try quote("100", "decline")
        let products = read("period=2026&group_by=product").json["data"]
        let one = try #require(products.elements.first { $0["key"] == .string(product) })
        #expect(one["name"] == "Product A" && one["sent_count"] == 2)
        // 10 off each, and 9 of the 14: in proportion to 90 and 50.
        #expect(one["undiscounted_amount"] == "200.00" && one["discount_amount"] == "29.00")
        #expect(products.elements.contains { $0["key"].isNull && $0["sent_count"] == 2 })
        let only = read("period=2026&group_by=product&product_id=\(product)").json["data"]
        #expect(only.elements.count == 1)
        let months = read("period=2026-Q4&group_by=month").json["data"]
        #expect(months.column("key") == ["2026-11", "2026-12"])
        #expect(months[0]["sent_count"] == 1 && months[1]["declined_count"] == 1)
    }

    @Test func `everybody measures what they see`() throws {
        try quote("100", "accept")
        let rep = try shop.server.person("Rui", role: "sales_rep")
        #expect(read("period=2026", rep).json["total"]["sent_count"] == 0)
        for (query, parameter) in [
            ("period=nope", "period"), ("group_by=colour", "group_by"),
            ("currency=EURO", "currency"),
            ("owner_id=x", "owner_id"), ("colour=red", "colour"),
        ] {
            let answer = read(query)
            #expect(answer.code == "bad_parameter", "\(query): \(answer)")
            #expect(answer.json["parameter"].string == parameter)
        }
    }

    @Test func `the quotes of a period are found through an index`() throws {
        let condition = "q.deleted_at IS NULL AND q.sent_at >= 1 AND q.sent_at < 2"
        var statements = [QuoteAnalytics.total(condition)]
        statements += [.owner, .product].map { QuoteAnalytics.grouped($0, condition) }
        for statement in statements {
            let steps = try shop.server.read { try $0.plan(of: statement) }
            #expect(
                steps.contains { $0.contains("SEARCH q USING INDEX quotes_sent_at") }, "\(steps)")
            // What is scanned is the result of the inner statement.
            #expect(!steps.contains { $0.hasPrefix("SCAN") && $0 != "SCAN a" }, "\(steps)")
        }
    }
}
