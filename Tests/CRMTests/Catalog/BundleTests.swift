import CRM
import Testing
import TratoTesting

struct BundleTests {
    let shop: Shop
    private let ids: [String: String]

    init() throws {
        shop = try Shop()
        var ids: [String: String] = [:]
        for sku in ["case", "small", "large", "mouse", "fan"] { ids[sku] = try shop.product(sku) }
        func part(_ sku: String, _ members: JSONValue = [:]) -> JSONValue {
            let body: JSONValue = ["product_id": .string(ids[sku] ?? "")]
            return body.merging(members)
        }
        ids["computer"] = try shop.product(
            "computer",
            [
                "option_groups": [
                    ["key": "disk", "name": "Disk"],
                    ["key": "extra", "name": "Extras", "min_choices": 0, "max_choices": 2],
                ],
                "components": [
                    part("case"),
                    part(
                        "small", ["option_group": "disk", "is_default": true, "excludes": ["fan"]]),
                    part(
                        "large",
                        ["option_group": "disk", "price_percent": "50", "requires": ["fan"]]),
                    part(
                        "mouse", ["option_group": "extra", "price_percent": "100", "quantity": "2"]),
                    part("fan", ["option_group": "extra"]),
                ],
            ])
        self.ids = ids
        try shop.book([
            (ids["computer"] ?? "", "0", "500"), (ids["large"] ?? "", "0", "99.99"),
            (ids["mouse"] ?? "", "0", "10"),
        ])
    }

    private func order(_ options: JSONValue = nil) -> TestResponse {
        let line: JSONValue = [
            "product_id": .string(ids["computer"] ?? ""), "quantity": "3",
            "bundle_options": options,
        ]
        return shop.client.post(
            "/v1/orders", ["party_id": .string(shop.customer), "lines": [line]])
    }

    @Test func `a bundle has what is always in it, and the usual options`() throws {
        let line = order().json["lines"][0]
        #expect(line["unit_price"] == "500.00")
        #expect(line["bundle_components"].column("sku") == ["case", "small"])
        #expect(line["bundle_components"].column("quantity") == ["3", "3"])
        #expect(try shop.violations().isEmpty)
    }

    @Test func `options cost what they say`() throws {
        let made = order(["LARGE", "mouse", "fan"])
        let line = made.json["lines"][0]
        // 500 + half of 99.99 + two mice.
        #expect(line["unit_price"] == "569.995")
        #expect(line["bundle_components"].column("quantity") == ["3", "3", "6", "3"])
        #expect(line["price_trace"].column("level").prefix(2) == ["price_book", "options"])
        let changed = shop.patch(
            "orders/\(made.id)", ["lines": [["id": line["id"], "bundle_options": ["small"]]]])
        #expect(changed.json["lines"][0]["unit_price"] == "500.00")
    }

    @Test func `a choice that does not fit is refused, with why`() {
        let wrong: [(JSONValue, String)] = [
            (["none"], "none is no option"), ([], "1 to 1"), (["small", "large"], "1 to 1"),
            (["large"], "large requires fan"), (["small", "fan"], "small excludes fan"),
            (["case"], "case is no option"),
        ]
        for (options, why) in wrong {
            let answer = order(options)
            #expect(answer.faults == ["/lines/0/bundle_options conflict"], "\(options)")
            #expect("\(answer.json)".contains(why), "\(answer)")
        }
        let plain = shop.client.post(
            "/v1/orders",
            [
                "party_id": .string(shop.customer),
                "lines": [
                    [
                        "product_id": .string(ids["mouse"] ?? ""), "quantity": "1",
                        "bundle_options": ["x"],
                    ]
                ],
            ])
        #expect(plain.faults == ["/lines/0/bundle_options conflict"])
    }

    @Test func `a bundle that cannot be is refused`() {
        let mouse: JSONValue = .string(ids["mouse"] ?? "")
        let answer = shop.client.post(
            "/v1/products",
            [
                "sku": "bad", "name": "Bad",
                "option_groups": [["key": "a", "name": "A", "min_choices": 3, "max_choices": 2]],
                "components": [
                    ["product_id": mouse, "option_group": "b"],
                    ["product_id": mouse, "requires": ["nothing"]],
                ],
            ])
        #expect(
            Set(answer.faults) == [
                "/option_groups/0/max_choices out_of_range", "/components/0/option_group not_found",
                "/components/1/product_id duplicate", "/components/1/requires/0 not_found",
            ])
    }
}
