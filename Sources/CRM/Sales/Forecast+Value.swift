import API
import Schema
import Store

/// `GET /v1/forecast`: what a period has brought and may bring.
struct ReadForecast: Action {
    static let route = Route(
        .get, "/v1/forecast", "Forecast a period", on: Opportunities.table, right: "read",
        returns: ForecastShape.answer)

    let period = Field.text("period", max: 7).optional
        .about(
            "A year, quarter or month: 2026, 2026-Q4, 2026-11; the current quarter when left out.")
    let grouping = Field.choice("group_by", Forecast.Grouping.self).default(.owner)
    let currency = Field.currency().optional
        .about(
            "Of data and total; the installation's when left out. Others stand apart."
        )
    let pipeline = Field.reference("pipeline_id", to: Pipelines.self).optional
    let owner = Field.reference("owner_id", to: Users.self).optional
    let team = Field.reference("team_id", to: Teams.self).optional

    func run(_ call: ActionCall<Self>) throws -> Answer {
        let zone = TimeZone.named(call.tx.access.timeZone) ?? .utc
        var period = ForecastPeriod(quarterOf: zone.day(of: call.tx.now))
        if let text = call.period {
            guard let given = ForecastPeriod(text) else { throw ForecastPeriod.malformed }
            period = given
        }
        var question = Forecast.Question(
            period: period, grouping: call.grouping,
            currency: call.currency ?? call.tx.settings.currency, zone: zone)
        if let id = call.pipeline { question.conditions.append(("pipeline_id", id.cell)) }
        if let id = call.owner { question.conditions.append(("owner_id", id.cell)) }
        if let id = call.team { question.conditions.append(("team_id", id.cell)) }
        return .value(try Forecast(question, in: call.tx).value)
    }
}

extension Forecast {
    /// The groups of one currency in order; those without a name last.
    func sorted(_ currency: Currency) -> [Group] {
        (groups[currency] ?? [:]).values.sorted { left, right in
            if left.family != right.family { return left.family < right.family }
            if left.position != right.position { return left.position < right.position }
            guard let name = left.name else { return false }
            guard let other = right.name else { return true }
            return name < other
        }
    }

    func total(_ currency: Currency) -> ForecastFigures {
        (groups[currency] ?? [:]).values.reduce(into: ForecastFigures()) { $0.add($1.figures) }
    }

    var value: Value {
        let others = groups.keys.filter { $0 != question.currency }.sorted { $0.text < $1.text }
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
            sorted(currency).map { ($0.key, $0.name, $0.figures.members(currency)) },
            total: total(currency).members(currency))
    }
}

private enum ForecastShape {
    private static let figures: [(name: String, shape: Shape)] =
        ["closed", "commit", "most_likely", "best_case", "open_pipeline", "weighted"]
        .map { ($0, .scalar(.money)) }
        + ["won_count", "open_count"].map { ($0, .scalar(.integer(min: 0, max: .max))) }

    static let answer = PeriodReport.shape(
        figures, groupings: Forecast.Grouping.allCases.map(\.rawValue))
}
