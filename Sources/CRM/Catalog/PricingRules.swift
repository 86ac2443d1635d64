import API
import Schema
import Store

/// Discounts that come by themselves, or by a coupon: who gets what off which products when.
package struct PricingRules: Resource {
    package static let name = "pricing-rules"
    package static let singular = "pricing_rule"
    package static let traits: ResourceTraits = .cached
    package static let indexes = [["priority", "product_id"], ["priority", "category_id"]]
    package static let table = TypedTable(Self())

    let name = Field.text("name", max: 200, [.title, .sortable])
    let isActive = Field.boolean("is_active", .indexed).default(true)
    let priority = Field.integer("priority", 0...1_000_000, .sortable).default(0)
        .about("Rules with a greater one are tried first.")
    let isStackable = Field.boolean("is_stackable").default(false)
        .about("Whether it is taken together with others; else it is taken alone.")
    let requiresCoupon = Field.boolean("requires_coupon").default(false)
        .about("Whether it holds only for documents with a coupon of it.")
    let includesContracts = Field.boolean("applies_to_contract_prices").default(false)
        .about("Whether it also lowers prices that a contract fixes.")
    let action = Field.choice("action", Effect.self)
    let value = Field.unitPrice("value")
        .about("The percentage, the amount off one unit, or the price of one unit.")
    let currency = Field.currency().optional
        .about("Of value and amounts; the rule then holds for documents in it only.")
    let party = Field.reference("party_id", to: Parties.self).optional
    let group = Field.reference("group_id", to: PartyGroups.self).optional
    let role = Field.choice("party_role", PartyRoles.Role.self).optional
    let country = Field.country("country").optional.about("Where the goods go.")
    let channel = Field.choice("channel", Orders.Channel.self).optional
    let campaign = Field.text("campaign", max: 100).optional
    let product = Field.reference("product_id", to: Products.self).optional
    let category = Field.reference("category_id", to: ProductCategories.self).optional
        .about("Products of this category and of those below it.")
    let brand = Field.text("brand", max: 100, .indexed).optional
    let minQuantity = Field.minimumQuantity("min_quantity").default(.zero)
    let maxQuantity = Field.quantity("max_quantity").optional.about("Included.")
    let minAmount = Field.money("min_amount").optional
        .about("Of the line before the rule: quantity by unit price.")
    let maxAmount = Field.money("max_amount").optional.about("Included.")
    let validFrom = Field.day("valid_from", .sortable).optional
    let validUntil = Field.day("valid_until", .sortable).optional

    package init() {}

    /// What a rule does to the price of one unit; no rule ever raises it.
    package enum Effect: String, Word {
        case percentOff = "percent_off"
        case amountOff = "amount_off"
        case fixedPrice = "fixed_price"
    }

    package static func willSave(
        _ rule: inout Record<Self>, before: Record<Self>?, in tx: Transaction
    ) throws {
        let faults = ownFaults(rule)
        guard faults.isEmpty, rule.isSound else { throw Problem.invalid(faults) }
        if let before, before.requiresCoupon, !rule.requiresCoupon,
            !(try tx.select(
                Coupons.self, where: "pricing_rule_id = ?", [rule.id.cell], limit: 1
            ).isEmpty)
        {
            throw Problem.invalid(
                "/requires_coupon", .conflict,
                "Coupons unlock the rule, and without it everybody would have it: delete them first."
            )
        }
        guard rule.isActive, let rival = try rival(of: rule, in: tx) else { return }
        throw Problem.invalid(
            "/priority", .conflict,
            "The rule \"\(rival.name)\" (\(rival.row.id.text)) has the same priority, is as specific, and could "
                + "hold for the same line: give one of them another priority.")
    }

    private static func ownFaults(_ rule: Record<Self>) -> [Fault] {
        var faults: [Fault] = []
        func fault(_ field: String, _ code: FaultCode, _ message: String) {
            faults.append(Fault(pointer: "/" + field, code: code, message: message))
        }
        let scopes = [rule.product != nil, rule.category != nil, rule.brand != nil]
        if rule.isSound(\.product, \.category, \.brand), scopes.count(where: { $0 }) > 1 {
            fault("product_id", .conflict, "A rule is for a product, a category or a brand.")
        }
        if rule.isSound(\.action, \.value), rule.action == .percentOff, rule.value > .hundred {
            fault("value", .outOfRange, "value must be between 0 and 100 for percent_off.")
        }
        let isAboutMoney =
            rule.action != .percentOff || rule.minAmount != nil || rule.maxAmount != nil
        if rule.isSound(\.action, \.currency, \.minAmount, \.maxAmount), rule.currency == nil,
            isAboutMoney
        {
            fault("currency", .required, "A rule with amounts needs a currency.")
        }
        if rule.isSound(\.minQuantity, \.maxQuantity), let most = rule.maxQuantity,
            most < rule.minQuantity
        {
            fault("max_quantity", .outOfRange, "max_quantity must not be below min_quantity.")
        }
        if rule.isSound(\.minAmount, \.maxAmount), let most = rule.maxAmount,
            most < rule.minAmount ?? .zero
        {
            fault("max_amount", .outOfRange, "max_amount must not be below min_amount.")
        }
        if rule.isSound(\.validFrom, \.validUntil) {
            faults += Validity(from: rule.validFrom, until: rule.validUntil).faults
        }
        return faults
    }
}
