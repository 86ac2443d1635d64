import API
import Schema
import Store

/// Codes that make a pricing rule hold for the document that names them.
package struct Coupons: Resource {
    package static let name = "coupons"
    package static let singular = "coupon"
    package static let table = TypedTable(Self())

    let code = Field.text("code", max: 100, [.title, .unique, .sortable])
        .about("What the customer gives; capitals and small letters are the same.")
    let rule = Field.reference("pricing_rule_id", to: PricingRules.self)
        .about("What it unlocks: a rule that requires a coupon.")
    let usageLimit = Field.integer("usage_limit", 1...1_000_000_000).optional
        .about("How many orders may use it.")
    let usageLimitPerParty = Field.integer("usage_limit_per_party", 1...1_000_000).optional
    let usedCount = Field.integer("used_count", 0...(.max), .readOnly).default(0)
        .about("Orders that use it: confirmed and not cancelled.")
    let validFrom = Field.day("valid_from").optional
    let validUntil = Field.day("valid_until", .sortable).optional

    package init() {}

    package static func willSave(
        _ coupon: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        var faults: [Fault] = []
        if coupon.isSound(\.validFrom, \.validUntil) {
            faults += Validity(from: coupon.validFrom, until: coupon.validUntil).faults
        }
        if coupon.isSound(\.rule), coupon.rule != before?.rule,
            try !tx.find(PricingRules.self, coupon.rule).requiresCoupon
        {
            faults.append(
                Fault(
                    pointer: "/pricing_rule_id", code: .conflict,
                    message: "The rule holds without a coupon; set its requires_coupon first."))
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }
}

/// That an order uses a coupon.
package struct CouponRedemptions: Resource {
    package static let name = "coupon-redemptions"
    package static let singular = "coupon_redemption"
    package static let traits: ResourceTraits = [.readOnly, .noCreate, .permanent]
    package static let indexes = [["coupon_id", "party_id"]]
    package static let uniques = [Unique("coupon_id", "order_id")]
    package static let table = TypedTable(Self())

    let coupon = Field.reference("coupon_id", to: Coupons.self, .readOnly)
    let order = Field.reference("order_id", to: Orders.self, .readOnly)
    let party = Field.reference("party_id", to: Parties.self, .readOnly)

    package init() {}
}
