import Testing
import TratoTesting

/// An ERP that sends each of its orders several times, as it changes, in any order and more than once.
struct ERPScenarioTests {
    /// How an order was at some moment, as the ERP tells it.
    private struct Message {
        let order: Int
        let minute: Int
        let sequence: Int
        /// Nil when the order was deleted.
        let body: JSONValue?

        var path: String {
            let clock = "\(minute / 60 < 10 ? "0" : "")\(minute / 60)"
            let rest = "\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
            return "/v1/orders/by-external/erp/\(order)"
                + "?occurred_at=2026-11-21T\(clock):\(rest):00Z&sequence=\(sequence)"
        }
    }

    private static func history(
        of order: Int, _ random: inout Mixer
    ) -> [Message] {
        var minute = Int(random.next() % 100)
        var messages: [Message] = []
        var lines: [(key: Int, quantity: Int)] = [(10, 1)]
        let changes = 3 + Int(random.next() % 6)
        for sequence in 0..<changes {
            // Some changes happen within one minute, which is as fine as this system's clock is.
            if random.next() % 3 > 0 { minute += Int(random.next() % 30) }
            switch random.next() % 4 {
            case 0: lines.append(((lines.last?.key ?? 0) + 10, Int(random.next() % 9) + 1))
            case 1 where lines.count > 1:
                lines.remove(at: Int(random.next() % UInt64(lines.count)))
            default:
                let index = Int(random.next() % UInt64(lines.count))
                lines[index].quantity = Int(random.next() % 9) + 1
            }
            let isEnd = sequence == changes - 1 && random.next() % 5 == 0
            let body: JSONValue = [
                "party": ["external_id": ["system": "erp", "id": .string("C\(order % 3)")]],
                "purchase_order_number": .string("PO-\(order)-\(sequence)"),
                "lines": .array(
                    lines.map { line in
                        [
                            "external_id": .string("\(line.key)"), "product": ["sku": "CHAI"],
                            "quantity": .number("\(line.quantity)"), "unit_price": "18",
                            "tax_rate_percent": "0",
                        ]
                    }),
            ]
            messages.append(
                Message(
                    order: order, minute: minute, sequence: sequence,
                    body: isEnd ? JSONValue?.none : body))
        }
        return messages
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `both sides end equal whatever the order of delivery`(_ seed: UInt64) throws {
        let shop = try Shop()
        _ = try shop.product("CHAI")
        for number in 0..<3 {
            let path = "/v1/parties/by-external/erp/C\(number)"
            let body: JSONValue = ["kind": "organization", "display_name": "Customer"]
            #expect(shop.client.put(path, body).status == 201)
        }
        var random = Mixer(state: seed)
        let histories = (1...8).map { Self.history(of: $0, &random) }
        var deliveries = histories.flatMap { $0 + $0 }
        deliveries += histories.flatMap { $0.shuffled(using: &random) }
        deliveries.shuffle(using: &random)
        for message in deliveries {
            let answer =
                message.body.map { shop.client.put(message.path + "&restore=true", $0) }
                ?? shop.client.delete(message.path)
            #expect(
                [200, 201, 204].contains(answer.status),
                "seed \(seed), \(message.path): \(answer)")
        }
        for history in histories {
            try expectEnd(of: history, shop, seed)
        }
        #expect(try shop.violations().isEmpty, "seed \(seed)")
    }

    private func expectEnd(of history: [Message], _ shop: Shop, _ seed: UInt64) throws {
        let last = try #require(history.last)
        let stored = shop.client.get("/v1/orders/by-external/erp/\(last.order)")
        guard let body = last.body else {
            // Never made when the deletion came first: what is older is then ignored.
            #expect(
                ["deleted", "not_found"].contains(stored.code ?? ""), "seed \(seed): \(stored)")
            return
        }
        #expect(
            stored.json["purchase_order_number"] == body["purchase_order_number"],
            "seed \(seed): \(stored)")
        #expect(
            stored.json["lines"].column("external_id") == body["lines"].column("external_id"),
            "seed \(seed): \(stored)")
        let quantities = body["lines"].elements.map { line -> String in
            if case .number(let text) = line["quantity"] { text } else { "?" }
        }
        #expect(stored.json["lines"].column("quantity") == quantities, "seed \(seed): \(stored)")
    }
}

/// SplitMix64.
private struct Mixer: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
