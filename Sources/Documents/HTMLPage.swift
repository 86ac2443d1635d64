/// A page for browsers.
package enum HTMLPage {
    /// Media type of pages.
    package static let type: StaticString = "text/html; charset=utf-8"

    /// The elements as HTML, written anew: nothing of a template's text gets through but what was understood.
    package static func body(_ nodes: [Markup]) -> String {
        var out = ""
        for node in nodes { append(node, to: &out) }
        return out
    }

    /// A whole page; `body` is HTML, `title` is text.
    package static func page(
        _ body: String, title: String, language: String, script: String? = nil
    ) -> [UInt8] {
        var out = "<!doctype html>\n<html lang=\"\(Markup.escaped(language))\">\n<head>"
        out += "<meta charset=\"utf-8\"><title>\(Markup.escaped(title))</title>"
        out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        out += "<meta name=\"robots\" content=\"noindex\"><link rel=\"icon\" href=\"data:,\">"
        out += "<style>\(PageStyle.text)</style></head>\n<body><main>\n\(body)\n</main>"
        if let script { out += "<script>\(script)</script>" }
        return Array((out + "</body>\n</html>\n").utf8)
    }

    /// Text as it stands in HTML.
    package static func escaped(_ text: String) -> String { broken(Markup.escaped(text)) }

    private static func append(_ node: Markup, to out: inout String) {
        switch node {
        case .text(let text): out += escaped(text)
        case .element("header", _, _), .element("pages", _, _): return
        case .element(let name, let attributes, let children):
            out += "<\(name)"
            for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
                out += " \(name)=\"\(Markup.escaped(value))\""
            }
            out += ">"
            guard !Markup.empty.contains(name) else { return }
            for child in children { append(child, to: &out) }
            out += "</\(name)>"
        }
    }

    private static func broken(_ text: String) -> String {
        guard text.unicodeScalars.contains(Markup.lineBreak) else { return text }
        return text.unicodeScalars.split(
            separator: Markup.lineBreak, omittingEmptySubsequences: false
        ).map(String.init).joined(separator: "<br>")
    }
}
