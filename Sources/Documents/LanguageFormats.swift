import FoundationEssentials
import FoundationInternationalization

/// How a language writes numbers and dates, from Unicode's Common Locale Data Repository.
package struct LanguageFormats: Sendable {
    private let locale: Locale

    /// A BCP 47 tag; what is not known of it is as the root locale has it.
    package init(_ tag: String) { locale = Locale(identifier: tag) }

    /// A number in plain decimal notation, such as `-1234.5`, with at least some decimals and as many as it has.
    package func number(_ text: String, places: Int) -> String {
        guard let value = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")) else {
            return text
        }
        let given = text.split(separator: ".", maxSplits: 1).dropFirst().first?.count ?? 0
        let precision = max(places, given)
        return value.formatted(
            Decimal.FormatStyle(locale: locale).precision(.fractionLength(precision)))
    }

    /// A date in words, such as `28 de noviembre de 2026`.
    package func date(daysSince1970: Int) -> String {
        guard let utc = TimeZone(secondsFromGMT: 0) else { return "" }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = utc
        calendar.locale = locale
        let style = Date.FormatStyle(
            date: .long, time: .omitted, locale: locale, calendar: calendar, timeZone: utc)
        return Date(timeIntervalSince1970: Double(daysSince1970) * 86_400).formatted(style)
    }
}
