// Finding the rules for a line among ten thousand.
//
// The rules are compiled once for each generation of the resource and then only read. They lie in parts: those for one
// party, those for one group, and those for everybody; each part in buckets by product, category, brand, and the rest. A
// document looks at the few parts that concern it, and of each bucket it keeps, once for all its lines, the rules whose
// conditions on the document hold, in the order in which rules are tried; a line then tests quantity and amount only, and
// takes the next rule from the heads of its few buckets. So nothing is sorted for a line, and what comes after a rule that
// is taken alone is not looked at. No line looks at rules of other products, and no document at rules of other customers.

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
    /// What a step says of it.
    let reason: String

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
        reason =
            switch rule.action {
            case .percentOff: "\(rule.name): \(rule.value.text(places: 0)) % off"
            case .amountOff: "\(rule.name): \(rule.value.text(places: 2)) off"
            case .fixedPrice: "\(rule.name): fixed price"
            }
    }

    /// What one unit costs after the rule.
    func lowered(_ price: Decimal, _ rounding: Rounding) -> Decimal {
        switch effect {
        case .percentOff: price.less(percent: value, rounding: rounding)
        case .amountOff: price.less(amount: value)
        case .fixedPrice: value
        }
    }

    /// Whether it is tried before another rule of the same bucket.
    func comes(before other: CompiledRule) -> Bool {
        priority == other.priority ? id < other.id : priority > other.priority
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
        others = Self.holding(parts.map(\.others), basket)
    }

    /// Those rules of some buckets that hold for the document, in the order in which they are tried.
    private static func holding(_ buckets: [[CompiledRule]], _ basket: RuleBasket) -> [CompiledRule]
    {
        var found: [CompiledRule] = []
        for bucket in buckets {
            for rule in bucket where basket.refusal(of: rule) == nil { found.append(rule) }
        }
        if found.count > 1 { found.sort { $0.comes(before: $1) } }
        return found
    }

    /// The rules for a line, in the order in which they are tried.
    mutating func rules(for line: RuleLine) -> RuleSequence {
        var rules = RuleSequence(line)
        // The more a bucket is about just this product, the greater its number.
        rules.add(holding(ofProduct: line.product), specificity: .max)
        for (place, category) in line.categories.enumerated() {
            rules.add(holding(ofCategory: category), specificity: 1_000_000 - place)
        }
        if let brand = line.brand { rules.add(holding(ofBrand: brand), specificity: 1) }
        rules.add(others, specificity: 0)
        return rules
    }

    private func holding(ofProduct product: RecordID) -> [CompiledRule] {
        Self.holding(parts.compactMap { $0.byProduct[product] }, basket)
    }

    private mutating func holding(ofCategory category: RecordID) -> [CompiledRule] {
        if let known = byCategory[category] { return known }
        let made = Self.holding(parts.compactMap { $0.byCategory[category] }, basket)
        byCategory[category] = made
        return made
    }

    private mutating func holding(ofBrand brand: String) -> [CompiledRule] {
        if let known = byBrand[brand] { return known }
        let made = Self.holding(parts.compactMap { $0.byBrand[brand] }, basket)
        byBrand[brand] = made
        return made
    }
}
