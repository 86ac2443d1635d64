import CSQLite
import Schema
import Testing
import TratoTesting

@testable import CRM
@testable import Store

/// What pricing asks the database: the small tables it keeps in memory as a whole, and all else through an index.
struct PricePlanTests {
    /// Read when something of them has changed, and then kept.
    private static let whole: Set<String> = [
        "price_books", "product_categories", "tax_rates", "pricing_rules", "generations",
    ]
    /// Of these the first row is enough.
    private static let first: Set<String> = ["tax_exemptions", "contract_prices"]

    /// A shop in which every source of prices and taxes is in use.
    private func shop() throws -> (shop: Shop, products: [String]) {
        let shop = try Shop()
        let category = try shop.id(shop.make("product-categories", ["name": "Bread"]))
        let products = try ["A", "B"].map {
            try shop.product($0, ["category_id": .string(category), "brand": "Mill"])
        }
        try shop.book(products.map { ($0, "0", "10.00") })
        try shop.make("tax-rates", ["name": "VAT", "country": "DE", "rate_percent": "19"])
        try shop.make(
            "pricing-rules",
            ["name": "Agents", "action": "percent_off", "value": "5", "party_role": "agent"])
        try shop.make(
            "contract-prices",
            [
                "party_id": .string(shop.customer), "product_id": .string(products[0]),
                "unit_price": "8.00",
            ])
        try shop.make(
            "tax-exemptions",
            [
                "party_id": .string(shop.customer), "certificate_number": "C-1",
                "tax_category": "reduced",
            ])
        return (shop, products)
    }

    /// The statements that a connection has prepared.
    private func statements(_ connection: Connection) -> [String] {
        var texts: [String] = []
        var next = sqlite3_next_stmt(connection.handle, nil)
        while let statement = next {
            if let text = sqlite3_sql(statement) { texts.append(String(cString: text)) }
            next = sqlite3_next_stmt(connection.handle, statement)
        }
        return texts.filter { $0.hasPrefix("SELECT") }
    }

    @Test func `no basket scans a table that may be long`() throws {
        let (shop, products) = try shop()
        let customer = ID<Parties>(try #require(RecordID(shop.customer)))
        let ids = try products.map { ID<Products>(try #require(RecordID($0))) }
        try shop.server.read { tx in
            var basket = Record<Quotes>()
            basket.currency = tx.settings.currency
            basket.lines = ids.map { id in
                var line = Record<QuoteLines>()
                line.product = id
                line.quantity = .one
                return line
            }
            let context = PricingContext(
                party: customer, country: "DE", channel: .api, day: Ordering.today(tx))
            let (faults, traces) = try Quotes.priced(
                &basket, before: nil, context, explains: false, in: tx)
            #expect(faults.isEmpty, "\(faults)")
            #expect(traces.map { $0?.unitPrice.text(places: 2) } == ["8.00", "10.00"])
            let texts = statements(tx.connection)
            // Products, the party, contracts, exemptions, roles, entries of the book, and what is kept.
            #expect(texts.count >= 9, "\(texts)")
            for text in texts {
                for step in try tx.plan(of: text) where step.hasPrefix("SCAN ") {
                    let name = step.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                    let isKept = Self.whole.contains(name) && !text.contains(" JOIN ")
                    let isFirst = Self.first.contains(name) && text.hasSuffix("LIMIT 1")
                    #expect(isKept || isFirst || step == "SCAN CONSTANT ROW", "\(step) in \(text)")
                }
            }
        }
    }
}
