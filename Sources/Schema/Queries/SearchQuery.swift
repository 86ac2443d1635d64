import Store

/// A search of one resource, as FTS5 queries: <https://www.sqlite.org/fts5.html#full_text_query_syntax>.
///
/// Words are quoted, so that nothing typed is an operator. What an unfinished word may become is looked up once, and only
/// for the ranks that are asked for.
package final class SearchQuery {
    /// Disjoint, best first: titles that begin with the first word and have all in this order, other titles that have all
    /// words, the rest.
    package static let ranks = 0..<3

    let terms: SearchTerms
    private let nextWord: SQL
    private let tx: Transaction
    private var completions: [WordPlace: [String]] = [:]

    /// FTS5 has an index of beginnings of these lengths in characters (`prefix` where the tables are made).
    private static let indexedLengths = 2...3
    /// How many words an unfinished one is spelled out into.
    private static let maximumCompletions = 32

    package init(_ terms: SearchTerms, _ table: Table, _ tx: Transaction) {
        self.terms = terms
        self.nextWord = table.statements.nextWord
        self.tx = tx
    }

    package func ranked(_ rank: Int) throws -> String {
        switch rank {
        case 0: try beginning()
        case 1: "(\(try titles())) NOT (\(try beginning()))"
        default: "(\(try all())) NOT (\(try titles()))"
        }
    }

    func all() throws -> String {
        try terms.words.indices.map { index in
            Self.any(try forms(of: index, .title) + forms(of: index, .elsewhere))
        }.joined(separator: " AND ")
    }

    private func titles() throws -> String {
        try terms.words.indices.map { Self.any(try forms(of: $0, .title)) }.joined(
            separator: " AND ")
    }

    private func beginning() throws -> String {
        let last = terms.words.count - 1
        let start = Self.any(try forms(of: 0, .start))
        if last == 0 { return start }
        let head = try (0..<last).flatMap { try forms(of: $0, .title) }.joined(separator: " + ")
        let phrases = try forms(of: last, .title).map { "\(head) + \($0)" }
        return "\(start) AND \(Self.any(phrases))"
    }

    /// The word as FTS5 may find it there: itself, or what it may become.
    private func forms(of index: Int, _ place: WordPlace) throws -> [String] {
        let word = place.mark + terms.words[index]
        guard terms.isUnfinished, index == terms.words.count - 1 else { return [Self.quoted(word)] }
        if let known = completions[place] { return known }
        let found = try complete(word)
        completions[place] = found
        return found
    }

    /// Finished words are read from the index as far as the page needs; for an unfinished one FTS5 gathers the places of
    /// all that begin so first, unless it has an index of beginnings of this length.
    private func complete(_ word: String) throws -> [String] {
        let quoted = Self.quoted(word)
        let length = word.unicodeScalars.count
        // One letter is completed in titles, where its mark makes it two.
        if length < Self.indexedLengths.lowerBound { return [quoted] }
        if Self.indexedLengths.contains(length) { return [quoted + "*"] }
        var found: [String] = []
        var from = word
        let end = word + "\u{10FFFF}"
        while let next = try tx.first(nextWord, [.text(from), .text(end)], { $0.text(0) }) {
            if found.count == Self.maximumCompletions { return [quoted + "*"] }
            found.append(Self.quoted(next))
            from = next + "\u{1}"
        }
        return found.isEmpty ? [quoted] : found
    }

    private static func quoted(_ word: String) -> String { "\"\(word)\"" }

    private static func any(_ queries: [String]) -> String {
        queries.count == 1 ? queries[0] : "(\(queries.joined(separator: " OR ")))"
    }
}
