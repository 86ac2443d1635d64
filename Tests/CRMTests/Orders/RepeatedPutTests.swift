import CRM
import Schema
import Testing
import TratoTesting

/// What an ERP system sends again is what is there already.
struct RepeatedPutTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    private func put(_ body: JSONValue) -> TestResponse {
        shop.client.put("/v1/orders/by-external/erp/10250", body)
    }

    /// An order whose prices, names and rates come from the catalog.
    private func body() throws -> JSONValue {
        let products = try ["41", "51"].map { try shop.product($0) }
        try shop.book([(products[0], "0", "7.70"), (products[1], "0", "42.40")])
        return [
            "party_id": .string(shop.customer), "currency": "EUR", "freight_amount": "65.83",
            "discount_percent": "2", "discount_amount": nil, "invoice_party_id": nil,
            "lines": [
                ["product": ["sku": "41"], "quantity": 10],
                [
                    "product": ["sku": "51"], "quantity": 35, "unit_price": nil,
                    "discount_percent": "15",
                ],
                ["product": ["sku": "41"], "quantity": 10],
            ],
        ]
    }

    @Test func `the same body again changes nothing, draft or confirmed`() throws {
        let body = try body()
        let first = put(body)
        #expect(first.status == 201)
        let second = put(body)
        #expect(second.status == 200)
        #expect(second.etag == "\"1\"")
        #expect(second.json["lines"] == first.json["lines"])
        #expect(shop.verb("orders/\(first.id)/confirm").status == 200)
        let third = put(body)
        #expect(third.status == 200)
        #expect(third.etag == "\"2\"")
        let other = put(body.merging(["freight_amount": "1"]))
        #expect(other.code == "not_editable")
        let fewer = put(body.merging(["lines": [body["lines"][0]]]))
        #expect(fewer.code == "not_editable")
    }

    @Test func `lines that say the same keep their ids wherever they stand`() throws {
        let body = try body()
        let first = put(body).json["lines"].column("id")
        let lines = body["lines"].elements
        let new: JSONValue = ["product": ["sku": "51"], "quantity": 1]
        let second = put(body.merging(["lines": [new, lines[0], lines[1]]])).json["lines"].column(
            "id")
        #expect(!first.contains(second[0]))
        #expect(second[1] == first[0])
        #expect(second[2] == first[1])
    }

    @Test func `a line without its discount has none`() throws {
        let body = try body()
        #expect(put(body).json["lines"][1]["discount_percent"] == "15")
        let plain = body["lines"][1].without("discount_percent")
        let answer = put(body.merging(["lines": [plain]]))
        #expect(answer.json["lines"][0]["discount_percent"] == "0")
    }

    @Test func `the key of the address stays among those that the body lists`() throws {
        let body = try body().merging(["external_ids": [["system": "shop", "id": "7"]]])
        #expect(put(body).status == 201)
        let again = put(body)
        #expect(again.etag == "\"1\"")
        #expect(again.json["external_ids"].column("system") == ["shop", "erp"])
    }
}
