import CRM
import Schema
import Store
import Testing
import TratoTesting

struct CheckInvariantsTests {
    let shop: Shop
    let order: String

    init() throws {
        shop = try Shop()
        order = try shop.id(
            shop.order(
                [Shop.line("3", "100", tax: "19"), Shop.line("1", "5")], ["discount_amount": "10"]))
        #expect(shop.verb("orders/\(order)/confirm").status == 200)
        let quote = try shop.id(shop.quote([Shop.line("1", "7")]))
        #expect(shop.verb("quotes/\(quote)/send").status == 200)
        #expect(shop.verb("quotes/\(quote)/accept", ["signed_by": "Ana"]).status == 200)
    }

    @Test func `a sound database has no violations`() throws {
        #expect(try shop.violations() == [])
    }

    @Test(arguments: [
        "UPDATE orders SET net_amount = net_amount + 100 WHERE number IS NOT NULL",
        "UPDATE orders SET freight_tax_amount = 100 WHERE number IS NOT NULL",
        "UPDATE order_lines SET allocated_discount_amount = 0",
        "UPDATE order_lines SET quantity = quantity + 1000000",
        "UPDATE order_taxes SET tax_amount = tax_amount + 100",
        "UPDATE order_lines SET net_amount = 9000000000000 * 10000",
        "UPDATE orders SET number = 'O-2026-000002' WHERE number IS NOT NULL",
        "UPDATE orders SET number = 'O-2025-000001' WHERE number IS NOT NULL",
        "UPDATE orders SET number = NULL",
        "UPDATE number_series SET last = last + 1 WHERE prefix = 'Q'",
        "UPDATE quotes SET order_id = NULL",
        "UPDATE orders SET quote_id = NULL",
        "UPDATE quotes SET status = 'sent'",
    ])
    func `damage is found`(statement: String) throws {
        let changed = try shop.server.tx { try $0.execute(text: statement) }
        #expect(changed > 0)
        #expect(try !shop.violations().isEmpty)
    }
}
