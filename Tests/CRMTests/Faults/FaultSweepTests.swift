import CFaultVFS
import Testing
import TratoTesting

/// "Create an order with lines" with each of its reads and writes failing once: the old state or the new one.
struct FaultSweepTests {
    private let shop: Shop
    private let original: TestServer
    private let body: JSONValue

    init() throws {
        let shop = try Shop()
        self.shop = shop
        original = shop.server
        let products = try ["41", "51"].map { try shop.product($0) }
        try shop.book([(products[0], "0", "7.70"), (products[1], "0", "42.40")])
        body = [
            "party_id": .string(shop.customer), "freight_amount": "65.83",
            "external_ids": [["system": "erp", "id": "1"]], "tags": ["urgent"],
            "lines": [
                ["product": ["sku": "41"], "quantity": 10],
                ["product": ["sku": "51"], "quantity": 35, "discount_percent": "15"],
            ],
        ]
    }

    private func order(on faulted: FaultedServer, _ number: Int) -> TestResponse {
        let body = body.merging(["external_ids": [["system": "erp", "id": .string("\(number)")]]])
        return faulted.server.admin.post(
            "/v1/orders", body, headers: [("Idempotency-Key", "order \(number)")])
    }

    /// Rows before and after an order that nothing disturbs.
    private func states() throws -> (old: [String: Int64], new: [String: Int64]) {
        let quiet = try FaultedServer(copyOf: original)
        let old = try quiet.rows()
        #expect(order(on: quiet, 1).status == 201)
        return (old, try quiet.rows())
    }

    /// `run` 1 is the evil case: the next call would succeed again.
    @Test(arguments: [1, 0]) func `whichever call fails, nothing is there by half`(run: Int) throws
    {
        let (old, new) = try states()
        #expect(old["orders"] != new["orders"] && old["order_lines"] != new["order_lines"])
        var swept = 0
        while true {
            let faulted = try FaultedServer(copyOf: original)
            faulted.arm(FAULT_IO, swept + 1, run: run)
            let answer = order(on: faulted, 1)
            let isReady = faulted.isReady
            let failed = faulted.disarm()
            let (rows, damage) = try faulted.afterRestart()
            #expect(damage == [], "call \(swept + 1)")
            if answer.status == 201 {
                #expect(
                    rows == new, "call \(swept + 1) failed, and what was acknowledged is not whole")
            } else {
                #expect(answer.status == 503, "call \(swept + 1): \(answer)")
                #expect(rows == old || rows == new, "call \(swept + 1) left a half")
            }
            let next = order(on: faulted, 2).status
            #expect(
                isReady && faulted.isReady ? next == 201 : next == 503,
                "call \(swept + 1): ready \(isReady), and then \(next)")
            if failed == 0 { break }
            swept += 1
        }
        #expect(swept > 50, "only \(swept) calls to fail")
    }

    /// `run` 0 keeps it full until the request is over.
    ///
    /// With 1 there is room again after one write: a request that
    /// found none in the middle runs again with its commit, and may come through.
    @Test(arguments: [1, 0])
    func `whenever the disk is full the order is refused, and comes through later`(run: Int) throws
    {
        let (old, new) = try states()
        let faulted = try FaultedServer(copyOf: original)
        // The first write of a credential notes its use.
        #expect(faulted.server.admin.get("/v1/me").status == 200)
        var rows = try faulted.rows()
        #expect(rows == old)
        var number = 1
        var refused = 0
        while true {
            faulted.arm(FAULT_FULL, number, run: run)
            let answer = order(on: faulted, number)
            let failed = faulted.disarm()
            if failed == 0 {
                #expect(answer.status == 201)
                break
            }
            #expect(faulted.isReady)
            if run == 0 || answer.status != 201 {
                #expect(answer.status == 507, "write \(number): \(answer)")
                #expect(answer.code == "storage_full")
                #expect(try faulted.rows() == rows, "write \(number) left a half")
                refused += 1
            }
            // Once more for the same key: what is there already is not made twice.
            #expect(order(on: faulted, number).status == 201)
            let after = try faulted.rows()
            for (table, count) in new where !table.contains("_search_") {
                let step = count - (old[table] ?? 0)
                #expect(after[table] == (rows[table] ?? 0) + step, "write \(number): \(table)")
            }
            rows = after
            number += 1
        }
        #expect(refused > 2, "only \(refused) refused")
        let (_, damage) = try faulted.afterRestart()
        #expect(damage == [])
    }
}
