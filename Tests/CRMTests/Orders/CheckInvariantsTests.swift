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
        for (what, body) in [
            ("fulfillments", [:]), ("invoices", [:]), ("payments", ["amount": "20"]),
        ] as [(String, JSONValue)] {
            #expect(shop.client.post("/v1/orders/\(order)/\(what)", body).status == 201)
        }
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
        "UPDATE order_lines SET shipped_quantity = 0",
        "UPDATE order_lines SET invoiced_quantity = 0",
        "UPDATE order_lines SET delivered_quantity = quantity",
        "UPDATE order_lines SET cancelled_quantity = 1000000",
        "UPDATE order_lines SET allocated_quantity = 1000000",
        "UPDATE orders SET fulfillment_status = 'none' WHERE number IS NOT NULL",
        "UPDATE orders SET exposure_amount = 1 WHERE number IS NOT NULL",
        "UPDATE orders SET freight_invoiced_amount = 100 WHERE number IS NOT NULL",
        "UPDATE orders SET paid_amount = 0 WHERE number IS NOT NULL",
        "UPDATE orders SET commission_amount = 100 WHERE number IS NOT NULL",
        "UPDATE fulfillments SET status = 'cancelled'",
        "UPDATE invoices SET status = 'void'",
        "UPDATE invoices SET open_amount = 0",
        "UPDATE invoice_lines SET net_amount = 0",
        "UPDATE invoice_installments SET amount = 0",
        "UPDATE payments SET amount = amount + 100",
        "UPDATE payment_applications SET amount = amount + 100",
    ])
    func `damage is found`(statement: String) throws {
        let changed = try shop.server.tx { try $0.execute(text: statement) }
        #expect(changed > 0)
        #expect(try !shop.violations().isEmpty)
    }
}
