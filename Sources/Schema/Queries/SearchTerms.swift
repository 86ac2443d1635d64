/// What a caller typed into a search box, as an FTS5 query: all words, the last one as a prefix.
package enum SearchTerms {
    static let maximumWords = 16

    /// Nil when there is nothing to search for.
    package static func query(_ text: String) -> String? {
        var words: [String] = []
        var word = ""
        for scalar in text.unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || scalar.properties.canonicalCombiningClass != .notReordered
            {
                word.unicodeScalars.append(scalar)
            } else if !word.isEmpty {
                words.append(word)
                word = ""
            }
        }
        let endsInWord = !word.isEmpty
        if endsInWord { words.append(word) }
        guard !words.isEmpty else { return nil }
        let quoted = words.prefix(maximumWords).map { "\"\($0)\"" }
        return quoted.joined(separator: " ")
            + (endsInWord && words.count <= maximumWords ? "*" : "")
    }
}
