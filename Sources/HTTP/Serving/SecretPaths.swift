/// Places in paths behind which something stands that no log may show.
struct SecretPaths {
    private let marks: [[UInt8]]

    /// Marks in lower case, such as `/offers/`.
    init(_ marks: [String]) { self.marks = marks.map { Array($0.utf8) } }

    /// What is shown in the place of a path with such a mark; nil for all others.
    ///
    /// Whatever became of the request: a token does not become less secret because somebody asked with the wrong method, or
    /// wrote a letter or a slash too many. So marks count anywhere, escaped and in either case, and all behind them is hidden.
    func shown(_ path: ArraySlice<UInt8>) -> [UInt8]? {
        guard !marks.isEmpty else { return nil }
        let plain = Self.unescaped(path)
        let ends = marks.compactMap { Self.end(of: $0, in: plain) }
        return ends.min().map { plain[..<$0] + Array("{token}".utf8) }
    }

    /// The path with its escapes decoded, in so far as they are any.
    private static func unescaped(_ path: ArraySlice<UInt8>) -> [UInt8] {
        guard path.contains(0x25) else { return Array(path) }
        var plain: [UInt8] = []
        var rest = path
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == 0x25, digits.count == 2, let high = hexadecimal(digits[rest.startIndex]),
                let low = hexadecimal(digits[rest.startIndex + 1])
            {
                plain.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                plain.append(byte)
            }
        }
        return plain
    }

    private static func end(of mark: [UInt8], in path: [UInt8]) -> Int? {
        guard path.count >= mark.count else { return nil }
        for start in 0...path.count - mark.count where path[start] == mark[0] {
            let part = path[start..<start + mark.count]
            let isMark = zip(part, mark).allSatisfy { byte, wanted in
                (0x41...0x5A).contains(byte) ? byte | 0x20 == wanted : byte == wanted
            }
            if isMark { return start + mark.count }
        }
        return nil
    }
}
