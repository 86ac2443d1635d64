/// What people type, on its way into a record.
package enum PlainText {
    /// The text without white space (Unicode `White_Space`) at its ends.
    static func trimmed(_ text: String) -> String {
        if let first = text.utf8.first, let last = text.utf8.last, isPrinted(first),
            isPrinted(last)
        {
            return text
        }
        let scalars = text.unicodeScalars
        guard let first = scalars.first(where: { !$0.properties.isWhitespace }) else { return "" }
        if first == scalars.first, scalars.last?.properties.isWhitespace == false { return text }
        let rest = scalars.drop { $0.properties.isWhitespace }
        let end = rest.lastIndex { !$0.properties.isWhitespace } ?? rest.startIndex
        return String(rest[...end])
    }

    /// Whether it is an ASCII character with ink.
    private static func isPrinted(_ byte: UInt8) -> Bool { (0x21..<0x7F).contains(byte) }

    /// Whether it has controls (Unicode `Cc`) or line separators; in text of several lines, tabs and line ends are
    /// none.
    static func hasControls(_ text: String, multiline: Bool) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x2028, 0x2029: !multiline
            case 0..<0x20, 0x7F..<0xA0: true
            default: false
            }
        }
    }

    /// The same for texts that differ in case only.
    static func folded(_ text: String) -> String { text.lowercased() }
}
