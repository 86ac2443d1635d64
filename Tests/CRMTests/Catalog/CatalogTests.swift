import Schema
import Testing
import TratoTesting

@testable import CRM

struct CatalogTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    @Test func `a category cannot be below itself`() throws {
        let top = try shop.id(shop.make("product-categories", ["name": "Food"]))
        let middle = try shop.id(
            shop.make("product-categories", ["name": "Bread", "parent_id": .string(top)]))
        let low = try shop.id(
            shop.make("product-categories", ["name": "Rye", "parent_id": .string(middle)]))
        for parent in [top, middle, low] {
            let answer = shop.patch("product-categories/\(top)", ["parent_id": .string(parent)])
            #expect(answer.faults == ["/parent_id conflict"])
        }
        let moved = shop.patch("product-categories/\(low)", ["parent_id": .string(top)])
        #expect(moved.status == 200)
    }

    @Test func `a stock keeping unit names one product`() throws {
        _ = try shop.product("11")
        let second = shop.client.post("/v1/products", ["sku": "11", "name": "Other"])
        #expect(second.code == "already_exists")
        #expect(second.faults == ["/sku duplicate"])
    }

    @Test func `a price book has one entry for a product and quantity`() throws {
        let product = try shop.product("11")
        let entry: JSONValue = ["product_id": .string(product), "unit_price": "1"]
        let answer = shop.client.post(
            "/v1/price-books",
            [
                "name": "List",
                "entries": [
                    entry, entry.merging(["min_quantity": "10"]),
                    entry.merging(["min_quantity": "0"]),
                ],
            ])
        #expect(answer.faults == ["/entries/2 duplicate"])
    }

    @Test func `a currency has one default price book`() throws {
        let first = try shop.book([])
        let euro: JSONValue = ["name": "Second", "is_default": true]
        #expect(shop.client.post("/v1/price-books", euro).faults == ["/is_default conflict"])
        try shop.make("price-books", euro.merging(["currency": "USD"]))
        #expect(shop.patch("price-books/\(first)", ["name": "First"]).status == 200)
        #expect(shop.client.delete("/v1/price-books/\(first)", match: "*").status == 204)
        try shop.make("price-books", euro)
        let restored = shop.verb("price-books/\(first)/restore")
        #expect(restored.faults == ["/is_default conflict"])
    }

    @Test func `changing a price book needs the version that was seen`() throws {
        let book = try shop.book([])
        let answer = shop.client.patch("/v1/price-books/\(book)", ["name": "Other"])
        #expect(answer.code == "precondition_required")
    }

    @Test func `rates of a country and category do not overlap`() throws {
        let rate: JSONValue = [
            "name": "VAT", "country": "DE", "rate_percent": "19", "valid_from": "2021-01-01",
        ]
        try shop.make("tax-rates", rate)
        try shop.make("tax-rates", rate.merging(["country": "PT"]))
        try shop.make("tax-rates", rate.merging(["tax_category": "reduced", "rate_percent": "7"]))
        let before = try shop.make(
            "tax-rates",
            rate.merging([
                "valid_from": "2020-07-01", "valid_until": "2020-12-31", "rate_percent": "16",
            ]))
        let overlap = shop.patch(
            "tax-rates/\(try shop.id(before))", ["valid_until": "2021-01-01"])
        #expect(overlap.faults == ["/valid_from overlap"])
        let backwards = shop.patch(
            "tax-rates/\(try shop.id(before))", ["valid_until": "2020-06-30"])
        #expect(backwards.faults == ["/valid_until out_of_range"])
    }

    @Test(
        arguments: [
            ("0", nil), ("4.999999", nil), ("5", "9"), ("9.999999", "9"), ("10", "8"),
            ("1000", "8"),
        ] as [(String, String?)])
    func `the entry with the greatest quantity reached gives the price`(
        quantity: String, price: String?
    ) throws {
        let tiers = [
            PriceTier(minQuantity: Decimal(10), unitPrice: Decimal(8)),
            PriceTier(minQuantity: Decimal(5), unitPrice: Decimal(9)),
        ]
        let parts = quantity.split(separator: ".")
        let millionths = try #require(Int64(parts[0])) * 1_000_000 + (parts.count > 1 ? 999_999 : 0)
        let best = PriceTier.best(of: tiers, for: Decimal(millionths: millionths))
        #expect(best?.unitPrice.text(places: 0) == price)
    }
}
