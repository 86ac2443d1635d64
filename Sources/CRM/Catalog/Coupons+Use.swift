import Schema
import Store

// A coupon is used when an order becomes binding, and given back when the order is cancelled or a draft again. Both happen
// in the transaction that changes the order, on the one writer, so a limit holds however many orders are confirmed at once.

extension Coupons {
    /// Codes without regard to capitals.
    static func names(_ codes: [String]) -> Set<String> { Set(codes.map { $0.lowercased() }) }

    /// The coupons that a document names and may use now, and what is wrong with the others.
    ///
    /// Those that an order uses already stay usable for it; those that were `agreed` before are not used when they have
    /// run out since, and not refused for it.
    static func usable(
        _ codes: [String], agreed: [String] = [], by party: RecordID?, for order: ID<Orders>?,
        on day: Day, in tx: Transaction
    ) throws -> (coupons: [Record<Coupons>], faults: [Fault]) {
        guard !codes.isEmpty else { return ([], []) }
        let marks = Array(repeating: "?", count: codes.count).joined(separator: ", ")
        let found = try tx.select(Coupons.self, where: "code IN (\(marks))", codes.map(\.cell))
        let own = try order.map { try redemptions(of: $0, in: tx).map(\.coupon) } ?? []
        let agreed = names(agreed)
        var usable: [Record<Coupons>] = []
        var faults: [Fault] = []
        for (index, code) in codes.enumerated() {
            let name = code.lowercased()
            func fault(_ code: FaultCode, _ message: String) {
                guard !agreed.contains(name) else { return }
                faults.append(
                    Fault(pointer: "/coupon_codes/\(index)", code: code, message: message))
            }
            guard let coupon = found.first(where: { $0.code.lowercased() == name }) else {
                fault(.notFound, "There is no coupon \(code).")
                continue
            }
            guard !usable.contains(where: { $0.id == coupon.id }) else {
                fault(.duplicate, "The coupon \(code) is named twice.")
                continue
            }
            guard !own.contains(coupon.id) else {
                usable.append(coupon)
                continue
            }
            let validity = Validity(from: coupon.validFrom, until: coupon.validUntil)
            if !validity.contains(day) {
                fault(.outOfRange, "The coupon \(code) is not valid on \(day.text).")
            } else if let reason = try coupon.exhaustion(for: party, in: tx) {
                fault(.tooMany, reason)
            } else {
                usable.append(coupon)
            }
        }
        return (usable, faults)
    }

    /// Uses or gives back an order's coupons, so that it uses those that it names as long as it is binding, and no others.
    ///
    /// Throws `validation_failed` when a limit is reached.
    static func settle(
        _ order: Record<Orders>, before: Record<Orders>?, in tx: Transaction
    ) throws {
        let named = order.status.bindsCoupons ? order.couponCodes : []
        let former = before.map { $0.status.bindsCoupons ? $0.couponCodes : [] } ?? []
        guard names(named) != names(former) else { return }
        let (coupons, faults) = try usable(
            named, by: order.party.rawValue, for: order.id,
            on: order.orderedOn ?? Ordering.today(tx), in: tx)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        let held = try redemptions(of: order.id, in: tx)
        for redemption in held where !coupons.contains(where: { $0.id == redemption.coupon }) {
            try tx.update(try tx.find(Coupons.self, redemption.coupon)) { $0.usedCount -= 1 }
            try tx.delete(redemption.row)
        }
        for coupon in coupons where !held.contains(where: { $0.coupon == coupon.id }) {
            var redemption = Record<CouponRedemptions>()
            redemption.coupon = coupon.id
            redemption.order = order.id
            redemption.party = order.party
            _ = try tx.create(redemption)
            try tx.update(coupon) { $0.usedCount += 1 }
        }
    }

    private static func redemptions(
        of order: ID<Orders>, in tx: Transaction
    ) throws -> [Record<CouponRedemptions>] {
        try tx.select(CouponRedemptions.self, where: "order_id = ?", [order.cell])
    }

    private static let usesOfParty = SQL(
        """
        SELECT count(*) FROM coupon_redemptions
        WHERE coupon_id = ? AND party_id = ? AND deleted_at IS NULL
        """)

    fileprivate static func uses(
        of coupon: ID<Coupons>, by party: RecordID, in tx: Transaction
    ) throws -> Int64 {
        try tx.first(usesOfParty, [coupon.cell, party.cell]) { $0.integer(0) } ?? 0
    }
}

extension Record where R == Coupons {
    /// Why it cannot be used once more; nil when it can.
    fileprivate func exhaustion(for party: RecordID?, in tx: Transaction) throws -> String? {
        if let limit = self.usageLimit, self.usedCount >= limit {
            return "The coupon \(self.code) was used \(limit) times already."
        }
        guard let party, let limit = self.usageLimitPerParty,
            try Coupons.uses(of: id, by: party, in: tx) >= limit
        else { return nil }
        return "The party has used the coupon \(self.code) \(limit) times already."
    }
}

extension Orders.Status {
    /// Whether an order in this status uses its coupons.
    fileprivate var bindsCoupons: Bool { self != .draft && self != .cancelled }
}
