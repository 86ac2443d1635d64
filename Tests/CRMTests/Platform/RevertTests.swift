import Testing
import TratoTesting

/// What taking an import back does to documents that nobody deletes.
struct RevertTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    private func take(_ resource: String, _ rows: [String]) throws -> String {
        let made = shop.client.send(
            .post, "/v1/imports?resource=\(resource)",
            headers: [("Content-Type", "application/x-ndjson")],
            bytes: Array(rows.joined(separator: "\n").utf8))
        #expect(made.status == 201, "\(made)")
        work()
        let end = shop.read("imports/\(made.id)")
        #expect(end["rows_created"].integer == Int64(rows.count), "\(end)")
        return made.id
    }

    private func work() { shop.server.application.bulk.finish(shop.server.application) }

    private func revert(_ id: String) -> JSONValue {
        #expect(shop.verb("imports/\(id)/revert").status == 200)
        work()
        return shop.read("imports/\(id)")
    }

    @Test func `goods that were sent stay sent, and the file says why`() throws {
        let order = try shop.id(shop.confirmed([Shop.line("10", "10")]))
        let row = """
            {"order_id": "\(order)", "shipped_at": "2026-11-20T08:00:00Z", "delivered_at": "2026-11-20T09:00:00Z"}
            """
        let id = try take("fulfillments", [row])
        #expect(shop.read("orders/\(order)")["status"] == "completed")
        let end = revert(id)
        #expect(end["records_reverted"] == 0, "\(end)")
        #expect(end["records_kept"] == 1, "\(end)")
        #expect(shop.read("fulfillments?order_id=\(order)")["data"].elements.count == 1)
        let errors = shop.client.get(
            "/v1/imports/\(id)/errors", headers: [("Accept", "application/x-ndjson")])
        #expect(errors.text.contains("No fulfillment is ever deleted."), "\(errors)")
        #expect(try shop.violations() == [])
    }

    @Test func `money that came in stays, and what it paid stays paid`() throws {
        let order = try shop.id(shop.confirmed([Shop.line("10", "10")]))
        let bill = shop.client.post("/v1/orders/\(order)/invoices", [:])
        let id = try take("payments", ["{\"order_id\": \"\(order)\", \"amount\": \"40\"}"])
        let end = revert(id)
        #expect(end["records_kept"] == 1 && end["records_reverted"] == 0, "\(end)")
        #expect(shop.read("payments?order_id=\(order)")["data"].elements.count == 1)
        #expect(shop.read("invoices/\(bill.id)")["open_amount"] == "60.00")
        #expect(try shop.violations() == [])
    }
}
