import CRM
import Schema
import Testing
import TratoTesting

struct PriceResolutionTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    private func line(_ product: String, _ quantity: String, _ members: JSONValue = [:])
        -> JSONValue
    {
        let body: JSONValue = ["product_id": .string(product), "quantity": .string(quantity)]
        return body.merging(members)
    }

    @Test func `a line takes price, name and rate from the catalog`() throws {
        let bread = try shop.product("bread", ["tax_category": "reduced"])
        let cake = try shop.product("cake")
        try shop.book([(bread, "0", "2"), (bread, "10", "1.80"), (cake, "1", "12.345678")])
        for (category, rate) in [("standard", "19"), ("reduced", "7")] {
            try shop.make(
                "tax-rates",
                [
                    "name": "VAT", "country": "DE", "tax_category": .string(category),
                    "rate_percent": .string(rate),
                ])
        }
        let order = try shop.order(
            [line(bread, "9"), line(bread, "10"), line(cake, "1", ["tax_rate_percent": "0"])],
            ["freight_amount": "10"])
        #expect(order["lines"].column("unit_price") == ["2.00", "1.80", "12.345678"])
        #expect(
            order["lines"].column("description") == [
                "Product bread", "Product bread", "Product cake",
            ])
        #expect(order["lines"].column("tax_rate_percent") == ["7", "7", "0"])
        #expect(order["lines"].column("net_amount") == ["18.00", "18.00", "12.35"])
        #expect(order["freight_tax_rate_percent"] == "19")
        #expect(order["tax_amount"] == "4.42")
        #expect(try shop.violations().isEmpty)
    }

    @Test func `what cannot be found is told line by line`() throws {
        let known = try shop.product("known")
        let other = try shop.product("other")
        let gone = try shop.product("gone")
        #expect(shop.verb("products/\(gone)/discontinue").status == 200)
        try shop.book([(known, "5", "2")])
        let answer = shop.client.post(
            "/v1/orders",
            [
                "party_id": .string(shop.customer),
                "lines": [
                    line(known, "5"), line(known, "4"), line(other, "1"), ["quantity": "1"],
                    line(gone, "1", ["unit_price": "1"]),
                ],
            ])
        #expect(answer.code == "validation_failed")
        #expect(
            Set(answer.faults) == [
                "/lines/1/unit_price no_price", "/lines/2/unit_price no_price",
                "/lines/3/description required", "/lines/3/unit_price required",
                "/lines/4/product_id discontinued",
            ])
    }

    @Test func `a price book of another currency or time is refused`() throws {
        let product = try shop.product("1")
        let dollars = try shop.book([(product, "0", "2")], ["currency": "USD"])
        let past = try shop.book([(product, "0", "2")], ["valid_until": "2026-11-21"])
        func order(_ book: String) -> TestResponse {
            shop.client.post(
                "/v1/orders",
                [
                    "party_id": .string(shop.customer), "price_book_id": .string(book),
                    "lines": [line(product, "1")],
                ])
        }
        #expect(order(dollars).faults.contains("/price_book_id conflict"))
        #expect(order(past).faults == ["/price_book_id out_of_range"])
        let earlier = try shop.order(
            [line(product, "1")], ["price_book_id": .string(past), "ordered_on": "2026-11-21"])
        #expect(earlier["net_amount"] == "2.00")
    }

    @Test func `a price stays until it is asked for again or the product changes`() throws {
        let first = try shop.product("1")
        let second = try shop.product("2")
        try shop.book([(first, "0", "10"), (first, "100", "8"), (second, "0", "5")])
        let order = try shop.order([line(first, "1")])
        let path = "orders/\(try shop.id(order))"
        let id = order["lines"][0]["id"]
        func change(_ members: JSONValue) -> JSONValue {
            let element: JSONValue = ["id": id]
            return shop.patch(path, ["lines": [element.merging(members)]]).json["lines"][0]
        }
        #expect(change(["quantity": "100"])["unit_price"] == "10.00")
        #expect(change(["unit_price": nil])["unit_price"] == "8.00")
        #expect(change(["unit_price": "7.77"])["unit_price"] == "7.77")
        #expect(change(["quantity": "1"])["unit_price"] == "7.77")
        let other = change(["product_id": .string(second)])
        #expect(other["unit_price"] == "5.00")
        #expect(other["description"] == "Product 2")
        #expect(change(["product_id": .string(first), "unit_price": "1"])["unit_price"] == "1.00")
    }

    @Test func `a price book that changes later changes no document`() throws {
        let product = try shop.product("1")
        let book = try shop.book([(product, "0", "10")])
        let order = try shop.order([line(product, "3")])
        let entry: JSONValue = ["product_id": .string(product), "unit_price": "99"]
        #expect(shop.patch("price-books/\(book)", ["entries": [entry]]).status == 200)
        let path = "orders/\(try shop.id(order))"
        #expect(shop.patch(path, ["source": "fair"]).json["net_amount"] == "30.00")
        #expect(shop.verb("\(path)/confirm").json["net_amount"] == "30.00")
    }
}
