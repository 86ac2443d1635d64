/// Types of events that somebody asks for: `order.confirmed`, `order.*`, or `*`.
package struct EventPattern: Sendable, Hashable {
    private let text: String
    private let prefix: String?

    /// Nil for what no type can match: words are small letters, digits and underscores, and `*` stands for a whole rest.
    package init?(_ text: String) {
        let words = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 100, (1...3).contains(words.count) else { return nil }
        for (index, word) in words.enumerated() {
            if word == "*", index == words.count - 1 { continue }
            guard !word.isEmpty, word.utf8.allSatisfy(Self.isWordByte) else { return nil }
        }
        self.text = text
        prefix = text.hasSuffix("*") ? String(text.dropLast()) : nil
    }

    /// What the type begins with: `order`; nil for `*`.
    package var subject: String? {
        let word = text.prefix { $0 != "." }
        return word == "*" ? nil : String(word)
    }

    package func matches(_ type: String) -> Bool {
        guard let prefix else { return type == text }
        return type.hasPrefix(prefix)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
