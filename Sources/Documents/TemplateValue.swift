import Mustache

/// What a template shows: texts, conditions, and lists of further names.
package enum TemplateValue: Sendable {
    case text(String)
    case flag(Bool)
    case object([String: TemplateValue])
    case list([[String: TemplateValue]])

    /// Nothing where there is nothing: sections of it are left out.
    package static func optional(_ text: String?) -> TemplateValue {
        guard let text, !text.isEmpty else { return .flag(false) }
        return .text(text)
    }

    /// As the template engine takes it.
    var plain: Any {
        switch self {
        case .text(let text): Self.marked(text)
        case .flag(let flag): flag ? true : Nothing()
        case .object(let members): members.mapValues(\.plain)
        case .list(let rows): rows.map { $0.mapValues(\.plain) }
        }
    }

    /// A text whose line breaks are what Unicode calls line separators.
    ///
    /// Line breaks of a value are meant, those of a template only fold its text.
    private static func marked(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar != "\r" {
            out.append(scalar == "\n" ? Markup.lineBreak : scalar)
        }
        return String(out)
    }
}

/// No text where it is a name, and false where it is a section.
private struct Nothing: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
}
