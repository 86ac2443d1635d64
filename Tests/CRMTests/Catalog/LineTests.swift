import CRM
import Testing
import TratoTesting

/// Prices with tax, lines of other kinds, floors, and how documents are taxed.
struct LineTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    @Test func `headings and notes have words and nothing else`() throws {
        let heading: JSONValue = ["line_type": "heading", "description": "Kitchen"]
        let order = try shop.order([
            heading, Shop.line("1", "10"), ["line_type": "note", "description": "Mind the step"],
        ])
        #expect(order["net_amount"] == "10.00")
        #expect(order["lines"].column("net_amount") == ["0.00", "10.00", "0.00"])
        #expect(order["lines"][0]["unit_price"].isNull)
        let path = "orders/\(try shop.id(order))"
        #expect(shop.patch(path, ["lines": order["lines"]]).etag == "\"1\"")
        let wrong = shop.client.post(
            "/v1/orders",
            [
                "party_id": .string(shop.customer),
                "lines": [
                    ["line_type": "note"], heading.merging(["quantity": "2", "unit_price": "5"]),
                    ["description": "Cheese", "unit_price": "5"],
                ],
            ])
        #expect(
            Set(wrong.faults) == [
                "/lines/0/description required", "/lines/1/quantity conflict",
                "/lines/1/unit_price conflict", "/lines/2/quantity required",
            ])
        #expect(try shop.violations().isEmpty)
    }

    @Test func `a line's discount is a percentage or an amount`() throws {
        let fixed = Shop.line("3", "10").merging([
            "discount_percent": "0", "discount_amount": "4.5",
        ])
        let order = try shop.order([fixed])
        let path = "orders/\(try shop.id(order))"
        #expect(order["net_amount"] == "25.50")
        let id = order["lines"][0]["id"]
        func change(_ members: JSONValue) -> TestResponse {
            let element: JSONValue = ["id": id]
            return shop.patch(path, ["lines": [element.merging(members)]])
        }
        #expect(change(["quantity": "2"]).json["net_amount"] == "15.50")
        #expect(change(["quantity": "0.4"]).faults == ["/lines/0/discount_amount out_of_range"])
        #expect(change(["discount_percent": "10"]).json["lines"][0]["discount_amount"] == "2.00")
        #expect(change(["discount_percent": "0"]).json["net_amount"] == "20.00")
        let both = shop.client.post(
            "/v1/orders",
            [
                "party_id": .string(shop.customer),
                "lines": [Shop.line("1", "10", discount: "10").merging(["discount_amount": "2"])],
            ])
        #expect(both.faults == ["/lines/0/discount_amount conflict"])
        #expect(try shop.violations().isEmpty)
    }

    @Test func `a line below the floor waits for approval, or is refused`() throws {
        let careful = try shop.product("careful", ["cost": "60", "min_margin_percent": "25"])
        let strict = try shop.product(
            "strict", ["cost": "60", "min_margin_percent": "25", "below_floor": "refuse"])
        try shop.book([(careful, "0", "80"), (strict, "0", "80")])
        func order(_ product: String, _ members: JSONValue = [:]) -> TestResponse {
            let line: JSONValue = ["product_id": .string(product), "quantity": "2"]
            return shop.client.post(
                "/v1/orders",
                ["party_id": .string(shop.customer), "lines": [line.merging(members)]])
        }
        let enough = order(careful).json
        #expect(enough["approval_required"] == false)
        #expect(enough["cost_amount"] == "120.00")
        let low = order(careful, ["discount_percent": "0.01"]).json
        #expect(low["approval_required"] == true)
        #expect(low["lines"][0]["approval_required"] == true)
        #expect(order(strict).status == 201)
        #expect(
            order(strict, ["discount_percent": "0.01"]).faults == [
                "/lines/0/unit_price below_floor"
            ])
        let path = "orders/\(try shop.id(enough))"
        #expect(shop.patch(path, ["discount_amount": "0.01"]).json["approval_required"] == true)
    }

    @Test func `a price book says whether its prices contain the tax`() throws {
        let lamp = try shop.product("lamp")
        try shop.make("tax-rates", ["name": "VAT", "country": "DE", "rate_percent": "19"])
        try shop.book([(lamp, "0", "119")], ["is_default": true, "prices_include_tax": true])
        let order = try shop.order([["product_id": .string(lamp), "quantity": "1"]])
        #expect(order["prices_include_tax"] == true)
        #expect(
            [order["net_amount"], order["tax_amount"], order["gross_amount"]] == [
                "100.00", "19.00", "119.00",
            ])
        let fixed = shop.patch("orders/\(try shop.id(order))", ["prices_include_tax": false])
        #expect(fixed.faults == ["/prices_include_tax immutable"])
        #expect(try shop.violations().isEmpty)
    }

    @Test func `a certificate frees what it names while it holds`() throws {
        for category in ["standard", "reduced"] {
            try shop.make(
                "tax-rates",
                [
                    "name": "VAT", "country": "DE", "tax_category": .string(category),
                    "rate_percent": "10",
                ])
        }
        try shop.make(
            "tax-exemptions",
            [
                "party_id": .string(shop.customer), "certificate_number": "C-1", "country": "DE",
                "tax_category": "reduced", "valid_until": "2026-12-31",
            ])
        func order(_ day: String) throws -> JSONValue {
            let lines: [JSONValue] = ["standard", "reduced"].map {
                [
                    "description": "x", "quantity": "1", "unit_price": "10",
                    "tax_category": .string($0),
                ]
            }
            return try shop.order(lines, ["ordered_on": .string(day)])
        }
        let free = try order("2026-12-31")
        #expect(free["lines"].column("tax_rate_percent") == ["10", "0"])
        #expect(free["tax_treatment"] == "exempt")
        #expect(free["tax_exemption"] == "C-1")
        let later = try order("2027-01-01")
        #expect(later["lines"].column("tax_rate_percent") == ["10", "10"])
        #expect(later["tax_treatment"] == "standard")
    }

    @Test func `rates of exchange come by date and stay`() throws {
        for (day, rate) in [("2026-11-01", "1.1"), ("2026-11-20", "1.08"), ("2027-01-01", "1.5")] {
            try shop.make(
                "exchange-rates",
                ["currency": "USD", "valid_from": .string(day), "rate": .string(rate)])
        }
        let order = try shop.order([Shop.line("1", "10")], ["currency": "USD"])
        #expect(order["exchange_rate"] == "1.08")
        #expect(try shop.order([Shop.line("1", "10")])["exchange_rate"] == "1")
        #expect(try shop.order([Shop.line("1", "10")], ["currency": "JPY"])["exchange_rate"].isNull)
        try shop.make(
            "exchange-rates", ["currency": "USD", "valid_from": "2026-11-22", "rate": "1.2"])
        let path = "orders/\(try shop.id(order))"
        #expect(shop.patch(path, ["source": "fair"]).json["exchange_rate"] == "1.08")
        let own = shop.client.post(
            "/v1/exchange-rates", ["currency": "EUR", "valid_from": "2026-11-22", "rate": "1"])
        #expect(own.faults == ["/currency conflict"])
    }

    @Test
    func `the book is the document's, the party's, the group's, the channel's, or the default`()
        throws
    {
        let lamp = try shop.product("lamp")
        func book(_ price: String, _ members: JSONValue = [:]) throws -> JSONValue {
            .string(try shop.book([(lamp, "0", price)], members))
        }
        func price(_ members: JSONValue = [:]) -> String? {
            let body: JSONValue = [
                "party_id": .string(shop.customer),
                "lines": [["product_id": .string(lamp), "quantity": "1"]],
            ]
            let answer = shop.client.post("/v1/price-quotes", body.merging(members))
            return answer.json["lines"][0]["unit_price"].string
        }
        _ = try book("10", ["is_default": true])
        _ = try book("9", ["channel": "web"])
        #expect(price() == "10.00")
        #expect(price(["channel": "web"]) == "9.00")
        let group = try shop.id(
            shop.make("party-groups", ["name": "Gold", "price_book_id": try book("8")]))
        let above = try shop.id(
            shop.make(
                "parties",
                ["kind": "organization", "display_name": "Above", "group_id": .string(group)]))
        #expect(
            shop.patch("parties/\(shop.customer)", ["organization_id": .string(above)]).status
                == 200)
        #expect(price(["channel": "web"]) == "8.00")
        let own = try book("7", ["valid_from": "2026-12-01"])
        #expect(shop.patch("parties/\(shop.customer)", ["price_book_id": own]).status == 200)
        #expect(price() == "8.00")
        #expect(price(["priced_on": "2026-12-01"]) == "7.00")
        let given = try book("6")
        #expect(price(["price_book_id": given]) == "6.00")
    }
}
