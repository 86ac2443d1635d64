/// The elements of a document: the part of HTML that is laid out on paper as well as shown by browsers.
package indirect enum Markup: Sendable, Equatable {
    case text(String)
    case element(name: String, attributes: [String: String], [Markup])

    /// What stands for a line break that a value has.
    static let lineBreak: Unicode.Scalar = "\u{2028}"

    /// Elements with further elements.
    static let blocks: Set<String> = ["div", "section"]
    /// Elements with text.
    static let paragraphs: Set<String> = ["h1", "h2", "h3", "p", "td", "th"]
    static let inline: Set<String> = ["b", "strong", "i", "em", "small", "span"]
    static let empty: Set<String> = ["br", "hr"]
    static let tables: Set<String> = ["table", "thead", "tbody", "tfoot", "tr"]
    /// At the top of every page but the first, and at the foot of every page; neither is shown by browsers in its place.
    static let margins: Set<String> = ["header", "footer"]

    /// Words of `class`, and what they mean.
    package static let classes: [(name: String, about: String)] = [
        ("number", "at the right edge"), ("right", "at the right edge"), ("center", "centred"),
        ("muted", "grey"), ("keep", "never cut by a page break"),
        ("columns", "its elements beside each other"), ("total", "bold under a rule"),
    ]

    var name: String? {
        guard case .element(let name, _, _) = self else { return nil }
        return name
    }

    /// Whether it is an element with a word among its classes.
    func has(_ word: String) -> Bool {
        guard case .element(_, let attributes, _) = self, let words = attributes["class"] else {
            return false
        }
        return words.split(separator: " ").contains { $0 == word }
    }

    static func escaped(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            $0 != 0x3C && $0 != 0x3E && $0 != 0x26 && $0 != 0x22 && $0 != 0x27
        }
        guard !isPlain else { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": out.append(contentsOf: "&lt;".unicodeScalars)
            case ">": out.append(contentsOf: "&gt;".unicodeScalars)
            case "&": out.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
            case "'": out.append(contentsOf: "&#39;".unicodeScalars)
            default: out.append(scalar)
            }
        }
        return String(out)
    }
}
