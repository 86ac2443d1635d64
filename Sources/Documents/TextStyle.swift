/// How a paragraph is set.
struct TextStyle: Equatable {
    enum Alignment: Int32 { case left, center, right }

    /// Points.
    var size = 9.5
    var isBold = false
    var isMuted = false
    var alignment = Alignment.left
    /// Points.
    var before = 2.0
    var after = 2.0

    /// Families in the order in which a character is looked for; what none has, the system's others are asked for.
    private static let families = "Noto Sans, DejaVu Sans, sans-serif"

    /// As Pango reads it.
    var font: String { "\(Self.families) \(isBold ? "Bold " : "")\(size)" }

    init() {}

    /// Of an element within another style.
    init(_ node: Markup, in outer: TextStyle) {
        self = outer
        switch node.name {
        case "h1": (size, isBold, before, after) = (18, true, 2, 10)
        case "h2": (size, isBold, before, after) = (12, true, 10, 4)
        case "h3": (size, isBold, before, after) = (10, true, 6, 2)
        case "th": isBold = true
        case "header", "footer": (size, isMuted, before, after) = (7.5, true, 0, 0)
        default: break
        }
        if node.has("muted") { isMuted = true }
        if node.has("center") { alignment = .center }
        if node.has("number") || node.has("right") { alignment = .right }
    }
}

/// Elements with text as Pango's markup, with space folded as HTML folds it.
struct InlineText {
    private(set) var markup = ""
    private(set) var isEmpty = true
    private var endsInSpace = true

    /// `pages` are the number of the page and how many there are, where they are known.
    init(_ nodes: [Markup], _ style: TextStyle, pages: (Int, Int)? = nil) {
        if style.isMuted { markup += "<span foreground=\"#5c5c58\">" }
        append(nodes, pages)
        if style.isMuted { markup += "</span>" }
    }

    private mutating func append(_ nodes: [Markup], _ pages: (Int, Int)?) {
        for node in nodes {
            switch node {
            case .text(let text): append(text, pages)
            case .element("br", _, _): breakLine()
            case .element(let name, _, let children):
                let tag = Self.tag(name, node)
                markup += tag.begin
                append(children, name == "pages" ? pages : nil)
                markup += tag.end
            }
        }
    }

    private static func tag(_ name: String, _ node: Markup) -> (begin: String, end: String) {
        switch name {
        case "b", "strong": ("<b>", "</b>")
        case "i", "em": ("<i>", "</i>")
        case "small": ("<small>", "</small>")
        default:
            node.has("muted") ? ("<span foreground=\"#5c5c58\">", "</span>") : ("", "")
        }
    }

    private mutating func breakLine() {
        markup += "\n"
        endsInSpace = true
    }

    private mutating func append(_ text: String, _ pages: (Int, Int)?) {
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case " ", "\t", "\n", "\r":
                if !endsInSpace { folded.append(" ") }
                endsInSpace = true
            case Markup.lineBreak:
                folded.append("\n")
                endsInSpace = true
            default:
                folded.append(scalar)
                endsInSpace = false
                isEmpty = false
            }
        }
        var out = Markup.escaped(String(folded))
        if let pages {
            out = Self.replacing("[page]", by: "\(pages.0)", in: out)
            out = Self.replacing("[pages]", by: "\(pages.1)", in: out)
        }
        markup += out
    }

    private static func replacing(_ word: String, by other: String, in text: String) -> String {
        guard let range = text.firstRange(of: word) else { return text }
        return text[..<range.lowerBound] + other + text[range.upperBound...]
    }
}
