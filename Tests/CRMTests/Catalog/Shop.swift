import CRM
import Schema
import Testing
import TratoTesting

/// A server with a customer, and what tests of catalog, quotes and orders ask of it all the time.
struct Shop {
    let server: TestServer
    let customer: String

    init(country: String = "DE", settings: Settings = TestServer.settings) throws {
        server = try TestServer(settings: settings)
        let made = server.admin.post(
            "/v1/parties",
            ["kind": "organization", "display_name": "Bakery", "country": .string(country)])
        guard made.status == 201 else { throw Unexpected("customer", made) }
        customer = made.id
    }

    var client: Client { server.admin }
    var time: TestClock { server.time }

    /// Creates a record and returns it as answered.
    @discardableResult
    func make(_ resource: String, _ body: JSONValue) throws -> JSONValue {
        let made = client.post("/v1/\(resource)", body)
        guard made.status == 201 else { throw Unexpected("\(resource) \(body)", made) }
        return made.json
    }

    func product(_ sku: String, _ members: JSONValue = [:]) throws -> String {
        let body: JSONValue = ["sku": .string(sku), "name": .string("Product \(sku)")]
        return try id(make("products", body.merging(members)))
    }

    /// A default price book with entries written as `(product, from, price)`.
    @discardableResult
    func book(
        _ entries: [(String, String, String)], _ members: JSONValue = ["is_default": true]
    ) throws -> String {
        let body: JSONValue = [
            "name": "List",
            "entries": .array(
                entries.map { product, from, price in
                    [
                        "product_id": .string(product), "min_quantity": .string(from),
                        "unit_price": .string(price),
                    ]
                }),
        ]
        return try id(make("price-books", body.merging(members)))
    }

    /// A line without product.
    static func line(
        _ quantity: String, _ price: String, discount: String = "0", tax: String = "0"
    ) -> JSONValue {
        [
            "description": "Goods", "quantity": .string(quantity), "unit_price": .string(price),
            "discount_percent": .string(discount), "tax_rate_percent": .string(tax),
        ]
    }

    func order(_ lines: [JSONValue], _ members: JSONValue = [:]) throws -> JSONValue {
        let body: JSONValue = ["party_id": .string(customer), "lines": .array(lines)]
        return try make("orders", body.merging(members))
    }

    func quote(_ lines: [JSONValue], _ members: JSONValue = [:]) throws -> JSONValue {
        let body: JSONValue = ["party_id": .string(customer), "lines": .array(lines)]
        return try make("quotes", body.merging(members))
    }

    /// What the ERP counts of a product.
    func level(_ product: String, _ quantity: String, _ location: String = "main") throws {
        try make(
            "stock-levels",
            [
                "product_id": .string(product), "location": .string(location),
                "on_hand_quantity": .string(quantity),
            ])
    }

    /// A draft of an order of so much of a product at 1 apiece.
    func draft(_ product: String, _ quantity: String) throws -> String {
        try id(
            order([
                [
                    "product_id": .string(product), "quantity": .string(quantity),
                    "unit_price": "1",
                ]
            ]))
    }

    /// An order that binds, as answered.
    func confirmed(_ lines: [JSONValue], _ members: JSONValue = [:]) throws -> JSONValue {
        let made = try order(lines, members)
        let answer = verb("orders/\(try id(made))/confirm")
        guard answer.status == 200 else { throw Unexpected("confirm", answer) }
        return answer.json
    }

    func id(_ record: JSONValue) throws -> String { try #require(record["id"].string) }

    func read(_ target: String) -> JSONValue { client.get("/v1/\(target)").json }

    func verb(_ target: String, _ body: JSONValue? = nil) -> TestResponse {
        client.post("/v1/\(target)", body)
    }

    /// Changes a record at its current version.
    func patch(_ target: String, _ body: JSONValue) -> TestResponse {
        client.patch("/v1/\(target)", body, match: "*")
    }

    /// What `trato check` would say.
    func violations() throws -> [String] { try server.read { try Invariants.violations($0) } }
}

extension JSONValue {
    /// One member of each element of an array.
    func column(_ name: String) -> [String] { elements.map { $0[name].string ?? "?" } }
}
