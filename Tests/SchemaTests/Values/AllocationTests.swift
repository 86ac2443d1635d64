import Testing

@testable import Schema

@Suite struct AllocationTests {
    @Test(
        arguments: [
            (100_000, "EUR", [1, 1, 1], [33_400, 33_300, 33_300]),
            (-100_000, "EUR", [1, 1, 1], [-33_400, -33_300, -33_300]),
            (100_000, "EUR", [-1, -1, -1], [33_400, 33_300, 33_300]),
            (100_000, "EUR", [0, 1, 0, 1], [0, 50_000, 0, 50_000]),
            (100_000, "EUR", [0, 0], [100_000, 0]),
            (100_000, "EUR", [5, -5], [100_000, 0]),
            (100_000, "EUR", [100, -20], [100_000, 0]),
            (100, "EUR", [0, 1, 1], [0, 100, 0]),
            (200, "EUR", [1, 2, 3], [0, 100, 100]),
            (1_000_000, "JPY", [1, 2, 4], [140_000, 290_000, 570_000]),
            (0, "EUR", [1, 2], [0, 0]),
            (12_345, "EUR", [0, 1, 1], [0, 6_245, 6_100]),
            (100_000, "EUR", [], []),
        ] as [(Int64, String, [Int64], [Int64])])
    func `shares follow the largest remainders`(
        amount: Int64, code: String, weights: [Int64], shares: [Int64]
    ) throws {
        let result = Money(tenThousandths: amount).allocated(
            over: weights.map(Money.init), currency: try #require(Currency(code)))
        #expect(result.map(\.tenThousandths) == shares)
    }

    @Test(arguments: [1, 20_261_122, 0xDECA_FBAD] as [UInt64])
    func `shares sum exactly, mirror and stay within the amount`(seed: UInt64) throws {
        var random = ValuesRandom(seed: seed)
        let currencies = try ["EUR", "JPY", "BHD", "UYW"].map { try #require(Currency($0)) }
        for _ in 0..<2_000 {
            let currency = currencies[Int(random.next() % 4)]
            let amount = Money(tenThousandths: random.number() % Money.limit)
            let count = Int(random.next() % 12) + 1
            let weights = (0..<count).map { _ in Money(tenThousandths: random.number()) }
            let shares = amount.allocated(over: weights, currency: currency)
            #expect(try Money.sum(shares) == amount, "seed \(seed)")
            #expect(
                shares.allSatisfy {
                    $0.tenThousandths.magnitude <= amount.tenThousandths.magnitude
                })
            let mirrored = amount.negated.allocated(over: weights, currency: currency)
            #expect(mirrored == shares.map(\.negated), "seed \(seed)")
        }
    }

    @Test func `each share is within one coin of its exact part`() throws {
        var random = ValuesRandom(seed: 7)
        let euro = try #require(Currency("EUR"))
        for _ in 0..<1_000 {
            let coins = Int64(random.next() % 1_000_000_000)
            let weights = (0..<5).map { _ in Int64(random.next() % 100_000) + 1 }
            let whole = Int128(weights.reduce(0, +))
            let shares = Money(tenThousandths: coins * 100).allocated(
                over: weights.map(Money.init), currency: euro)
            for (share, weight) in zip(shares, weights) {
                let difference = Int128(share.tenThousandths / 100) * whole - Int128(coins * weight)
                #expect(difference.magnitude < whole.magnitude)
            }
        }
    }

    @Test func `the most extreme amounts and weights do not trap`() throws {
        let euro = try #require(Currency("EUR"))
        for amount in [Int64.min, .max] {
            for weight in [Int64.min, .max, 0, 1] {
                let weights = [Money(tenThousandths: weight), Money(tenThousandths: .max)]
                let shares = Money(tenThousandths: amount).allocated(over: weights, currency: euro)
                #expect(shares.count == 2)
            }
        }
    }
}
