// Finding the rules for a line among ten thousand.
//
// The rules are compiled once for each generation of the resource and then only read. They lie in parts: those for one
// party, those for one group, and those for everybody; each part in buckets by product, category, brand, and the rest, in
// the order in which rules are tried. A document looks at the few parts that concern it. A bucket whose rules ask nothing
// more of a document is taken as it is; of others it keeps, once for all its lines, the rules that hold. A line then tests
// quantity and amount only, and takes the next rule from the heads of its few buckets. So nothing is sorted for a line, and
// what comes after a rule that is taken alone is not looked at. No line looks at rules of other products, and no document
// at rules of other customers.

import Schema

/// What lines ask of a rule: values only, so that going through hundreds of rules counts no references.
struct RuleTerms {
    let id: RecordID
    let priority: Int64
    let isStackable: Bool
    let requiresCoupon: Bool
    let includesContracts: Bool
    let minQuantity: Decimal
    let maxQuantity: Decimal?
    let minAmount: Money?
    let maxAmount: Money?

    /// Whether it is tried before another rule of the same bucket.
    func comes(before other: RuleTerms) -> Bool {
        priority == other.priority ? id < other.id : priority > other.priority
    }
}

/// A pricing rule as it is tested.
final class CompiledRule: Sendable {
    let terms: RuleTerms
    let name: String
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
    let validity: Validity
    /// Of its steps.
    let frame: StepFrame

    var id: RecordID { terms.id }

    /// Whether it asks more of a document than whose it is.
    ///
    /// One for a party may ask for its group as well.
    var asksDocument: Bool {
        terms.requiresCoupon || currency != nil || role != nil || country != nil || channel != nil
            || campaign != nil || validity.isBounded || (party != nil && group != nil)
    }

    init(_ rule: Record<PricingRules>) {
        terms = RuleTerms(
            id: rule.row.id, priority: rule.priority, isStackable: rule.isStackable,
            requiresCoupon: rule.requiresCoupon, includesContracts: rule.includesContracts,
            minQuantity: rule.minQuantity, maxQuantity: rule.maxQuantity,
            minAmount: rule.minAmount, maxAmount: rule.maxAmount)
        name = rule.name
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
        validity = Validity(from: rule.validFrom, until: rule.validUntil)
        let reason =
            switch rule.action {
            case .percentOff: "\(rule.name): \(rule.value.text(places: 0)) % off"
            case .amountOff: "\(rule.name): \(rule.value.text(places: 2)) off"
            case .fixedPrice: "\(rule.name): fixed price"
            }
        frame = StepFrame(
            rule.requiresCoupon ? .coupon : .rule,
            source: Link(resource: PricingRules.name, id: rule.row.id), reason)
    }

    /// What one unit costs after the rule.
    func lowered(_ price: Decimal, _ rounding: Rounding) -> Decimal {
        switch effect {
        case .percentOff: price.less(percent: value, rounding: rounding)
        case .amountOff: price.less(amount: value)
        case .fixedPrice: value
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
        if rule.terms.requiresCoupon, !unlocked.contains(rule.id) { return .coupon }
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
    @inline(__always)
    func refusal(of rule: RuleTerms) -> RuleRefusal? {
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
    private enum Part: Hashable {
        case everybody
        case group(RecordID)
        case party(RecordID)
    }

    /// An object, because going through the parts of a document copies each.
    final class Buckets: Sendable {
        let byProduct: [RecordID: RuleBucket]
        let byCategory: [RecordID: RuleBucket]
        let byBrand: [String: RuleBucket]
        let others: RuleBucket

        fileprivate init(_ rules: [CompiledRule]) {
            var (products, categories): ([RecordID: [CompiledRule]], [RecordID: [CompiledRule]])
            var (brands, rest): ([String: [CompiledRule]], [CompiledRule])
            (products, categories, brands, rest) = ([:], [:], [:], [])
            for rule in rules {
                if let product = rule.product {
                    products[product, default: []].append(rule)
                } else if let category = rule.category {
                    categories[category, default: []].append(rule)
                } else if let brand = rule.brand {
                    brands[brand, default: []].append(rule)
                } else {
                    rest.append(rule)
                }
            }
            byProduct = products.mapValues { RuleBucket($0) }
            byCategory = categories.mapValues { RuleBucket($0) }
            byBrand = brands.mapValues { RuleBucket($0) }
            others = RuleBucket(rest)
        }
    }

    let rules: [CompiledRule]
    let asksRoles: Bool
    private let parts: [Part: Buckets]

    init(_ rules: [CompiledRule]) {
        self.rules = rules
        asksRoles = rules.contains { $0.role != nil }
        let parts = Dictionary(grouping: rules) { rule -> Part in
            rule.party.map { .party($0) } ?? rule.group.map { .group($0) } ?? .everybody
        }.mapValues { Buckets($0) }
        self.parts = parts
    }
    /// The parts that concern a document.
    func parts(for basket: RuleBasket) -> [Buckets] {
        var keys: [Part] = [.everybody]
        if let group = basket.group { keys.append(.group(group)) }
        if let party = basket.party { keys.append(.party(party)) }
        return keys.compactMap { parts[$0] }
    }
}
