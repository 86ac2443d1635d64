import API
import CRM
import Glibc
import Schema

/// Parsers of settings: text to value, or the end of a sentence about what is wrong.
enum Parse {
    static let euro: Currency = {
        guard let euro = Currency("EUR") else { preconditionFailure("ISO 4217 has no EUR") }
        return euro
    }()

    static func integer<Number: FixedWidthInteger & Sendable>(
        _ range: ClosedRange<Number>
    ) -> @Sendable (String) throws(BadValue) -> Number {
        { text throws(BadValue) in
            guard let number = Number(text), range.contains(number) else {
                throw BadValue("must be a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }

    /// Nil for the empty text.
    static func optional<Value>(
        _ parse: @escaping @Sendable (String) throws(BadValue) -> Value
    ) -> @Sendable (String) throws(BadValue) -> Value? {
        { text throws(BadValue) in text.isEmpty ? nil : try parse(text) }
    }

    @Sendable static func path(_ text: String) throws(BadValue) -> String {
        guard !text.isEmpty, !text.utf8.contains(0) else { throw BadValue("must name a file") }
        // SQLite would take it for a database in memory, which ends with the process.
        guard !text.hasPrefix(":"), !text.hasPrefix("file:") else {
            throw BadValue("must be the path of a file, not a URI or \(text)")
        }
        return text
    }

    /// Printable and without blanks.
    @Sendable static func word(_ text: String) throws(BadValue) -> String {
        let isPlain = text.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0.properties.generalCategory != .control
        }
        guard !text.isEmpty, isPlain else { throw BadValue("must be a text without blanks") }
        return text
    }

    /// An https URL, or the path of a file.
    @Sendable static func keys(_ text: String) throws(BadValue) -> String {
        guard text.hasPrefix("https://") || !text.contains("://") else {
            throw BadValue("must be an https URL or the path of a file")
        }
        return try text.hasPrefix("https://") ? word(text) : path(text)
    }

    @Sendable static func folder(_ text: String) throws(BadValue) -> String {
        var status = stat()
        guard stat(text, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw BadValue("must be a folder that exists")
        }
        return text
    }

    /// One of the words of an enumeration.
    static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>()
        -> @Sendable (String) throws(BadValue) -> Value
    {
        { text throws(BadValue) in
            guard let value = Value(rawValue: text) else {
                let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
                throw BadValue("must be one of \(words)")
            }
            return value
        }
    }

    @Sendable static func currency(_ text: String) throws(BadValue) -> Currency {
        guard let currency = Currency(text) else {
            throw BadValue("must be an ISO 4217 code in capitals, such as EUR")
        }
        return currency
    }

    @Sendable static func timeZone(_ text: String) throws(BadValue) -> String {
        guard let zone = Schema.TimeZone.named(text) else {
            throw BadValue(
                "must be an IANA time zone that this system knows, such as Europe/Madrid")
        }
        return zone.name
    }

    @Sendable static func language(_ text: String) throws(BadValue) -> String {
        guard let tag = LanguageTag.canonical(text) else {
            throw BadValue("must be a BCP 47 language tag, such as en or pt-BR")
        }
        return tag
    }

    @Sendable static func vatID(_ text: String) throws(BadValue) -> String {
        guard let number = VATNumber(text) else {
            throw BadValue("must be a VAT identifier of the European Union, such as PT999999990")
        }
        return number.text
    }

    @Sendable static func logFormat(_ text: String) throws(BadValue) -> Log.Format {
        guard let format = Log.Format(rawValue: text) else {
            throw BadValue("must be json or text")
        }
        return format
    }

    @Sendable static func logLevel(_ text: String) throws(BadValue) -> Log.Level {
        guard let level = Log.Level.allCases.first(where: { $0.name == text }) else {
            throw BadValue("must be error, warning, info or debug")
        }
        return level
    }

    @Sendable static func accessLog(_ text: String) throws(BadValue) -> AccessLogTarget {
        switch text {
        case "off": return .off
        case "stdout": return .standardOutput
        default: return .file(try path(text))
        }
    }
}
