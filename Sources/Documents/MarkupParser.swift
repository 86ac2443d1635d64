/// Reads well-formed elements (XML 1.0 without declarations) of the names that `Markup` knows.
struct MarkupParser {
    private let bytes: [UInt8]
    private var position = 0

    private static let deepest = 20

    static func parse(_ text: String) throws -> [Markup] {
        var parser = MarkupParser(bytes: Array(text.utf8))
        let nodes = try parser.nodes(in: nil, depth: 0)
        guard parser.position == parser.bytes.count else {
            throw parser.fault("an end tag has no beginning")
        }
        return nodes
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func fault(_ what: String) -> TemplateFault {
        let line = bytes[..<min(position, bytes.count)].count { $0 == 0x0A } + 1
        return TemplateFault("Line \(line) of the document: \(what).")
    }

    private func starts(_ text: StaticString) -> Bool {
        position + text.utf8CodeUnitCount <= bytes.count
            && (0..<text.utf8CodeUnitCount).allSatisfy {
                bytes[position + $0] == text.utf8Start[$0]
            }
    }

    // MARK: Nodes

    private mutating func nodes(in parent: String?, depth: Int) throws -> [Markup] {
        guard depth <= Self.deepest else { throw fault("elements stand too deep in each other") }
        var nodes: [Markup] = []
        while position < bytes.count {
            if starts("</") { return nodes }
            if starts("<!--") {
                try skipComment()
            } else if starts("<") {
                nodes.append(try element(in: parent, depth))
            } else {
                try appendText(&nodes, in: parent)
            }
        }
        return nodes
    }

    private mutating func skipComment() throws {
        position += 4
        while !starts("-->") {
            guard position < bytes.count else { throw fault("a comment has no end") }
            position += 1
        }
        position += 3
    }

    private mutating func appendText(_ nodes: inout [Markup], in parent: String?) throws {
        let start = position
        while position < bytes.count, bytes[position] != 0x3C { position += 1 }
        let text = try unescaped(start..<position)
        let isBlank = text.utf8.allSatisfy { $0 <= 0x20 }
        if let parent, Markup.tables.contains(parent) {
            guard isBlank else { throw fault("there is text between the parts of a table") }
            return
        }
        nodes.append(.text(text))
    }

    private mutating func element(in parent: String?, _ depth: Int) throws -> Markup {
        position += 1
        let name = word()
        guard Self.may(name, stand: parent, depth) else {
            throw fault(
                name.isEmpty
                    ? "a < begins no element"
                    : "<\(name)> cannot stand " + (parent.map { "in <\($0)>" } ?? "here"))
        }
        let attributes = try attributes(of: name)
        let isClosed = starts("/>")
        guard isClosed || starts(">") else { throw fault("<\(name)> has no >") }
        position += isClosed ? 2 : 1
        if isClosed || Markup.empty.contains(name) {
            return .element(name: name, attributes: attributes, [])
        }
        let children = try nodes(in: name, depth: depth + 1)
        guard starts("</") else { throw fault("<\(name)> is never closed") }
        position += 2
        let end = word()
        guard end == name, starts(">") else { throw fault("</\(end)> closes <\(name)>") }
        position += 1
        return .element(name: name, attributes: attributes, children)
    }

    private static func may(_ name: String, stand parent: String?, _ depth: Int) -> Bool {
        switch name {
        case "header", "footer": return depth == 0
        case "pages": return parent.map(Markup.margins.contains) ?? false
        case "thead", "tbody", "tfoot": return parent == "table"
        case "tr": return ["thead", "tbody", "tfoot"].contains(parent)
        case "td", "th": return parent == "tr"
        case "table", "hr", "h1", "h2", "h3", "p", "div", "section":
            return parent.map(Markup.blocks.contains) ?? true
        default:
            return (name == "br" || Markup.inline.contains(name))
                && !(parent.map(Markup.tables.contains) ?? false)
        }
    }

    // MARK: Tags

    private mutating func word() -> String {
        let start = position
        while position < bytes.count,
            (0x61...0x7A).contains(bytes[position]) || (0x30...0x39).contains(bytes[position])
        {
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func skipSpace() {
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    }

    private mutating func attributes(of element: String) throws -> [String: String] {
        var found: [String: String] = [:]
        while true {
            skipSpace()
            if position >= bytes.count || starts(">") || starts("/>") { return found }
            let name = word()
            guard starts("=\"") else { throw fault("<\(element)> has an attribute without value") }
            position += 2
            let start = position
            while position < bytes.count, bytes[position] != 0x22 { position += 1 }
            let value = try unescaped(start..<position)
            position += 1
            guard found[name] == nil, Self.isValid(name, value, of: element) else {
                throw fault("<\(element)> cannot have \(name)=\"\(value)\"")
            }
            found[name] = value
        }
    }

    private static func isValid(_ name: String, _ value: String, of element: String) -> Bool {
        let isCell = element == "td" || element == "th"
        switch name {
        case "class":
            return value.split(separator: " ").allSatisfy { word in
                Markup.classes.contains { $0.name == word }
            }
        case "width":
            return isCell && value.hasSuffix("%")
                && Int(value.dropLast()).map { (1...100).contains($0) } ?? false
        case "colspan": return isCell && Int(value).map { (1...20).contains($0) } ?? false
        default: return false
        }
    }

    // MARK: Text

    private func unescaped(_ range: Range<Int>) throws -> String {
        let text = String(decoding: bytes[range], as: UTF8.self)
        guard text.utf8.contains(0x26) else { return text }
        var out = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let next = rest.popFirst() {
            guard next == "&" else {
                out.append(next)
                continue
            }
            guard let end = rest.prefix(10).firstIndex(of: ";"),
                let scalar = Self.scalar(String(rest[..<end]))
            else { throw fault("a & begins no entity such as &amp;") }
            out.append(scalar)
            rest = rest[rest.index(after: end)...]
        }
        return String(out)
    }

    private static func scalar(_ entity: String) -> Unicode.Scalar? {
        switch entity {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        case "nbsp": return "\u{A0}"
        default: break
        }
        guard entity.hasPrefix("#") else { return nil }
        let digits = entity.dropFirst()
        let value =
            digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        // XML 1.0 has no other control characters.
        guard let value, value >= 0x20 || value == 9 || value == 10 else { return nil }
        return Unicode.Scalar(value)
    }
}
