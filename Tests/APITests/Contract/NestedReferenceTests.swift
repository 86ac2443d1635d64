import Testing
import TratoTesting

/// A reference that names its record by another key than the id.
struct NestedReferenceTests {
    let server: TestServer
    let admin: Client
    let party: String

    init() throws {
        server = try TestServer()
        admin = server.admin
        party =
            admin.post(
                "/v1/parties",
                [
                    "kind": "person", "display_name": "Ana",
                    "external_ids": [["system": "erp", "id": "7"]],
                ]
            ).id
    }

    private func order(
        _ reference: JSONValue, _ headers: [(String, String)] = []
    ) -> TestResponse {
        admin.post("/v1/orders", ["party": reference], headers: headers)
    }

    @Test func `a record is named by its id or by another system's`() {
        for reference: JSONValue in [
            ["id": .string(party)], ["external_id": ["system": "erp", "id": "7"]],
        ] {
            let made = order(reference)
            #expect(made.json["party_id"].string == party, "\(made)")
        }
    }

    private static let wrong: [(reference: JSONValue, faults: [String])] = [
        (["foo": "x"], ["/party/foo unknown_field"]),
        (["foo": "x", "a/b": 1], ["/party/a~1b unknown_field", "/party/foo unknown_field"]),
        (["id": "x"], ["/party/id malformed"]),
        (
            ["id": "01900000-0000-7000-8000-000000000001", "foo": 1],
            ["/party/foo unknown_field", "/party/id not_found"]
        ),
        (["display_name": "Ana"], ["/party/display_name unknown_field"]),
        ([:], ["/party wrong_type"]), (5, ["/party wrong_type"]),
        (
            ["id": "01900000-0000-7000-8000-000000000001", "external_id": [:]],
            ["/party wrong_type"]
        ),
        (["external_id": ["system": "erp"]], ["/party/external_id/id malformed"]),
        (
            ["external_id": ["system": "erp", "id": "7", "x": 1]],
            ["/party/external_id/x unknown_field"]
        ),
        (
            ["external_id": ["sytem": "erp", "id": 7]],
            [
                "/party/external_id/id malformed", "/party/external_id/system malformed",
                "/party/external_id/sytem unknown_field",
            ]
        ),
        (["external_id": ["system": "erp", "id": "8"]], ["/party/external_id not_found"]),
        (
            ["external_id": 5],
            [
                "/party/external_id/id malformed", "/party/external_id/system malformed",
            ]
        ),
    ]

    @Test(arguments: wrong.indices)
    func `a key that names nothing is the only fault`(_ index: Int) {
        let (reference, faults) = Self.wrong[index]
        let answer = order(reference)
        #expect(answer.status == 422, "\(answer)")
        #expect(answer.faults.sorted() == faults, "\(answer)")
    }

    @Test func `unknown members are ignored when the client asks`() {
        let lenient = [("Prefer", "handling=lenient")]
        let made = order(["id": .string(party), "foo": 1], lenient)
        #expect(made.status == 201, "\(made)")
        let other = order(["external_id": ["system": "erp", "id": "7", "x": 1]], lenient)
        #expect(other.status == 201, "\(other)")
    }

    @Test func `a line says no more about its product than a document about its party`() {
        let line: JSONValue = [
            "quantity": "1", "description": "x", "unit_price": "1", "product": ["foo": 1],
        ]
        let answer = admin.post("/v1/orders", ["party_id": .string(party), "lines": [line]])
        #expect(answer.faults == ["/lines/0/product/foo unknown_field"], "\(answer)")
        let entry: JSONValue = ["unit_price": "1", "product": ["sku": 5]]
        let book = admin.post("/v1/price-books", ["name": "List", "entries": [entry]])
        #expect(book.faults == ["/entries/0/product/sku wrong_type"], "\(book)")
    }
}
