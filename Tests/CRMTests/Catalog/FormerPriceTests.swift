import CRM
import Testing
import TratoTesting

/// What documents keep, and what is found anew, when they become others.
struct FormerPriceTests {
    let shop: Shop
    let product: String

    init() throws {
        shop = try Shop()
        product = try shop.product("lamp")
        try shop.book([(product, "0", "100")])
    }

    @Test func `another customer does not get the price that was agreed with the former one`()
        throws
    {
        try shop.make(
            "contract-prices",
            [
                "party_id": .string(shop.customer), "product_id": .string(product),
                "unit_price": "1", "currency": "EUR",
            ])
        let lines: [JSONValue] = [
            ["product_id": .string(product), "quantity": "1"],
            ["product_id": .string(product), "quantity": "1", "unit_price": "7"],
        ]
        let other = try shop.id(
            shop.make("parties", ["kind": "organization", "display_name": "Other"]))
        let order = try shop.order(lines)
        #expect(order["lines"].column("unit_price") == ["1.00", "7.00"], "\(order)")
        let moved = shop.patch("orders/\(try shop.id(order))", ["party_id": .string(other)])
        #expect(moved.json["lines"].column("unit_price") == ["100.00", "7.00"], "\(moved)")
        let quote = try shop.quote(lines)
        let given = shop.patch("quotes/\(try shop.id(quote))", ["party_id": .string(other)])
        #expect(given.json["lines"].column("unit_price") == ["100.00", "7.00"], "\(given)")
    }

    @Test func `an amendment about something else keeps the tax`() throws {
        let order = try shop.confirmed([Shop.line("1", "100", tax: "21")])
        let id = try shop.id(order)
        #expect(order["gross_amount"] == "121.00")
        try shop.make(
            "tax-exemptions",
            [
                "party_id": .string(shop.customer), "certificate_number": "Z-1",
                "valid_from": "2026-01-01",
            ])
        let dated = shop.verb(
            "orders/\(id)/amend", ["changes": ["requested_on": "2026-12-24"]])
        #expect(dated.json["gross_amount"] == "121.00", "\(dated)")
        #expect(dated.json["tax_treatment"] == "standard")
        let line: JSONValue = ["id": order["lines"][0]["id"], "quantity": "2"]
        let more = shop.verb("orders/\(id)/amend", ["changes": ["lines": [line]]])
        #expect(more.json["gross_amount"] == "200.00", "\(more)")
        #expect(more.json["tax_treatment"] == "exempt")
        #expect(try shop.violations().isEmpty)
    }
}
