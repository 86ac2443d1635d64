import JSON
import Schema

/// A step on the way from the list to what a line costs, in the order in which they are taken.
package enum PriceLevel: String, Word {
    case priceBook = "price_book"
    case tier
    case contract
    case options
    case rule
    case coupon
    case manual
    case lineDiscount = "line_discount"
    case documentDiscount = "document_discount"
    case tax

    /// Whether before and after are prices of one unit; else they are amounts of the line.
    var isOfUnit: Bool {
        switch self {
        case .priceBook, .tier, .contract, .options, .rule, .coupon, .manual: true
        case .lineDiscount, .documentDiscount, .tax: false
        }
    }

    /// Those of a price that was found, not given.
    static let found = ofUnit.subtracting([PriceLevel.manual.rawValue])

    static let ofUnit = Set(allCases.filter(\.isOfUnit).map(\.rawValue))
}

/// One step of a line's price.
struct PriceStep: Equatable {
    let level: PriceLevel
    var source: Link?
    var before: Decimal?
    let after: Decimal
    let reason: String

    func write(_ currency: Currency, to json: inout JSONWriter) {
        func price(_ price: Decimal) {
            json.decimal(price.millionths, places: 6, atLeast: currency.digits)
        }
        json.beginObject()
        json.key("level")
        json.string(level.rawValue)
        json.key("source")
        if let source { source.write(to: &json) } else { json.null() }
        json.key("before")
        if let before { price(before) } else { json.null() }
        json.key("after")
        price(after)
        json.key("reason")
        json.string(reason)
        json.endObject()
    }

    /// Writes a step whose before and after are amounts.
    static func write(
        _ level: PriceLevel, before: Money, after: Money, _ reason: String, _ currency: Currency,
        to json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("level")
        json.string(level.rawValue)
        json.key("source")
        json.null()
        json.key("before")
        json.decimal(before.tenThousandths, places: 4, atLeast: currency.digits)
        json.key("after")
        json.decimal(after.tenThousandths, places: 4, atLeast: currency.digits)
        json.key("reason")
        json.string(reason)
        json.endObject()
    }
}

/// The members of a step, for the reference.
struct PriceStepForm {
    let level = Field.choice("level", PriceLevel.self)
    let source = Field.link("source").optional.about("The record that says so.")
    let before = Field.unitPrice("before").optional
        .about("Of one unit; from line_discount on, of the line.")
    let after = Field.unitPrice("after")
    let reason = Field.text("reason", max: 500)
}

/// Why a rule did not lower a line's price.
enum RuleRefusal: String {
    case inactive, currency, date, party, group, role, country, channel, campaign, coupon, quantity,
        amount
    case contract, exclusive, taken
    case notLower = "not_lower"

    var sentence: String {
        switch self {
        case .inactive: "The rule is not active."
        case .currency: "The rule is for another currency."
        case .date: "The rule is for other days."
        case .party: "The rule is for another party."
        case .group: "The rule is for another group."
        case .role: "The party has not the role."
        case .country: "The goods go to another country."
        case .channel: "The rule is for another channel."
        case .campaign: "The rule is for another campaign."
        case .coupon: "The document names no coupon of the rule."
        case .quantity: "The quantity is outside the rule's."
        case .amount: "The amount is outside the rule's."
        case .contract: "A contract fixes the price."
        case .exclusive: "The rule is taken alone, and another was taken before."
        case .taken: "A rule that is taken alone was taken before."
        case .notLower: "The rule would not lower the price."
        }
    }
}
