import API
import Schema

/// The form that reports of a period have: groups and their total in one currency, other currencies apart.
enum PeriodReport {
    typealias Group = (key: Value, name: String?, figures: [(String, Value)])

    static func head(
        _ period: ForecastPeriod, _ zone: TimeZone, groupedBy grouping: String
    ) -> [(String, Value)] {
        [
            ("period", .text(period.text)), ("from", .day(period.first)),
            ("until", .day(period.last)), ("time_zone", .text(zone.name)),
            ("group_by", .text(grouping)),
        ]
    }

    static func members(
        _ currency: Currency, _ groups: [Group], total: [(String, Value)]
    ) -> [(String, Value)] {
        let data = groups.map { group in
            Value.object(
                [("key", group.key), ("name", group.name.map { .text($0) } ?? .null)]
                    + group.figures)
        }
        return [
            ("currency", .text(currency.text)), ("data", .array(data)), ("total", .object(total)),
        ]
    }

    static func shape(
        _ figures: [(name: String, shape: Shape)], groupings: [String]
    ) -> Shape {
        let group: [(name: String, shape: Shape)] = [
            ("key", .optional(.scalar(.text(max: 36)))),
            ("name", .optional(.scalar(.text(max: 300)))),
        ]
        let currency: [(name: String, shape: Shape)] = [
            ("currency", .scalar(.currency)), ("data", .array(.object(group + figures))),
            ("total", .object(figures)),
        ]
        let head: [(name: String, shape: Shape)] = [
            ("period", .scalar(.text(max: 7))), ("from", .scalar(.day)), ("until", .scalar(.day)),
            ("time_zone", .scalar(.timeZone)), ("group_by", .scalar(.choice(groupings))),
        ]
        return .object(head + currency + [("other_currencies", .array(.object(currency)))])
    }
}
