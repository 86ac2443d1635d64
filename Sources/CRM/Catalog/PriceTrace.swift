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

/// What a step says beside its two prices, as JSON: made once for all lines that say the same.
struct StepFrame: Sendable {
    private let opening: [UInt8]
    private let closing: [UInt8]

    init(_ level: PriceLevel, source: Link?, _ reason: String) {
        var json = JSONWriter()
        json.beginObject()
        json.key("level")
        json.string(level.rawValue)
        json.key("source")
        if let source { source.write(to: &json) } else { json.null() }
        json.key("before")
        opening = json.finish()
        var rest = JSONWriter()
        rest.key("reason")
        rest.string(reason)
        rest.endObject()
        closing = [UInt8(ascii: ",")] + rest.finish()
    }

    private static let after = [UInt8(ascii: ",")] + JSONWriter.encodedKey("after")

    /// Writes a step between prices of one unit.
    func write(before: Decimal?, after: Decimal, _ currency: Currency, to json: inout JSONWriter) {
        json.value(
            opening, before?.millionths, Self.after, after.millionths, closing, places: 6,
            atLeast: currency.digits)
    }

    /// Writes a step between amounts of a line.
    func write(before: Money, after: Money, _ currency: Currency, to json: inout JSONWriter) {
        json.value(
            opening, before.tenThousandths, Self.after, after.tenThousandths, closing, places: 4,
            atLeast: currency.digits)
    }
}

/// The frames of steps that the lines of a document share.
struct SharedFrames {
    private var known: [(level: PriceLevel, rate: Decimal, category: String, frame: StepFrame)] = []

    /// The frame of a level whose reason follows from a rate and a tax category.
    mutating func frame(
        _ level: PriceLevel, rate: Decimal = .zero, category: String = "",
        _ reason: @autoclosure () -> String
    ) -> StepFrame {
        for one in known
        where one.level == level && one.rate == rate && one.category == category {
            return one.frame
        }
        let made = StepFrame(level, source: nil, reason())
        known.append((level, rate, category, made))
        return made
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
