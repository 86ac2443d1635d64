import JSON
import Schema

/// YAML 1.2 in block style, for people who read a description in an editor or a diff.
///
/// The tree is taken from the value's JSON, so that both forms say the same by construction.
/// Strings are plain where nobody could read them as anything else under YAML 1.1 or 1.2, and
/// otherwise quoted as in JSON, with every escape that YAML needs beyond it.
package enum YAML {
    /// The value as one document, members in their order, ending in a line feed.
    ///
    /// Member names have fewer than 1,024 characters: longer ones cannot be implicit keys (YAML
    /// 1.2.2 section 8.2.2).
    package static func encode(_ value: Value) -> [UInt8] {
        let document: JSONDocument
        do {
            document = try JSONDocument(value.encoded, maximumDepth: 1_000)
        } catch {
            preconditionFailure("a value holds text that is not JSON: \(error)")
        }
        var writer = YAMLWriter()
        writer.write(document.root, indent: 0, isNested: false)
        return writer.bytes
    }

    /// A string as a scalar: plain, or in double quotes.
    static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    // MARK: Plain scalars

    /// What other readers take for a boolean, a null or a number: YAML 1.2.2 section 10.3 and the
    /// types of YAML 1.1.
    private static let reserved: Set<String> = [
        "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity",
    ]

    /// Narrower than YAML 1.2.2 section 7.3.3: a letter, `/`, `$` or `_` first, printable ASCII,
    /// nothing ambiguous.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, isStart(first), last != 0x20,
            last != UInt8(ascii: ":"), !reserved.contains(text.lowercased())
        else { return false }
        for (index, byte) in bytes.enumerated() {
            guard (0x20...0x7E).contains(byte) else { return false }
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            if byte == UInt8(ascii: ":"), next == 0x20 { return false }
            if byte == 0x20, next == UInt8(ascii: "#") { return false }
        }
        return true
    }

    private static func isStart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "/"), UInt8(ascii: "$"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    // MARK: Quoted scalars

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case _ where isPrintable(scalar): quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return quoted + "\""
    }

    /// `nb-json` without what counts as a line break or a mark: YAML 1.2.2 section 5.1, YAML 1.1
    /// section 4.1.4.
    ///
    /// Everything else lies below U+10000 and has an escape of four digits.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
        default: true
        }
    }
}

/// Writes nodes line by line; two spaces a level.
private struct YAMLWriter {
    var bytes: [UInt8] = []

    /// `isNested` when the line has begun: behind a key or a dash.
    mutating func write(_ node: JSONNode, indent: Int, isNested: Bool) {
        switch node.kind {
        case .object where node.count > 0: writeMembers(node, indent, isNested)
        case .array where node.count > 0: writeElements(node, indent, isNested)
        default: put((isNested ? " " : "") + scalar(node) + "\n")
        }
    }

    private func scalar(_ node: JSONNode) -> String {
        switch node.kind {
        case .null: "null"
        case .bool: node.bool == true ? "true" : "false"
        case .number: node.number?.literal ?? "0"
        case .string: YAML.scalar(node.string ?? "")
        case .array: "[]"
        case .object: "{}"
        }
    }

    private mutating func writeMembers(_ node: JSONNode, _ indent: Int, _ isNested: Bool) {
        if isNested { put("\n") }
        for (name, value) in node.members {
            pad(indent)
            writeMember(name, value, indent)
        }
    }

    private mutating func writeMember(_ name: String, _ value: JSONNode, _ indent: Int) {
        put(YAML.scalar(name) + ":")
        write(value, indent: indent + 1, isNested: true)
    }

    private mutating func writeElements(_ node: JSONNode, _ indent: Int, _ isNested: Bool) {
        if isNested { put("\n") }
        for element in node.elements {
            pad(indent)
            put("-")
            guard element.kind == .object, element.count > 0 else {
                write(element, indent: indent + 1, isNested: true)
                continue
            }
            // The first member stands behind the dash, the others below it.
            for (index, member) in element.members.enumerated() {
                if index == 0 { put(" ") } else { pad(indent + 1) }
                writeMember(member.name, member.value, indent + 1)
            }
        }
    }

    private mutating func pad(_ levels: Int) {
        bytes.append(contentsOf: repeatElement(0x20, count: levels * 2))
    }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
