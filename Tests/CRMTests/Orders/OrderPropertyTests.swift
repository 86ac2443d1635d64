import Testing
import TratoTesting

@testable import CRM

/// Whatever is done to orders in whatever order, documents, quantities, sums and statuses agree.
struct OrderPropertyTests {
    /// Does something to an order at random, often something that is refused.
    private struct Worker {
        let shop: Shop
        let order: String
        var random: SplitMix

        private func orderLine(_ upTo: Int) -> JSONValue {
            shop.read("orders/\(order)")["lines"][upTo]
        }

        private mutating func someLines() -> JSONValue {
            let index = Int(random.below(2))
            let quantity = random.below(4) == 0 ? "0.5" : "\(random.below(3) + 1)"
            return [["order_line_id": orderLine(index)["id"], "quantity": .string(quantity)]]
        }

        private mutating func some(_ resource: String) -> String? {
            let found = shop.read("orders/\(order)/\(resource)")["data"].elements
            guard !found.isEmpty else { return nil }
            return found[Int(random.below(UInt64(found.count)))]["id"].string
        }

        mutating func step() -> TestResponse? {
            switch random.below(17) {
            case 0...2:
                return shop.client.post(
                    "/v1/orders/\(order)/fulfillments", ["lines": someLines()])
            case 3, 4: return some("fulfillments").map { shop.verb("fulfillments/\($0)/deliver") }
            case 5: return some("fulfillments").map { shop.verb("fulfillments/\($0)/cancel") }
            case 6, 7:
                return shop.client.post("/v1/orders/\(order)/invoices", ["lines": someLines()])
            case 8: return some("invoices").map { shop.verb("invoices/\($0)/void") }
            case 9:
                let kind = random.below(3) == 0 ? "refund" : "payment"
                let amount = "\(random.below(40) + 1).25"
                return shop.client.post(
                    "/v1/orders/\(order)/payments",
                    ["kind": .string(kind), "amount": .string(amount)])
            case 10: return some("payments").map { shop.verb("payments/\($0)/void") }
            case 11:
                return shop.client.post("/v1/orders/\(order)/returns", ["lines": someLines()])
            case 12:
                return some("returns").map { id in
                    _ = shop.verb("returns/\(id)/approve")
                    return shop.verb("returns/\(id)/receive")
                }
            case 13:
                let words = ["restock", "scrap", "repair", "replace"]
                let word = words[Int(random.below(4))]
                return some("returns").map { id in
                    let row = shop.read("returns/\(id)")["lines"][0]["id"]
                    _ = shop.verb(
                        "returns/\(id)/inspect",
                        ["lines": [["line_id": row, "disposition": .string(word)]]])
                    return shop.verb("returns/\(id)/close")
                }
            case 14: return shop.verb("orders/\(order)/cancel_lines", ["lines": someLines()])
            case 15:
                let lines = shop.read("orders/\(order)")["lines"].elements
                let quantity = "\(random.below(9) + 1)"
                return shop.verb(
                    "orders/\(order)/amend",
                    [
                        "changes": [
                            "lines": .array(
                                lines.map { ["id": $0["id"], "quantity": .string(quantity)] })
                        ]
                    ])
            default:
                let verbs = ["cancel", "close_short", "reopen", "complete", "reject"]
                return shop.verb("orders/\(order)/\(verbs[Int(random.below(5))])")
            }
        }
    }

    @Test(arguments: 1...12)
    func `documents and orders agree whatever happens`(seed: UInt64) throws {
        let shop = try Shop()
        let product = try shop.product("P", ["stock_policy": "backorder"])
        try shop.make("stock-levels", ["product_id": .string(product), "on_hand_quantity": "4"])
        try shop.make(
            "credit-accounts",
            ["party_id": .string(shop.customer), "limit_amount": "9999", "policy": "hold"])
        let order = try shop.confirmed(
            [
                [
                    "product_id": .string(product), "quantity": "6", "unit_price": "3.33",
                    "tax_rate_percent": "19", "discount_percent": "5",
                ],
                Shop.line("3", "7.77", tax: "7"),
            ],
            [
                "discount_percent": "3", "freight_amount": "4.95",
                "over_delivery_percent": .string(seed % 2 == 0 ? "20" : "0"),
                "billing_policy": .string(seed % 3 == 0 ? "on_shipment" : "on_order"),
            ])
        var worker = Worker(shop: shop, order: try shop.id(order), random: SplitMix(seed: seed))
        var done = 0
        for step in 0..<60 {
            guard let answer = worker.step() else { continue }
            #expect(answer.status < 500, "seed \(seed), step \(step): \(answer)")
            guard answer.status < 300 else { continue }
            done += 1
            let found = try shop.violations()
            #expect(found == [], "seed \(seed), step \(step): \(answer)")
            guard found.isEmpty else { return }
        }
        #expect(done > 10, "seed \(seed)")
        #expect(shop.server.log.failures == [])
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return (mixed ^ (mixed >> 31)) % bound
    }
}
