import API
import Schema
import Store

/// What approval policies look at: the figures of a quote, or of one that was approved.
///
/// Percentages are rounded up where more is worse and down where less is, so that no rounding hides what a policy asks
/// about.
struct QuoteFigures: Equatable {
    var party: ID<Parties>?
    var currency: Currency
    /// The largest of the lines, in percent.
    var lineDiscount: Decimal = .zero
    /// The document's discount in percent of the lines.
    var documentDiscount: Decimal = .zero
    /// What is left after the cost, in percent of the net amount; nil when no line has a known cost.
    var margin: Decimal?
    /// By how many percent points the worst line is below its product's floor; nil when none is.
    var floorShortfall: Decimal?
    var netAmount: Money = .zero
    var paymentTermsDays: Int64?
    /// Nil when the quote has no terms of its own.
    var termsDigest: String?

    init(_ quote: Record<Quotes>, in tx: Transaction) throws {
        party = quote.party
        currency = quote.currency ?? tx.settings.currency
        let counted = quote.lines.filter { $0.type == .item && !$0.isOptional }
        lineDiscount = try counted.map { try Self.discount(of: $0, in: currency) }.max() ?? .zero
        documentDiscount = Self.percent(
            of: quote.discountAmount ?? .zero, in: try Self.discounted(quote, counted, currency))
        netAmount = quote.netAmount
        paymentTermsDays = quote.paymentTermsDays
        termsDigest = quote.terms.map { Token.digest(of: $0) }
        margin = Self.margin(of: counted)
        floorShortfall = try Floors.shortfall(of: quote, in: tx)
    }

    /// Those that an approval was given for.
    init(_ approval: Record<Approvals>) {
        party = approval.party
        currency = approval.currency
        lineDiscount = approval.lineDiscount
        documentDiscount = approval.documentDiscount
        margin = approval.margin
        floorShortfall = approval.floorShortfall
        netAmount = approval.netAmount
        paymentTermsDays = approval.paymentTermsDays
        termsDigest = approval.termsDigest
    }

    func write(to approval: inout Record<Approvals>) {
        approval.party = party
        approval.currency = currency
        approval.lineDiscount = lineDiscount
        approval.documentDiscount = documentDiscount
        approval.margin = margin
        approval.floorShortfall = floorShortfall
        approval.netAmount = netAmount
        approval.paymentTermsDays = paymentTermsDays
        approval.termsDigest = termsDigest
    }

    /// Whether whoever approved the other figures has approved these: the same customer and terms, and nothing worse.
    func isCovered(by other: QuoteFigures) -> Bool {
        party == other.party && currency == other.currency && termsDigest == other.termsDigest
            && lineDiscount <= other.lineDiscount && documentDiscount <= other.documentDiscount
            && netAmount <= other.netAmount
            && (paymentTermsDays ?? 0) <= (other.paymentTermsDays ?? 0)
            && isMarginCovered(by: other.margin) && isFloorCovered(by: other.floorShortfall)
    }

    private func isFloorCovered(by other: Decimal?) -> Bool {
        guard let floorShortfall else { return true }
        return other.map { floorShortfall <= $0 } ?? false
    }

    /// A margin that became unknown is no better than the one that was approved.
    private func isMarginCovered(by other: Decimal?) -> Bool {
        guard let other else { return margin == nil }
        return margin.map { $0 >= other } ?? false
    }

    // MARK: Policies

    /// What a policy asks about; nothing when it lets the quote pass.
    func reasons(of policy: Record<ApprovalPolicies>) -> [String] {
        var reasons: [String] = []
        func ask(_ name: String, _ value: Decimal, above limit: Decimal?) {
            guard let limit, value > limit else { return }
            reasons.append("\(name) \(value.text(places: 0)) is above \(limit.text(places: 0)).")
        }
        ask("line_discount_percent", lineDiscount, above: policy.lineDiscount)
        ask("document_discount_percent", documentDiscount, above: policy.documentDiscount)
        if let margin, let limit = policy.margin, margin < limit {
            reasons.append(
                "margin_percent \(margin.text(places: 0)) is below \(limit.text(places: 0)).")
        }
        if let limit = policy.total, policy.currency == currency, netAmount > limit {
            let places = currency.digits
            reasons.append(
                "net_amount \(netAmount.text(places: places)) is above \(limit.text(places: places))."
            )
        }
        if let limit = policy.paymentTerms, let days = paymentTermsDays, days > limit {
            reasons.append("payment_terms_days \(days) is above \(limit).")
        }
        if policy.belowFloor, let floorReason { reasons.append(floorReason) }
        if policy.freeTextTerms, termsDigest != nil {
            reasons.append("The quote has terms of its own.")
        }
        return reasons
    }

    /// Why prices need approval whatever the policies say.
    var floorReason: String? {
        floorShortfall.map {
            "A line is \($0.text(places: 0)) percent points below its product's floor."
        }
    }

    // MARK: Arithmetic

    /// A line's discount in percent, however it was given.
    private static func discount(
        of line: Record<QuoteLines>, in currency: Currency
    ) throws -> Decimal {
        guard line.discountPercent == .zero else { return line.discountPercent }
        guard line.discountAmount > .zero else { return .zero }
        let full = try Money.product(
            line.quantity, line.unitPrice ?? .zero, currency: currency, rounding: .halfUp)
        return percent(of: line.discountAmount, in: full)
    }

    /// What the document's discount is taken off: the lines as the prices are, with tax or without.
    private static func discounted(
        _ quote: Record<Quotes>, _ lines: [Record<QuoteLines>], _ currency: Currency
    ) throws -> Money {
        guard quote.includesTax == true else { return quote.linesNetAmount }
        return try Money.sum(
            lines.map { line in
                try Money.product(
                    line.quantity, line.unitPrice ?? .zero, currency: currency,
                    rounding: quote.rounding
                ).minus(line.discountAmount)
            })
    }

    /// A part of a whole in percent, rounded up to a millionth.
    static func percent(of part: Money, in whole: Money) -> Decimal {
        guard whole > .zero, part > .zero else { return .zero }
        let (quotient, rest) = (Int128(part.tenThousandths) * 100_000_000)
            .quotientAndRemainder(dividingBy: Int128(whole.tenThousandths))
        return Decimal(millionths: Int64(clamping: quotient + (rest > 0 ? 1 : 0)))
    }

    /// The least that a margin can be: what a free gift has.
    private static let leastMargin = Decimal(-1_000_000)

    private static func margin(
        of lines: [Record<QuoteLines>]
    ) -> Decimal? {
        var net: Int128 = 0
        // In units of 10^-12, the product of two millionths.
        var cost: Int128 = 0
        var isKnown = false
        for line in lines {
            guard let unit = line.unitCost else { continue }
            isKnown = true
            net +=
                Int128(line.netAmount.tenThousandths)
                - Int128(line.allocatedDiscountAmount.tenThousandths)
            cost += Int128(unit.millionths) * Int128(line.quantity.millionths)
        }
        return isKnown ? margin(net: net * 100_000_000, cost: cost) : nil
    }

    /// Both in units of 10^-12; rounded down to a millionth of a percent.
    static func margin(net: Int128, cost: Int128) -> Decimal {
        guard net > 0 else { return cost > 0 ? leastMargin : .zero }
        // Scaled down so that the product below has room: what is lost is beyond a millionth of a percent.
        let unit = max(1, net / 1_000_000_000_000)
        let rounded = ((net - cost) / unit) * 100_000_000
        var (quotient, rest) = rounded.quotientAndRemainder(dividingBy: net / unit)
        if rest < 0 { quotient -= 1 }
        return max(leastMargin, Decimal(millionths: Int64(clamping: quotient)))
    }
}
