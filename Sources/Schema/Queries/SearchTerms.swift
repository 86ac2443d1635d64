/// What a caller typed into a search box, as FTS5 queries: all words, the last one as a prefix.
///
/// <https://www.sqlite.org/fts5.html#full_text_query_syntax>. Words are quoted, so that nothing typed is an operator.
package struct SearchTerms: Sendable {
    /// Everything that matches.
    let all: String
    /// The same in disjoint parts, best first: titles that begin so, titles with all words, the rest.
    ///
    /// A title begins so when its first word is the first of these and it has them in this order. FTS5 could say that of the
    /// words themselves (`^`), but looks at every title that has them: 12 ms for a word of 125,000.
    let ranks: [String]

    static let maximumWords = 16

    /// Nil when there is nothing to search for.
    package init?(_ text: String) {
        let (words, endsInWord) = Self.words(of: text)
        guard !words.isEmpty else { return nil }
        let star = endsInWord && words.count <= Self.maximumWords ? "*" : ""
        let quoted = words.prefix(Self.maximumWords).map { "\"\($0)\"" }
        let all = "(" + quoted.joined(separator: " AND ") + star + ")"
        let title = "{title} : \(all)"
        let first = "\"\(Self.start)\(words[0])\""
        let rest = quoted.count == 1 ? "" : " AND " + quoted.joined(separator: " + ")
        let beginning = "{title} : (\(first)\(rest)\(star))"
        self.all = all
        ranks = [beginning, "(\(title)) NOT (\(beginning))", "\(all) NOT (\(title))"]
    }

    /// Marks the word that a title begins with: a letter to FTS5, as all of private use, and to nobody who types.
    private static let start: Unicode.Scalar = "\u{E000}"

    /// A title as it is indexed: at its end its first word once more, marked, so that titles that begin with a word are
    /// found like titles that have one.
    package static func indexed(_ title: String) -> String {
        let word = title.unicodeScalars.drop { !isOfWord($0) }.prefix { $0 != " " }
        return word.isEmpty ? title : "\(title) \(start)\(String(word))"
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.canonicalCombiningClass != .notReordered
    }

    private static func words(of text: String) -> (words: [String], endsInWord: Bool) {
        var words: [String] = []
        var word = ""
        for scalar in text.unicodeScalars {
            if isOfWord(scalar) {
                word.unicodeScalars.append(scalar)
            } else if !word.isEmpty {
                words.append(word)
                word = ""
            }
        }
        guard !word.isEmpty else { return (words, false) }
        return (words + [word], true)
    }
}

/// Where a ranked search goes on: a rank, and the key that the next record's lies below.
struct SearchPlace {
    let rank: Int
    let before: Int64

    init(rank: Int, before: Int64) {
        self.rank = rank
        self.before = before
    }

    /// The beginning without a cursor; throws `bad_cursor`.
    init(_ cursor: String?, _ fingerprint: UInt64) throws {
        guard let cursor else {
            self.init(rank: 0, before: .max)
            return
        }
        let cells = Cursor.decode(cursor, fingerprint: fingerprint, count: 2)
        guard case .integer(let rank)? = cells?.first, case .integer(let before)? = cells?.last,
            (0..<3).contains(rank)
        else { throw ListQuery.badCursor }
        self.init(rank: Int(rank), before: before)
    }

    func cursor(_ fingerprint: UInt64) -> String {
        Cursor.encode([.integer(Int64(rank)), .integer(before)], fingerprint: fingerprint)
    }
}
