import Schema
import Store
import Testing
import TratoTesting

@testable import CRM

/// Products are remembered with each connection; nothing that has changed since may be taken for what it was.
struct KnownProductTests {
    private let shop: Shop

    init() throws { shop = try Shop(country: "PT") }

    private func ordered(_ product: String) -> TestResponse { order(product, "/v1/orders") }

    /// By the writer's connection, which leaves nothing behind that needs the product.
    private func tried(_ product: String) -> TestResponse {
        order(product, "/v1/orders?dry_run=true")
    }

    private func order(_ product: String, _ target: String) -> TestResponse {
        shop.client.post(
            target,
            [
                "party_id": .string(shop.customer),
                "lines": [["product_id": .string(product), "quantity": "1", "unit_price": "9"]],
            ])
    }

    private func quoted(_ product: String) -> TestResponse {
        shop.client.post(
            "/v1/price-quotes",
            ["lines": [["product_id": .string(product), "quantity": "1", "unit_price": "9"]]])
    }

    @Test func `a new name is on the next line`() throws {
        let product = try shop.product("A")
        for ask in [ordered, quoted] {
            #expect(ask(product).json["lines"][0]["description"].string == "Product A")
        }
        #expect(shop.patch("products/\(product)", ["name": "Renamed"]).status == 200)
        for ask in [ordered, quoted] {
            #expect(ask(product).json["lines"][0]["description"].string == "Renamed")
        }
    }

    @Test func `a product that is gone is found no more, and found again when it is restored`()
        throws
    {
        let product = try shop.product("A")
        for ask in [tried, quoted] { #expect(ask(product).status / 100 == 2) }
        #expect(shop.client.delete("/v1/products/\(product)").status == 204)
        for ask in [tried, quoted] {
            let answer = ask(product)
            #expect(answer.status == 422)
            #expect(answer.json["errors"][0]["code"].string == "not_found")
        }
        #expect(shop.client.post("/v1/products/\(product)/restore").status == 200)
        for ask in [tried, quoted] { #expect(ask(product).status / 100 == 2) }
    }

    @Test func `a discontinued product comes on no new line`() throws {
        let product = try shop.product("A")
        for ask in [ordered, quoted] { #expect(ask(product).status / 100 == 2) }
        #expect(shop.verb("products/\(product)/discontinue").status == 200)
        for ask in [ordered, quoted] {
            #expect(ask(product).json["errors"][0]["code"].string == "discontinued")
        }
    }

    /// Both are looked up by id, and only one is a product.
    @Test func `what is known as one thing is not another`() throws {
        let product = try shop.product("A")
        let book = try shop.book([(product, "0", "5")])
        #expect(quoted(product).status == 200)
        #expect(quoted(book).status == 422)
        let answer = shop.client.post(
            "/v1/price-quotes",
            [
                "price_book_id": .string(product),
                "lines": [["product_id": .string(product), "quantity": "1"]],
            ])
        #expect(answer.status == 422)
    }

    /// The half that is undone leaves nothing behind, neither in the batch nor after it.
    @Test func `what a failed operation changed is forgotten`() throws {
        let product = try shop.product("A")
        #expect(ordered(product).status == 201)
        let order: JSONValue = [
            "method": "POST", "path": "/v1/orders",
            "body": [
                "party_id": .string(shop.customer),
                "lines": [["product_id": .string(product), "quantity": "1", "unit_price": "9"]],
            ],
        ]
        let rename: JSONValue = [
            "method": "PATCH", "path": .string("/v1/products/\(product)"),
            "body": ["name": "Never"], "headers": ["If-Match": "*"],
        ]
        let wrong: JSONValue = ["method": "POST", "path": "/v1/orders", "body": [:]]
        let failed = shop.client.post(
            "/v1/batch", ["atomic": true, "operations": [rename, order, wrong]])
        #expect(failed.status / 100 == 4, "\(failed)")
        for ask in [ordered, quoted] {
            #expect(ask(product).json["lines"][0]["description"].string == "Product A")
        }
    }

    /// A hundred lines cost as many statements as one.
    @Test func `known products are not asked for again`() throws {
        let products = try (0..<40).map { try shop.product("P\($0)") }
        let ids = try products.map { try #require(RecordID($0)) }
        try shop.server.read { tx in
            let catalog = try PriceCatalog.of(tx)
            let first = try ids.map { try #require(try catalog.product($0, tx)) }
            #expect(try ids.indices.allSatisfy { first[$0] === (try catalog.product(ids[$0], tx)) })
        }
    }
}
