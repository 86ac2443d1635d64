import Store

/// What a caller typed into a search box: words that a record must have, the last one perhaps unfinished.
package struct SearchTerms: Sendable {
    let words: [String]
    let isUnfinished: Bool

    static let maximumWords = 16

    /// Nil when there is nothing to search for.
    package init?(_ text: String, _ tx: Transaction) throws {
        let cut = try tx.connection.words(of: text)
        guard !cut.all.isEmpty else { return nil }
        words = Array(cut.all.prefix(Self.maximumWords))
        isUnfinished = cut.endsInWord && cut.all.count <= Self.maximumWords
    }

    /// The same for all texts that mean the same search.
    var signature: String { words.joined(separator: " ") + (isUnfinished ? "*" : "") }

    /// A title as it is indexed: its words marked, so that a word in titles is another word to FTS5 than the same one
    /// elsewhere, and at the end the first word once more with a mark of its own.
    ///
    /// FTS5 could tell both from the places of a word (`{title} :` and `^`), but looks at every record that has it anywhere.
    package static func indexed(_ title: String, _ connection: Connection) throws -> String {
        let words = try connection.words(of: title).all
        guard let first = words.first else { return "" }
        var indexed = ""
        for word in words {
            indexed += WordPlace.title.mark
            indexed += word
            indexed += " "
        }
        indexed += WordPlace.start.mark
        indexed += first
        return indexed
    }
}

/// Where a word of a search may stand.
enum WordPlace: Hashable {
    /// At the beginning of a title.
    case start
    case title
    case elsewhere

    /// Of private use: a letter to FTS5, and to nobody who types.
    var mark: String {
        switch self {
        case .start: "\u{E000}"
        case .title: "\u{E001}"
        case .elsewhere: ""
        }
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
            SearchQuery.ranks.contains(Int(rank))
        else { throw ListQuery.badCursor }
        self.init(rank: Int(rank), before: before)
    }

    func cursor(_ fingerprint: UInt64) -> String {
        Cursor.encode([.integer(Int64(rank)), .integer(before)], fingerprint: fingerprint)
    }
}
