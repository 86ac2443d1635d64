import Testing
import TratoTesting

/// Another system names an order's lines as it does in its own house.
struct LineKeyTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    private func line(_ key: String, _ quantity: Int) -> JSONValue {
        Shop.line("\(quantity)", "5").merging(["external_id": .string(key)])
    }

    private func put(_ lines: [JSONValue]) -> TestResponse {
        shop.client.put(
            "/v1/orders/by-external/erp/1",
            ["party_id": .string(shop.customer), "lines": .array(lines)])
    }

    @Test func `a line whose quantity changes is the same line`() throws {
        let first = put([line("10", 1), line("20", 2)])
        #expect(first.status == 201, "\(first)")
        let ids = first.json["lines"].column("id")
        let second = put([line("20", 3), line("30", 1), line("10", 1)])
        #expect(second.status == 200, "\(second)")
        #expect(second.json["lines"].column("external_id") == ["20", "30", "10"])
        #expect(second.json["lines"].column("quantity") == ["3", "1", "1"])
        #expect(second.json["lines"][0]["id"].string == ids[1])
        #expect(second.json["lines"][2]["id"].string == ids[0])
        let patched = shop.patch("orders/\(first.id)", ["lines": [line("30", 7)]])
        #expect(patched.json["lines"][0]["id"] == second.json["lines"][1]["id"], "\(patched)")
        #expect(patched.json["lines"][0]["quantity"] == "7")
    }

    @Test func `lines that had no key get theirs and stay`() throws {
        let plain = put([Shop.line("1", "5"), Shop.line("2", "5")])
        let keyed = put([line("20", 2), line("10", 1)])
        #expect(keyed.json["lines"][0]["id"] == plain.json["lines"][1]["id"], "\(keyed)")
        #expect(keyed.json["lines"][1]["external_id"] == "10")
        // What says less than is stored takes nothing away.
        let again = put([Shop.line("2", "5"), Shop.line("1", "5")])
        #expect(again.header("trato-unchanged") == "true", "\(again)")
    }

    @Test func `two lines cannot have one key`() throws {
        let twice = put([line("10", 1), line("10", 2)])
        #expect(twice.faults == ["/lines/1/external_id duplicate"], "\(twice)")
        #expect(put([line("10", 1)]).status == 201)
        #expect(
            put([line("10", 1), line("10", 2)]).faults == ["/lines/1/external_id duplicate"])
    }
}
