import Mustache

/// A template of a document: Mustache (mustache(5)) around the elements that `Markup` knows.
///
/// Only names, sections, inverted sections and comments are taken. What would put text in unescaped, load something,
/// or change how the template is read is refused, and no section may stand inside a section of the same name, so that a
/// document is never longer than its template times its lines.
package struct DocumentTemplate: Sendable {
    /// Bytes of a template.
    package static let longest = 100_000
    private static let deepest = 8

    private let template: MustacheTemplate

    /// Throws `TemplateFault`.
    package init(_ text: String) throws {
        try Self.check(text)
        Self.register()
        do {
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:\(Self.escaping)}}" + text)
        } catch let error as MustacheTemplate.ParserError {
            throw TemplateFault("Line \(error.context.lineNumber): \(error.error).")
        }
    }

    /// The document's elements; throws `TemplateFault` when what comes out of the template is none of a document's.
    package func markup(_ values: [String: TemplateValue]) throws -> [Markup] {
        let text = template.render(values.mapValues(\.plain))
        return try MarkupParser.parse(text)
    }

    // MARK: Checking

    private static func check(_ text: String) throws {
        guard text.utf8.count <= longest else {
            throw TemplateFault("A template has at most \(longest) bytes.")
        }
        var open: [Substring] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "{{") {
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "}}") else {
                throw TemplateFault("A tag has no }}.")
            }
            let tag = rest[..<end.lowerBound]
            rest = rest[end.upperBound...]
            try check(tag, &open)
        }
    }

    private static func check(_ tag: Substring, _ open: inout [Substring]) throws {
        guard let kind = tag.first else { throw TemplateFault("A tag is empty.") }
        let name = trimmed(tag.dropFirst())
        switch kind {
        case "!": return
        case "#", "^":
            try checkName(name)
            guard !open.contains(name) else {
                throw TemplateFault("The section \(name) stands inside itself.")
            }
            open.append(name)
            guard open.count <= deepest else {
                throw TemplateFault("Sections stand in each other over \(deepest) deep.")
            }
        case "/": _ = open.popLast()
        default: try checkName(trimmed(tag))
        }
    }

    private static func checkName(_ name: Substring) throws {
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isName, !name.isEmpty else {
            throw TemplateFault("{{\(name)}} is no name, section, or comment.")
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " }
        return start.prefix(start.count - start.reversed().prefix { $0 == " " }.count)
    }

    // MARK: Escaping

    private static let escaping = "TRATO"

    private static func register() { _ = registered }

    private static let registered: Void = MustacheContentTypes.register(
        ScalarEscaping(), named: escaping)
}

/// Escapes by scalars: the engine's own escaping goes by characters, for which `<` with an accent is another one.
private struct ScalarEscaping: MustacheContentType {
    func escapeText(_ text: String) -> String { Markup.escaped(text) }
}

/// Why a template gives no document, as a sentence for who wrote it.
package struct TemplateFault: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
