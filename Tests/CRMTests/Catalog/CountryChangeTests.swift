import Testing
import TratoTesting

/// Where the goods go decides the rates, also when that is said later.
struct CountryChangeTests {
    private let shop: Shop
    private let abroad: String

    init() throws {
        shop = try Shop(country: "PT")
        for (country, rate) in [("PT", "23"), ("ES", "21")] {
            try shop.make(
                "tax-rates",
                ["name": "VAT", "country": .string(country), "rate_percent": .string(rate)])
        }
        abroad = try shop.id(
            shop.make(
                "parties", ["kind": "organization", "display_name": "Shop", "country": "ES"]))
    }

    private static let lines: [JSONValue] = [
        ["description": "Goods", "quantity": "1", "unit_price": "100"],
        ["description": "Goods", "quantity": "1", "unit_price": "100", "tax_rate_percent": "5"],
    ]

    @Test func `a draft that goes to another country has its rates`() throws {
        let order = try shop.order(Self.lines)
        #expect(order["lines"].column("tax_rate_percent") == ["23", "5"])
        #expect(order["freight_tax_rate_percent"].string == "23")
        let moved = shop.patch(
            "orders/\(try shop.id(order))", ["shipment_party_id": .string(abroad)])
        #expect(moved.status == 200, "\(moved)")
        #expect(moved.json["lines"].column("tax_rate_percent") == ["21", "5"])
        #expect(moved.json["freight_tax_rate_percent"].string == "21")
        #expect(moved.json["tax_amount"].string == "26.00")
        #expect(try shop.violations().isEmpty)
    }

    @Test func `a quote for another party has its rates`() throws {
        let quote = try shop.quote(Self.lines)
        let moved = shop.patch("quotes/\(try shop.id(quote))", ["party_id": .string(abroad)])
        #expect(moved.json["lines"].column("tax_rate_percent") == ["21", "5"], "\(moved)")
    }

    @Test func `nothing changes within a country`() throws {
        let order = try shop.order(Self.lines)
        let near = try shop.id(
            shop.make(
                "parties", ["kind": "organization", "display_name": "Near", "country": "PT"]))
        let moved = shop.patch(
            "orders/\(try shop.id(order))", ["shipment_party_id": .string(near)])
        #expect(moved.json["lines"].column("tax_rate_percent") == ["23", "5"])
    }
}
