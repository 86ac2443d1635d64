// Finding the rules for a line among ten thousand.
//
// The rules are compiled once for each generation of the resource and then only read. They lie in parts: those for one
// party, those for one group, and those for everybody; each part in buckets by product, category, brand, and the rest. A
// document looks at the few parts that concern it, and of each bucket it keeps, once for all its lines, the rules whose
// conditions on the document hold; a line then tests quantity and amount only. No line looks at rules of other products,
// and no document at rules of other customers.

import Schema

/// A pricing rule as it is tested.
final class CompiledRule: Sendable {
    let id: RecordID
    let name: String
    let priority: Int64
    let isStackable: Bool
    let requiresCoupon: Bool
    let includesContracts: Bool
    let effect: PricingRules.Effect
    let value: Decimal
    let currency: Currency?
    let party: RecordID?
    let group: RecordID?
    let role: String?
    let country: String?
    let channel: String?
    let campaign: String?
    let product: RecordID?
    let category: RecordID?
    let brand: String?
    let minQuantity: Decimal
    let maxQuantity: Decimal?
    let minAmount: Money?
    let maxAmount: Money?
    let validity: Validity

    init(_ rule: Record<PricingRules>) {
        id = rule.row.id
        name = rule.name
        priority = rule.priority
        isStackable = rule.isStackable
        requiresCoupon = rule.requiresCoupon
        includesContracts = rule.includesContracts
        effect = rule.action
        value = rule.value
        currency = rule.currency
        party = rule.party?.rawValue
        group = rule.group?.rawValue
        role = rule.role?.rawValue
        country = rule.country
        channel = rule.channel?.rawValue
        campaign = rule.campaign
        product = rule.product?.rawValue
        category = rule.category?.rawValue
        brand = rule.brand?.lowercased()
        minQuantity = rule.minQuantity
        maxQuantity = rule.maxQuantity
        minAmount = rule.minAmount
        maxAmount = rule.maxAmount
        validity = Validity(from: rule.validFrom, until: rule.validUntil)
    }

    /// What one unit costs after the rule.
    func lowered(_ price: Decimal, _ rounding: Rounding) -> Decimal {
        switch effect {
        case .percentOff: price.less(percent: value, rounding: rounding)
        case .amountOff: price.less(amount: value)
        case .fixedPrice: value
        }
    }

    var reason: String {
        switch effect {
        case .percentOff: "\(name): \(value.text(places: 0)) % off"
        case .amountOff: "\(name): \(value.text(places: 2)) off"
        case .fixedPrice: "\(name): fixed price"
        }
    }
}

/// What rules ask about a document.
struct RuleBasket {
    var currency: Currency
    var day: Day
    var party: RecordID?
    var group: RecordID?
    var roles: Set<String> = []
    var country: String?
    var channel: String
    var campaign: String?
    /// The rules that its coupons unlock.
    var unlocked: Set<RecordID> = []

    /// Why a rule does not hold for the document; nil when it does.
    func refusal(of rule: CompiledRule) -> RuleRefusal? {
        if let party = rule.party, party != self.party { return .party }
        if let group = rule.group, group != self.group { return .group }
        if let currency = rule.currency, currency != self.currency { return .currency }
        if !rule.validity.contains(day) { return .date }
        if let country = rule.country, country != self.country { return .country }
        if let channel = rule.channel, channel != self.channel { return .channel }
        if let campaign = rule.campaign, campaign != self.campaign { return .campaign }
        if let role = rule.role, !roles.contains(role) { return .role }
        if rule.requiresCoupon, !unlocked.contains(rule.id) { return .coupon }
        return nil
    }
}

/// What rules ask about a line.
struct RuleLine {
    var product: RecordID
    /// The product's category and those above it, nearest first.
    var categories: [RecordID] = []
    var brand: String?
    var quantity: Decimal
    /// Of one unit, before any rule.
    var price: Decimal
    var isContract = false

    /// Why a rule that holds for the document does not hold for the line; nil when it does.
    func refusal(of rule: CompiledRule) -> RuleRefusal? {
        if quantity < rule.minQuantity { return .quantity }
        if let most = rule.maxQuantity, quantity > most { return .quantity }
        if let least = rule.minAmount, !Decimal.product(quantity, price, reaches: least) {
            return .amount
        }
        if let most = rule.maxAmount, Decimal.product(quantity, price, exceeds: most) {
            return .amount
        }
        if isContract, !rule.includesContracts { return .contract }
        return nil
    }

    /// Whether a rule is about the line's product at all.
    func concerns(_ rule: CompiledRule) -> Bool {
        if let product = rule.product { return product == self.product }
        if let category = rule.category { return categories.contains(category) }
        if let brand = rule.brand { return brand == self.brand }
        return true
    }

    /// The greater, the more the rule is about just this product.
    func specificity(of rule: CompiledRule) -> Int {
        if rule.product != nil { return .max }
        if let category = rule.category {
            return 1_000_000 - (categories.firstIndex(of: category) ?? 0)
        }
        return rule.brand == nil ? 0 : 1
    }
}

/// All active rules, immutable.
final class RuleIndex: Sendable {
    fileprivate enum Part: Hashable {
        case everybody
        case group(RecordID)
        case party(RecordID)
    }

    fileprivate struct Buckets: Sendable {
        var byProduct: [RecordID: [CompiledRule]] = [:]
        var byCategory: [RecordID: [CompiledRule]] = [:]
        var byBrand: [String: [CompiledRule]] = [:]
        var others: [CompiledRule] = []
    }

    let rules: [CompiledRule]
    let asksRoles: Bool
    fileprivate let parts: [Part: Buckets]

    init(_ rules: [CompiledRule]) {
        self.rules = rules
        asksRoles = rules.contains { $0.role != nil }
        var parts: [Part: Buckets] = [:]
        for rule in rules {
            let part: Part =
                rule.party.map { .party($0) } ?? rule.group.map { .group($0) } ?? .everybody
            if let product = rule.product {
                parts[part, default: Buckets()].byProduct[product, default: []].append(rule)
            } else if let category = rule.category {
                parts[part, default: Buckets()].byCategory[category, default: []].append(rule)
            } else if let brand = rule.brand {
                parts[part, default: Buckets()].byBrand[brand, default: []].append(rule)
            } else {
                parts[part, default: Buckets()].others.append(rule)
            }
        }
        self.parts = parts
    }
}

/// The rules of an index that hold for one document.
struct RuleSelection {
    let index: RuleIndex
    let basket: RuleBasket
    private let parts: [RuleIndex.Buckets]
    private let others: [CompiledRule]
    private var byCategory: [RecordID: [CompiledRule]] = [:]
    private var byBrand: [String: [CompiledRule]] = [:]

    init(_ index: RuleIndex, _ basket: RuleBasket) {
        self.index = index
        self.basket = basket
        var keys: [RuleIndex.Part] = [.everybody]
        if let group = basket.group { keys.append(.group(group)) }
        if let party = basket.party { keys.append(.party(party)) }
        parts = keys.compactMap { index.parts[$0] }
        others = parts.flatMap { part in part.others.filter { basket.refusal(of: $0) == nil } }
    }

    /// The rules for a line, in the order in which they are tried.
    mutating func rules(for line: RuleLine) -> [CompiledRule] {
        var found: [CompiledRule] = []
        func take(_ rules: [CompiledRule]) {
            for rule in rules where line.refusal(of: rule) == nil { found.append(rule) }
        }
        for part in parts {
            for rule in part.byProduct[line.product] ?? []
            where basket.refusal(of: rule) == nil && line.refusal(of: rule) == nil {
                found.append(rule)
            }
        }
        for category in line.categories { take(rules(ofCategory: category)) }
        if let brand = line.brand { take(rules(ofBrand: brand)) }
        take(others)
        guard found.count > 1 else { return found }
        return found.sorted { one, other in
            if one.priority != other.priority { return one.priority > other.priority }
            let specificities = (line.specificity(of: one), line.specificity(of: other))
            if specificities.0 != specificities.1 { return specificities.0 > specificities.1 }
            return one.id < other.id
        }
    }

    private mutating func rules(ofCategory category: RecordID) -> [CompiledRule] {
        if let known = byCategory[category] { return known }
        let made = parts.flatMap { part in
            (part.byCategory[category] ?? []).filter { basket.refusal(of: $0) == nil }
        }
        byCategory[category] = made
        return made
    }

    private mutating func rules(ofBrand brand: String) -> [CompiledRule] {
        if let known = byBrand[brand] { return known }
        let made = parts.flatMap { part in
            (part.byBrand[brand] ?? []).filter { basket.refusal(of: $0) == nil }
        }
        byBrand[brand] = made
        return made
    }
}
