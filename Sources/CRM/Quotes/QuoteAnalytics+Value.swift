import API
import Schema
import Store

/// `GET /v1/quotes/analytics`: how the quotes of a period fare.
struct ReadQuoteAnalytics: Action {
    static let route = Route(
        .get, "/v1/quotes/analytics", "Measure the quotes of a period", on: Quotes.table,
        right: "read", returns: AnalyticsShape.answer, isSlow: true)

    let period = Field.text("period", max: 7).optional
        .about(
            "When they were sent: 2026, 2026-Q4, 2026-11; the current quarter when left out.")
    let grouping = Field.choice("group_by", QuoteAnalytics.Grouping.self).default(.owner)
    let currency = Field.currency().optional
        .about("Of data and total; the installation's when left out. Others stand apart.")
    let owner = Field.reference("owner_id", to: Users.self).optional
    let team = Field.reference("team_id", to: Teams.self).optional
    let product = Field.reference("product_id", to: Products.self).optional
        .about("Only quotes with a line for it.")

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let zone = TimeZone.named(call.tx.access.timeZone) ?? .utc
        var period = ForecastPeriod(quarterOf: zone.day(of: call.tx.now))
        if let text = call.period {
            guard let given = ForecastPeriod(text) else { throw ForecastPeriod.malformed }
            period = given
        }
        var question = QuoteAnalytics.Question(
            period: period, grouping: call.grouping,
            currency: call.currency ?? call.tx.settings.currency, zone: zone)
        if let id = call.owner { question.conditions.append(("owner_id", id.cell)) }
        if let id = call.team { question.conditions.append(("team_id", id.cell)) }
        question.product = call.product
        return .value(try QuoteAnalytics(question, in: call.tx).value)
    }
}

extension QuoteAnalytics {
    var value: Value {
        let others = totals.keys.filter { $0 != question.currency }.sorted { $0.text < $1.text }
        return .object(
            PeriodReport.head(
                question.period, question.zone, groupedBy: question.grouping.rawValue)
                + members(question.currency) + [
                    ("other_currencies", .array(others.map { .object(members($0)) }))
                ])
    }

    private func members(_ currency: Currency) -> [(String, Value)] {
        PeriodReport.members(
            currency,
            (groups[currency] ?? []).map { ($0.key, $0.name, $0.figures.members(currency)) },
            total: (totals[currency] ?? Figures()).members(currency))
    }
}

extension QuoteAnalytics.Figures {
    func members(_ currency: Currency) -> [(String, Value)] {
        let decided = accepted + declined + expired
        return [
            ("sent_count", .integer(sent)), ("accepted_count", .integer(accepted)),
            ("declined_count", .integer(declined)), ("expired_count", .integer(expired)),
            ("open_count", .integer(open)),
            ("acceptance_percent", Self.percent(Int128(accepted), of: Int128(decided))),
            ("days_to_accept", days),
            (
                "accepted_net_amount",
                .text(ForecastFigures.text(acceptedNet, places: currency.digits))
            ),
            ("undiscounted_amount", .text(ForecastFigures.text(gross, places: currency.digits))),
            ("discount_amount", .text(ForecastFigures.text(discount, places: currency.digits))),
            ("discount_percent", Self.percent(discount, of: gross)),
        ]
    }

    /// With one decimal, rounded half up; null of nothing.
    private static func percent(_ part: Int128, of whole: Int128) -> Value {
        guard whole > 0 else { return .null }
        let tenths = (part * 2_000 + whole) / (whole * 2)
        return .decimal(Decimal(millionths: Int64(clamping: tenths * 100_000)))
    }

    /// On average, with one decimal; null when none was accepted.
    private var days: Value {
        guard accepted > 0 else { return .null }
        let tenths = (secondsToAccept * 20 + accepted * 86_400) / (accepted * 172_800)
        return .decimal(Decimal(millionths: tenths * 100_000))
    }
}

private enum AnalyticsShape {
    private static let figures: [(name: String, shape: Shape)] =
        ["sent_count", "accepted_count", "declined_count", "expired_count", "open_count"]
        .map { ($0, .scalar(.integer(min: 0, max: .max))) }
        + ["acceptance_percent", "days_to_accept", "discount_percent"]
        .map { ($0, .optional(.scalar(.decimal(.minimumQuantity)))) }
        + ["accepted_net_amount", "undiscounted_amount", "discount_amount"]
        .map { ($0, .scalar(.money)) }

    static let answer = PeriodReport.shape(
        figures, groupings: QuoteAnalytics.Grouping.allCases.map(\.rawValue))
}
