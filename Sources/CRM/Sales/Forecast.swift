// The forecast of a period, computed from the opportunities as they are now.
//
// Open deals count by the day on which they are expected to close, won ones by the instant at which
// they were won, on the clock of whoever asks; lost ones count nothing, whatever their amount. The
// columns are cumulative: commit is what is closed plus what is committed, and so on, so that each
// says "at least this much, if these come in".
//
// Amounts are never converted, because there are no exchange rates yet: each currency has its own
// figures. The weighted amount of one deal is amount × probability / 100, rounded half up to the
// currency's coin, so that the sum is what anybody gets who adds up the list. SQL only selects; the
// sums are made here in 128 bits, because amount × probability alone can leave 64, and a year in
// Vietnamese dong can leave what one amount may be.

import Schema
import Store

/// The figures of one group of opportunities in one currency, in ten-thousandths.
struct ForecastFigures: Equatable {
    private(set) var closed: Int128 = 0
    private(set) var byCategory: [ForecastCategory: Int128] = [:]
    private(set) var expected: Int128 = 0
    private(set) var wonCount: Int64 = 0
    private(set) var openCount: Int64 = 0

    mutating func addWon(_ amount: Money) {
        wonCount += 1
        closed += Int128(amount.tenThousandths)
    }

    mutating func addOpen(
        _ amount: Money, _ probability: Decimal, _ category: ForecastCategory, _ currency: Currency
    ) throws {
        openCount += 1
        byCategory[category, default: 0] += Int128(amount.tenThousandths)
        let share = try amount.percent(probability, currency: currency, rounding: .halfUp)
        expected += Int128(share.tenThousandths)
    }

    mutating func add(_ other: ForecastFigures) {
        closed += other.closed
        expected += other.expected
        wonCount += other.wonCount
        openCount += other.openCount
        byCategory.merge(other.byCategory, uniquingKeysWith: +)
    }

    var commit: Int128 { closed + sum(.commit) }
    var mostLikely: Int128 { commit + sum(.mostLikely) }
    var bestCase: Int128 { mostLikely + sum(.bestCase) }
    /// Everything open that is not omitted.
    var openPipeline: Int128 { byCategory.filter { $0.key != .omitted }.values.reduce(0, +) }
    /// Every open deal by its probability, the omitted too: that nobody counts on one does not make it impossible.
    var weighted: Int128 { closed + expected }

    private func sum(_ category: ForecastCategory) -> Int128 { byCategory[category] ?? 0 }

    func members(_ currency: Currency) -> [(String, Value)] {
        func amount(_ sum: Int128) -> Value { .text(Self.text(sum, places: currency.digits)) }
        return [
            ("closed", amount(closed)), ("commit", amount(commit)),
            ("most_likely", amount(mostLikely)), ("best_case", amount(bestCase)),
            ("open_pipeline", amount(openPipeline)), ("weighted", amount(weighted)),
            ("won_count", .integer(wonCount)), ("open_count", .integer(openCount)),
        ]
    }

    /// A sum, never negative, as amounts are written.
    static func text(_ sum: Int128, places: Int) -> String {
        let (units, rest) = sum.quotientAndRemainder(dividingBy: Int128(Money.scale))
        let fraction = Money(tenThousandths: Int64(rest)).text(places: places)
        return "\(units)" + fraction.dropFirst()
    }
}

/// A forecast: figures by currency and group.
struct Forecast {
    enum Grouping: String, Word { case owner, team, pipeline, stage, month }

    struct Question {
        var period: ForecastPeriod
        var grouping: Grouping
        var currency: Currency
        var zone: TimeZone
        /// Conditions on `opportunities o`, with their values.
        var conditions: [(column: String, cell: Cell)] = []
    }

    struct Group {
        var key: Value
        var name: String?
        /// What groups are sorted by before their names.
        var family: String
        var position: Int64
        var figures = ForecastFigures()
    }

    let question: Question
    private(set) var groups: [Currency: [Cell: Group]] = [:]

    /// Reads the opportunities that the caller may see.
    init(_ question: Question, in tx: Transaction) throws {
        self.question = question
        guard let sight = tx.access.sight("read", on: Opportunities.name) else {
            throw Problem(.forbidden, "Your role may not read opportunities.")
        }
        var condition = "o.deleted_at IS NULL"
        var cells: [Cell] = []
        if let clause = SightClause(Opportunities.table, sight, tx.access, alias: "o.") {
            condition += " AND " + clause.sql
            cells += clause.cells
        }
        for (column, cell) in question.conditions {
            condition += " AND o.\(column) = ?"
            cells.append(cell)
        }
        let (from, until) = question.period.instants(in: question.zone)
        let open = "o.status = 'open' AND o.expected_close_on BETWEEN ? AND ?"
        let won = "o.status = 'won' AND o.closed_at >= ? AND o.closed_at < ?"
        let select = Self.select(question.grouping)
        let sql = """
            \(select) WHERE \(open) AND \(condition)
            UNION ALL \(select) WHERE \(won) AND \(condition)
            """
        let days = [question.period.first.cell, question.period.last.cell]
        try tx.query(text: sql, days + cells + [from.cell, until.cell] + cells) { try add($0) }
    }

    /// The facts of one opportunity, then the key, name, family and position of its group.
    private static func select(_ grouping: Grouping) -> String {
        let facts = """
            SELECT o.status, o.amount, o.probability, o.forecast_category, o.currency,
            o.expected_close_on, o.closed_at
            """
        func named(_ key: String, _ table: String) -> String {
            """
            \(facts), o.\(key), g.name, '', 0
            FROM opportunities o LEFT JOIN \(table) g ON g.id = o.\(key)
            """
        }
        switch grouping {
        case .owner: return named("owner_id", "users")
        case .team: return named("team_id", "teams")
        case .pipeline: return named("pipeline_id", "pipelines")
        case .stage:
            return """
                \(facts), o.stage_id, g.name, p.name, g.position FROM opportunities o
                LEFT JOIN pipeline_stages g ON g.id = o.stage_id
                LEFT JOIN pipelines p ON p.id = g.parent_id
                """
        case .month: return "\(facts), NULL, NULL, '', 0 FROM opportunities o"
        }
    }

    private mutating func add(_ row: Statement) throws {
        let isWon = row.text(0) == Opportunities.Status.won.rawValue
        let amount = Money(tenThousandths: row.integer(1))
        let currency = Currency(cell: row.cell(4))
        let key = question.grouping == .month ? month(of: row, isWon) : row.cell(7)
        var group = groups[currency]?[key] ?? group(key, row)
        if isWon {
            group.figures.addWon(amount)
        } else {
            try group.figures.addOpen(
                amount, Decimal(millionths: row.integer(2)), ForecastCategory(cell: row.cell(3)),
                currency)
        }
        groups[currency, default: [:]][key] = group
    }

    private func month(of row: Statement, _ isWon: Bool) -> Cell {
        let day =
            isWon
            ? question.zone.day(of: Instant(milliseconds: row.integer(6))) : Day(cell: row.cell(5))
        return .text(String(day.text.prefix(7)))
    }

    private func group(_ key: Cell, _ row: Statement) -> Group {
        let shown: Value =
            switch key {
            case .uuid: .id(RecordID(cell: key))
            case .text(let text): .text(text)
            case .null, .integer: .null
            }
        var name = row.isNull(8) ? nil : row.text(8)
        if case .text(let month) = key { name = month }
        return Group(key: shown, name: name, family: row.text(9), position: row.integer(10))
    }
}
