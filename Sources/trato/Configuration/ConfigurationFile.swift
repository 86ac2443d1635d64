/// The file of settings: `key = value` lines with the flags' names, and lines that begin with `#`.
enum ConfigurationFile {
    struct Entry {
        let line: Int
        let key: String
        let value: String
    }

    /// Reads entries; throws `Failure` (EX_USAGE) naming the first line that is none.
    static func entries(of path: String) throws(Failure) -> [Entry] {
        var entries: [Entry] = []
        var text = try TextFile.read(path, as: "The configuration file")[...]
        // Some editors begin a file with a mark of its byte order.
        if text.first == "\u{FEFF}" { text = text.dropFirst() }
        for (index, line) in text.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        ).enumerated() {
            let content = trimmed(line)
            guard !content.isEmpty, !content.hasPrefix("#") else { continue }
            guard let sign = content.firstIndex(of: "=") else {
                throw .usage("\(path), line \(index + 1): expected key = value.")
            }
            let key = trimmed(content[..<sign])
            if let first = entries.first(where: { $0.key == key }) {
                throw .usage(
                    "\(path), line \(index + 1): \(key) stands in line \(first.line) already.")
            }
            entries.append(
                Entry(
                    line: index + 1, key: key,
                    value: trimmed(content[content.index(after: sign)...])))
        }
        return entries
    }

    private static func trimmed(_ text: Substring) -> String {
        let head = text.drop { $0.isWhitespace }
        guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(head[...last])
    }
}
