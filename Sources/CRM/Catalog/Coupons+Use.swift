import Schema
import Store

// A coupon is used when an order becomes binding, and given back when the order is cancelled or a draft again. Both happen
// in the transaction that changes the order, on the one writer, so a limit holds however many orders are confirmed at once.

extension Coupons {
    /// The coupons that a document names and may use now, and what is wrong with the others.
    static func usable(
        _ codes: [String], by party: RecordID?, on day: Day, in tx: Transaction
    ) throws -> (coupons: [Record<Coupons>], faults: [Fault]) {
        guard !codes.isEmpty else { return ([], []) }
        let marks = Array(repeating: "?", count: codes.count).joined(separator: ", ")
        let found = try tx.select(Coupons.self, where: "code IN (\(marks))", codes.map(\.cell))
        var usable: [Record<Coupons>] = []
        var faults: [Fault] = []
        for (index, code) in codes.enumerated() {
            func fault(_ code: FaultCode, _ message: String) {
                faults.append(
                    Fault(pointer: "/coupon_codes/\(index)", code: code, message: message))
            }
            guard let coupon = found.first(where: { $0.code.lowercased() == code.lowercased() })
            else {
                fault(.notFound, "There is no coupon \(code).")
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

    /// Uses or gives back an order's coupons as its status says.
    ///
    /// Throws `validation_failed` when a limit is reached.
    static func settle(
        _ order: Record<Orders>, before: Record<Orders>?, in tx: Transaction
    ) throws {
        let isBinding = order.status.bindsCoupons
        guard isBinding != (before?.status.bindsCoupons ?? false) else { return }
        guard !order.couponCodes.isEmpty else { return }
        if isBinding { try use(order, in: tx) } else { try giveBack(order, in: tx) }
    }

    private static func use(_ order: Record<Orders>, in tx: Transaction) throws {
        let (coupons, faults) = try usable(
            order.couponCodes, by: order.party.rawValue, on: order.orderedOn ?? Ordering.today(tx),
            in: tx)
        guard faults.isEmpty else { throw Problem.invalid(faults) }
        for coupon in coupons {
            var redemption = Record<CouponRedemptions>()
            redemption.coupon = coupon.id
            redemption.order = order.id
            redemption.party = order.party
            _ = try tx.create(redemption)
            try tx.update(coupon) { $0.usedCount += 1 }
        }
    }

    private static func giveBack(_ order: Record<Orders>, in tx: Transaction) throws {
        for redemption in try tx.select(
            CouponRedemptions.self, where: "order_id = ?", [order.id.cell])
        {
            try tx.update(try tx.find(Coupons.self, redemption.coupon)) { $0.usedCount -= 1 }
            try tx.delete(redemption.row)
        }
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
